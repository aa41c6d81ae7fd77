import Eviction

/// One cache that a trace is replayed through.
///
/// The policy's type is hidden behind functions, not behind a protocol: a witness of a generic type is compiled once
/// for all policies and asks for everything by table, a function made where the type is known is compiled for it.
package struct ReplayCache {
  private let replaying: ([Request], Range<Int>, Int) -> Void
  private let takingFigures: () -> ReplayFigures
  private let contents: () -> (objects: Int, occupied: Int)

  @inline(__always)
  init<Policy: EvictionPolicy>(_ policy: Policy, _ rules: ReplayRules) {
    let box = Box(PolicyReplay(policy, rules))
    replaying = { box.replay.replay($0, in: $1, number: $2) }
    takingFigures = { box.replay.takeFigures() }
    contents = { (box.replay.objects, box.replay.occupied) }
  }

  private final class Box<Policy: EvictionPolicy> {
    var replay: PolicyReplay<Policy>
    init(_ replay: PolicyReplay<Policy>) { self.replay = replay }
  }

  /// The requests of `range`; the first is the request `number` of the trace, from 1.
  package mutating func replay(_ requests: [Request], in range: Range<Int>, number: Int) {
    replaying(requests, range, number)
  }

  /// Since the last `takeFigures`.
  package mutating func takeFigures() -> ReplayFigures { takingFigures() }

  /// Objects in the cache.
  package var objects: Int { contents().objects }
  /// Octets or objects.
  package var occupied: Int { contents().occupied }
}

/// What holds for all caches of a replay.
package struct ReplayRules: Hashable, Sendable {
  /// Every size is 1, and capacities are numbers of objects.
  package var ignoresSizes: Bool
  package var ttl: TTLRule

  package init(ignoresSizes: Bool = false, ttl: TTLRule = .none) {
    (self.ignoresSizes, self.ttl) = (ignoresSizes, ttl)
  }
}

/// A policy, the table of what it holds, and the count of what it does. Specialised for each policy.
///
/// Common rules as in libCacheSim: every request is counted, the cold ones too; an object keeps the size it came in
/// with; one that the policy turns away is a miss and no more.
struct PolicyReplay<Policy: EvictionPolicy> {
  private var policy: Policy
  private let rules: ReplayRules
  private let expires: Bool
  private var table = SlotTable()
  /// The second the object came in, counted from the first request; the top bit is set by a hit.
  private var arrivals = PerSlot<UInt32>(0)
  /// The second from which on the object is stale, never if 0. Empty without TTLs.
  private var expiries = PerSlot(0)
  private var evicted: [UInt32] = []
  private var figures = ReplayFigures()
  private var start: Int?

  private static var wasHit: UInt32 { 1 << 31 }

  init(_ policy: Policy, _ rules: ReplayRules) {
    (self.policy, self.rules) = (policy, rules)
    expires = rules.ttl != .none
    for request in policy.initialContent {
      insert(request, Request(id: request.id, size: request.size, time: 0), arrival: 0)
    }
    figures = ReplayFigures()
  }

  var objects: Int { table.count }
  var occupied: Int { policy.occupied }

  mutating func takeFigures() -> ReplayFigures {
    defer { figures = ReplayFigures() }
    return figures
  }

  mutating func replay(_ requests: [Request], in range: Range<Int>, number: Int) {
    guard let first = range.first else { return }
    let start = start ?? requests[first].time
    self.start = start
    for index in range {
      let request = requests[index]
      let asked = CacheRequest(
        id: request.id, size: rules.ignoresSizes ? 1 : request.size,
        number: number + index - range.lowerBound,
        next: request.next == 0 ? CacheRequest.never : request.next)
      if let slot = table.slot(of: request.id) {
        if expires, let end = expiry(of: slot), request.time >= end {
          expire(slot)
        } else {
          if arrivals[slot] & Self.wasHit == 0 { arrivals[slot] |= Self.wasHit }
          policy.hit(slot, asked, evicted: &evicted)
          if !evicted.isEmpty { reclaim(at: request.time - start) }
          continue
        }
      }
      figures.misses += 1
      figures.missedOctets += request.size
      insert(asked, request, arrival: request.time - start)
    }
  }

  private mutating func insert(_ asked: CacheRequest, _ request: Request, arrival: Int) {
    let slot = table.takeSlot()
    if policy.miss(slot, asked, evicted: &evicted) {
      table.insert(asked.id, at: slot)
      arrivals[slot] = UInt32(truncatingIfNeeded: arrival) & ~Self.wasHit
      figures.insertions += 1
      figures.writtenOctets += request.size
      if expires { setExpiry(of: slot, request, size: request.size) }
    } else {
      table.giveBack(slot)
    }
    if !evicted.isEmpty { reclaim(at: arrival) }
  }

  private mutating func reclaim(at time: Int) {
    while let slot = evicted.popLast() {
      let arrival = arrivals[slot]
      figures.evictions += 1
      figures.evictedUnused += arrival & Self.wasHit == 0 ? 1 : 0
      figures.evictedAge += time - Int(arrival & ~Self.wasHit)
      table.remove(slot)
    }
  }

  // MARK: TTLs

  private func expiry(of slot: UInt32) -> Int? {
    let end = expiries[slot]
    return end == 0 ? nil : end
  }

  private mutating func setExpiry(of slot: UInt32, _ request: Request, size: Int) {
    let seconds = rules.ttl.seconds(for: request, size: size)
    expiries[slot] = seconds == 0 ? 0 : request.time + Int(seconds)
  }

  private mutating func expire(_ slot: UInt32) {
    policy.remove(slot)
    table.remove(slot)
    figures.expired += 1
  }
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
