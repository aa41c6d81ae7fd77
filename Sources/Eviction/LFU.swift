/// Least frequently used: the object with the fewest requests since it came in leaves, among equals the one that has
/// had that count for longest. Counts are forgotten on eviction.
///
/// Aho, Denning, Ullman, "Principles of optimal page replacement", Journal of the ACM 18(1), 1971.
public struct LFU: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var counts = CountLists()
  private var sizes = SlotSizes()

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var occupied: Int { sizes.sum }
  public var nextVictim: UInt32? { counts.first }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    counts.increment(slot)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    counts.insert(slot)
    sizes.insert(slot, size: request.size)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    counts.remove(slot)
    sizes.remove(slot)
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let slot = counts.first else { return }
    remove(slot)
    evicted.append(slot)
  }
}
