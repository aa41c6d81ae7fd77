import Eviction

/// One cache that a trace is replayed through.
///
/// The policy's type is hidden behind functions, not behind a protocol: a witness of a generic type is compiled once
/// for all policies and asks for everything by table, a function made where the type is known is compiled for it.
package struct ReplayCache {
  private let opening: ([Request], BatchObjects) -> Void
  private let replaying: ([Request], BatchObjects?, Range<Int>, Int) -> Void
  private let closing: () -> Void
  private let asking: (Request, Int, Upstream) -> FetchAnswer
  private let takingFigures: () -> ReplayFigures
  private let contents: () -> (objects: Int, occupied: Int)

  @inline(__always)
  init<Policy: EvictionPolicy>(_ policy: Policy, _ rules: ReplayRules) {
    let box = Box(PolicyReplay(policy, rules))
    opening = { box.replay.open($0, $1) }
    replaying = { box.replay.replay($0, $1, in: $2, number: $3) }
    closing = { box.replay.close() }
    asking = { box.replay.ask($0, number: $1, $2) }
    takingFigures = { box.replay.takeFigures() }
    contents = { (box.replay.objects, box.replay.occupied) }
  }

  private final class Box<Policy: EvictionPolicy> {
    var replay: PolicyReplay<Policy>
    init(_ replay: PolicyReplay<Policy>) { self.replay = replay }
  }

  /// The requests of `range`; the first is the request `number` of the trace, from 1.
  ///
  /// - Parameter objects: those of all the requests, between `open` and `close`.
  package mutating func replay(
    _ requests: [Request], _ objects: BatchObjects? = nil, in range: Range<Int>, number: Int
  ) {
    replaying(requests, objects, range, number)
  }

  /// Before the first of a batch of requests whose objects have numbers.
  package mutating func open(_ requests: [Request], _ objects: BatchObjects) { opening(requests, objects) }

  /// After the last.
  package mutating func close() { closing() }

  /// Whoever is asked for what is not here, and whether what is here still holds.
  typealias Upstream = (Request) -> FetchAnswer

  /// One request, number `number` of the trace, of a viewer or of another cache.
  func ask(_ request: Request, number: Int, _ upstream: Upstream) -> FetchAnswer {
    asking(request, number, upstream)
  }

  /// Since the last `takeFigures`.
  package mutating func takeFigures() -> ReplayFigures { takingFigures() }

  /// Objects in the cache.
  package var objects: Int { contents().objects }
  /// Octets or objects.
  package var occupied: Int { contents().occupied }
}

extension PolicySpecification {
  /// A cache for a replay, compiled for its policy; empty but for `content` of a static one.
  package func replayCache(
    capacity: Int, seed: UInt64, _ rules: ReplayRules, content: StaticContent = StaticContent()
  ) -> ReplayCache {
    var maker = ReplayMaker(rules: rules)
    return withPolicy(capacity: capacity, seed: seed, content: content, &maker)
  }
}

private struct ReplayMaker: PolicyVisitor {
  let rules: ReplayRules

  func visit<Policy: EvictionPolicy>(_ policy: Policy) -> ReplayCache { ReplayCache(policy, rules) }
}
