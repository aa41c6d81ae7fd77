import Eviction

/// A policy picked at run time, as a type that `Replay` takes.
struct AnyPolicy: EvictionPolicy {
  var policy: any EvictionPolicy

  var capacity: Int { policy.capacity }
  var occupied: Int { policy.occupied }
  var initialContent: [CacheRequest] { policy.initialContent }
  mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    policy.hit(slot, request, evicted: &evicted)
  }
  mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    policy.miss(slot, request, evicted: &evicted)
  }
  mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    policy.resize(to: capacity, evicted: &evicted)
  }
  mutating func remove(_ slot: UInt32) { policy.remove(slot) }
}

extension PolicySpecification {
  func makePolicyForTests(capacity: Int, content: StaticContent = StaticContent()) -> AnyPolicy {
    AnyPolicy(policy: makePolicy(capacity: capacity, seed: 1, content: content))
  }
}
