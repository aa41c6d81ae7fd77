import Eviction
import Primitives

/// The least an owner of a policy does.
struct Replay<Policy: EvictionPolicy> {
  var policy: Policy
  private var table = SlotTable()
  private var evicted: [UInt32] = []
  private var number = 0
  private(set) var evictions = 0

  init(policy: Policy) {
    self.policy = policy
    for request in policy.initialContent { _ = self.request(request) }
    number = 0
  }

  var count: Int { table.count }
  func contains(_ id: UInt64) -> Bool { table.slot(of: id) != nil }
  func id(_ slot: UInt32) -> UInt64 { table.id(of: slot) }

  mutating func request(_ id: UInt64, size: Int, next: Int = CacheRequest.never) -> Bool {
    number += 1
    return request(CacheRequest(id: id, size: size, number: number, next: next))
  }

  mutating func request(_ request: CacheRequest) -> Bool {
    if let slot = table.slot(of: request.id) {
      policy.hit(slot, request, evicted: &evicted)
      reclaim()
      return true
    }
    let slot = table.takeSlot()
    let isAdmitted = policy.miss(slot, request, evicted: &evicted)
    reclaim()
    if isAdmitted { table.insert(request.id, at: slot) } else { table.giveBack(slot) }
    return false
  }

  mutating func remove(_ id: UInt64) {
    guard let slot = table.slot(of: id) else { return }
    policy.remove(slot)
    table.remove(slot)
  }

  mutating func resize(to capacity: Int) {
    policy.resize(to: capacity, evicted: &evicted)
    reclaim()
  }

  private mutating func reclaim() {
    for slot in evicted { table.remove(slot) }
    evictions += evicted.count
    evicted.removeAll(keepingCapacity: true)
  }
}

extension SplitMix64 {
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
