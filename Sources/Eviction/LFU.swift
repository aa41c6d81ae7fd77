/// Least frequently used: the object with the fewest requests since it came in leaves, among equals the one that has
/// had that count for longest. Counts are forgotten on eviction.
///
/// Aho, Denning, Ullman, "Principles of optimal page replacement", Journal of the ACM 18(1), 1971.
public struct LFU: EvictionPolicy {
  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var counts = CountLists()
  private var sizes = PerSlot(0)

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var nextVictim: UInt32? { counts.first }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    counts.increment(slot)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard request.size <= capacity else { return false }
    while occupied > capacity - request.size { evict(&evicted) }
    counts.insert(slot)
    sizes[slot] = request.size
    occupied += request.size
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    while occupied > self.capacity { evict(&evicted) }
  }

  public mutating func remove(_ slot: UInt32) {
    counts.remove(slot)
    occupied -= sizes[slot]
  }

  private mutating func evict(_ evicted: inout [UInt32]) {
    guard let slot = counts.first else { return }
    remove(slot)
    evicted.append(slot)
  }
}
