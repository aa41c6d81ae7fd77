/// A policy behind admission filters, all of which have to agree.
///
/// Who is turned away is to the policy like an object too large for it, as in libCacheSim: its ghosts learn of the
/// request. Content put in beforehand is not asked about.
public struct FilteredPolicy: EvictionPolicy {
  private var policy: any EvictionPolicy
  private var filters: [any AdmissionFilter]
  private var ids = PerSlot<UInt64>(0)
  /// Stands in for the next to leave where the policy cannot tell before it has to.
  private var lastEvicted: UInt64?

  init(_ policy: any EvictionPolicy, behind filters: [any AdmissionFilter]) {
    (self.policy, self.filters) = (policy, filters)
  }

  public var capacity: Int { policy.capacity }
  public var occupied: Int { policy.occupied }
  public var initialContent: [CacheRequest] { policy.initialContent }
  public var nextVictim: UInt32? { policy.nextVictim }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    for index in filters.indices { filters[index].note(request) }
    policy.hit(slot, request, evicted: &evicted)
    noteEvicted(evicted)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    var request = request
    if request.number > 0 {
      for index in filters.indices { filters[index].note(request) }
      if !admits(request) { request.size = .max }
    }
    let isAdmitted = policy.miss(slot, request, evicted: &evicted)
    noteEvicted(evicted)
    if isAdmitted { ids[slot] = request.id }
    return isAdmitted
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    for index in filters.indices { filters[index].resize(to: capacity) }
    policy.resize(to: capacity, evicted: &evicted)
  }

  public mutating func remove(_ slot: UInt32) { policy.remove(slot) }

  private mutating func admits(_ request: CacheRequest) -> Bool {
    let hasRoom = request.size <= policy.capacity - policy.occupied
    let victim = hasRoom ? nil : policy.nextVictim.map { ids[$0] } ?? lastEvicted
    for index in filters.indices where !filters[index].admits(request, victim: victim) { return false }
    return true
  }

  private mutating func noteEvicted(_ evicted: [UInt32]) {
    if let last = evicted.last { lastEvicted = ids[last] }
  }
}
