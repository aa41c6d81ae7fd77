/// Greedy dual, size, frequency: what is small and often asked for stays; an inflation value, the priority of the last
/// to leave, ages what was popular once.
///
/// Cherkasova, "Improving WWW proxies performance with greedy-dual-size-frequency caching policy", HP Labs
/// HPL-98-69R1, 1998, after Cao, Irani, "Cost-aware WWW proxy caching algorithms", USITS 1997. Cost 1 an object.
public struct GDSF: EvictionPolicy {
  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var heap = SlotHeap<Double>()
  private var objects = PerSlot(Object(size: 0, requests: 0))
  /// L of the paper.
  private var inflation = 0.0

  private struct Object: BitwiseCopyable {
    var size: Int
    var requests: Double
  }

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var nextVictim: UInt32? { heap.first?.slot }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    objects[slot].requests += 1
    heap.setKey(of: slot, to: priority(of: slot))
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    // The newcomer competes with the others, and may be the one that leaves.
    guard request.size <= capacity else { return false }
    objects[slot] = Object(size: request.size, requests: 1)
    heap.insert(slot, key: priority(of: slot))
    occupied += request.size
    var stays = true
    while occupied > capacity {
      let victim = evict()
      if victim == slot { stays = false } else { evicted.append(victim) }
    }
    return stays
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    while occupied > self.capacity { evicted.append(evict()) }
  }

  public mutating func remove(_ slot: UInt32) {
    heap.remove(slot)
    occupied -= objects[slot].size
  }

  private func priority(of slot: UInt32) -> Double {
    let object = objects[slot]
    // The scale keeps the quotient of large objects above the rounding of `inflation`.
    return inflation + object.requests * 1_000_000 / Double(object.size)
  }

  private mutating func evict() -> UInt32 {
    guard let (slot, key) = heap.first else { preconditionFailure("occupied without an object") }
    inflation = key
    remove(slot)
    return slot
  }
}
