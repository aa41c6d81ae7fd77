/// Whoever is drawn leaves; hits change nothing.
///
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
public struct RandomReplacement: EvictionPolicy {
  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var pool = SlotPool()
  private var sizes = PerSlot(0)
  private var random: Lehmer64

  public init(capacity: Int, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    random = Lehmer64(seed: seed)
  }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {}

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard request.size <= capacity else { return false }
    while occupied > capacity - request.size { evict(&evicted) }
    pool.insert(slot)
    sizes[slot] = request.size
    occupied += request.size
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    while occupied > self.capacity { evict(&evicted) }
  }

  public mutating func remove(_ slot: UInt32) {
    pool.remove(slot)
    occupied -= sizes[slot]
  }

  private mutating func evict(_ evicted: inout [UInt32]) {
    let slot = pool.draw(&random)
    remove(slot)
    evicted.append(slot)
  }
}
