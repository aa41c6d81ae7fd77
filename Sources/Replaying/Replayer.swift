import Dispatch
import Eviction
import Synchronization
import Traces

/// Many caches, one pass: while they replay a batch, each on whatever processor is free, the next batch is decoded.
package struct Replayer {
  package struct Options: Sendable {
    package var rules = ReplayRules()
    package var warmUp = ReplayDivision.WarmUp.none
    /// Seconds.
    package var window: Int?
    package var sample = SpatialSample(rate: 1)
    /// LRU's miss-ratio curve, by reuse distances.
    package var hasCurve = false
    /// Policies are told the positions of next requests that the trace carries: these are looked at first.
    package var checksNext = false
    package var threads = 1
    /// What static caches are filled with: as the training window has it, and as a list does (nil: there is none).
    package var content = StaticContent()
    package var list: StaticContent?

    package init() {}

    func content(for policy: PolicySpecification) -> StaticContent {
      policy.staticOrder == .list ? list ?? content : content
    }
  }

  /// One cache asked for.
  package struct Cache: Sendable {
    package var policy: PolicySpecification
    package var size: String
    package var capacity: Int
    /// What a policy that draws numbers starts from.
    package var seed: UInt64

    package init(policy: PolicySpecification, size: String, capacity: Int, seed: UInt64 = 1) {
      (self.policy, self.size, self.capacity, self.seed) = (policy, size, capacity, seed)
    }
  }

  /// Caches that ask each other.
  package struct Hierarchy: Sendable {
    package var tiers: [TierSpecification]
    /// Octets or objects, of each cache of a tier.
    package var capacities: [Int]
    package var split: RequestSplit
    package var seed: UInt64

    package init(tiers: [TierSpecification], capacities: [Int], split: RequestSplit, seed: UInt64 = 1) {
      (self.tiers, self.capacities, self.split, self.seed) = (tiers, capacities, split, seed)
    }
  }

  package struct Outcome: Sendable {
    /// Of each cache, one entry a stretch.
    package var figures: [[ReplayFigures]]
    package var objects: [Int]
    package var stretches: [ReplayStretch]
    package var curve: DistanceHistogram?
    /// Of each hierarchy, by tier: one entry a stretch, and the objects at the end.
    package var tiers: [[(figures: [ReplayFigures], objects: Int)]]
  }

  /// - Parameters:
  ///   - next: of the trace, if it is to be filled in.
  ///   - tell: called now and then with the share that is done.
  /// - Throws: `WrongNextPositions` where `options.checksNext`; what the source throws.
  package static func run(
    _ source: sending any TraceSource, _ caches: [Cache], _ options: Options, hierarchies: [Hierarchy] = [],
    next: NextPositions? = nil, tell: (Double?) -> Void = { _ in }
  ) throws -> Outcome {
    let rate = options.sample?.rate ?? 1
    let lanes = caches.map {
      Shared(
        ReplayLane(
          $0.policy, capacity: $0.capacity, seed: $0.seed, options.rules, scale: rate,
          content: options.content(for: $0.policy)))
    }
    let tiered = hierarchies.map {
      Shared(
        TieredReplay(
          $0.tiers, capacities: $0.capacities, split: $0.split, seed: $0.seed, options.rules, scale: rate,
          content: options.content(for:)))
    }
    let distances = options.hasCurve ? Shared(ReuseDistances(ignoresSizes: options.rules.ignoresSizes)) : nil
    let supply = Shared(
      Supply(
        source: source, sample: options.sample,
        division: ReplayDivision(warmUp: options.warmUp, window: options.window), next: next,
        check: options.checksNext ? NextPositionCheck() : nil, numbersObjects: lanes.count > 1))
    var number = 1
    supply.value.withLock { $0.prepare() }
    while true {
      let batch = try supply.value.withLock { try $0.take() }
      guard !batch.pieces.isEmpty else { break }
      let first = number
      // The first task is the next batch: it is the one that nobody else can do for the next round.
      parallel(tasks: lanes.count + tiered.count + 2, threads: options.threads) { task in
        let (requests, pieces) = (batch.requests, batch.pieces)
        switch task {
        case 0: supply.value.withLock { $0.prepare() }
        case 1: distances?.value.withLock { for piece in pieces { $0.count(requests, in: piece.range) } }
        case 2..<2 + tiered.count:
          tiered[task - 2].value.withLock { $0.replay(requests, pieces, number: first) }
        default:
          lanes[task - 2 - tiered.count].value.withLock {
            $0.replay(requests, objects: batch.objects, pieces, number: first)
          }
        }
      }
      number += batch.requests.count
      supply.value.withLock { $0.giveBack(batch) }
      tell(supply.value.withLock { $0.share })
    }
    return Outcome(
      figures: lanes.map { $0.value.withLock { $0.finish() } },
      objects: lanes.map { $0.value.withLock { $0.objects } },
      stretches: supply.value.withLock { $0.division.stretches },
      curve: distances?.value.withLock { $0.curve },
      tiers: tiered.map { $0.value.withLock { Array(zip($0.finish(), $0.objects)) } })
  }

  /// Runs the tasks in the order of their numbers on `threads` threads; returns when all are done.
  private static func parallel(tasks: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    guard threads > 1 else { return (0..<tasks).forEach(body) }
    let next = Shared(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, tasks)) { _ in
      while true {
        let task = next.value.withLock {
          $0 += 1
          return $0 - 1
        }
        guard task < tasks else { return }
        body(task)
      }
    }
  }

  /// A value that one thread at a time has.
  private final class Shared<Value>: Sendable {
    let value: Mutex<Value>
    init(_ value: consuming sending Value) { self.value = Mutex(value) }
  }
}
