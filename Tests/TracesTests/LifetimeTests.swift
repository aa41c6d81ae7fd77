import Eviction
import Testing
import Traces

/// A cache with TTLs, whatever its policy, as one would write it on a blackboard: who owns the slots is a dictionary.
private struct PlainOwner {
  var policy: any EvictionPolicy
  let ttl: (Request) -> Int
  var slots: [UInt64: UInt32] = [:]
  var staleFrom: [UInt64: Int] = [:]
  var figures = ReplayFigures()

  mutating func ask(_ request: Request, number: Int) {
    let asked = CacheRequest(id: request.id, size: request.size, number: number, next: request.next)
    if let slot = slots[request.id], request.time >= staleFrom[request.id]! {
      policy.remove(slot)
      slots[request.id] = nil
      figures.expired += 1
    }
    var evicted: [UInt32] = []
    if let slot = slots[request.id] {
      policy.hit(slot, asked, evicted: &evicted)
    } else {
      figures.misses += 1
      let unused = (UInt32(0)...).first { !slots.values.contains($0) }!
      if policy.miss(unused, asked, evicted: &evicted) {
        slots[request.id] = unused
        staleFrom[request.id] = request.time + ttl(request)
        figures.insertions += 1
      }
      // Who has left does not have its slot any more, which may be the newcomer's.
      evicted.removeAll { $0 == unused }
    }
    figures.evictions += evicted.count
    for slot in evicted { slots[slots.first { $0.value == slot }!.key] = nil }
  }
}

@Suite("Lifetimes") struct LifetimeTests {
  /// With the positions of next requests, for the policies that know them.
  static let requests: [Request] = {
    var requests = skewedRequests(2_500)
    var next = NextPositions()
    next.count(requests)
    next.fill(&requests, number: 1)
    return requests
  }()

  @Test("Every policy with TTLs by size, as a dictionary of slots has it", arguments: PolicyName.allCases)
  func everyPolicy(name: PolicyName) {
    let policy = PolicySpecification(name)
    let rules = ReplayRules(
      ttl: .bySize([
        .init(below: 4, seconds: 60), .init(below: 8, seconds: 7), .init(below: .max, seconds: 20),
      ]))
    var cache = policy.replayCache(capacity: 300, seed: 5, rules)
    cache.replay(Self.requests, in: Self.requests.indices, number: 1)
    let figures = cache.takeFigures()
    var plain = PlainOwner(policy: policy.makePolicy(capacity: 300, seed: 5)) {
      $0.size < 4 ? 60 : $0.size < 8 ? 7 : 20
    }
    for (index, request) in Self.requests.enumerated() { plain.ask(request, number: index + 1) }
    #expect(figures.misses == plain.figures.misses && figures.expired == plain.figures.expired)
    #expect(figures.insertions == plain.figures.insertions && figures.evictions == plain.figures.evictions)
    #expect(cache.objects == plain.slots.count)
    // A static cache without content has nothing that could expire; W-TinyLFU's small window lets little in.
    #expect(figures.expired > 0 || name == .static || name == .wtinylfu)
  }
}

@Suite("Positions of next requests that a trace carries") struct NextPositionCheckTests {
  /// What becomes of the requests when all are checked.
  static func accepts(_ requests: [Request]) -> Bool {
    var check = NextPositionCheck()
    return check.accepts(Array(requests.prefix(700))) && check.accepts(Array(requests.dropFirst(700)))
      && check.acceptsEnd
  }

  static let right = LifetimeTests.requests

  @Test("Right ones, and those of the first part of a longer trace")
  func right() {
    #expect(Self.accepts(Self.right))
    #expect(Self.accepts(Array(Self.right.prefix(1_500))))
    #expect(Self.accepts([]))
  }

  @Test("What was cut out, filtered or mixed up; none at all")
  func wrong() {
    #expect(!Self.accepts(Array(Self.right.dropFirst(1))))
    #expect(!Self.accepts(Self.right.filter { $0.id != 0 }))
    #expect(!Self.accepts(skewedRequests(2_500)))
    let shifted = Self.right.map { request in
      var request = request
      if request.next != Request.never { request.next += 1 }
      return request
    }
    #expect(!Self.accepts(shifted))
    // An object in 64 is looked at: what is wrong with all the last requests is wrong with one of those.
    let endless = Self.right.enumerated().map { index, request in
      var request = request
      if request.next == Request.never { request.next = Self.right.count }
      return request
    }
    #expect(!Self.accepts(endless))
  }
}
