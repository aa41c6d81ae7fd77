/// The one asked for again farthest in the future leaves: for objects of one size the fewest misses a cache that
/// admits everything can have. With sizes it is no bound.
///
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
/// Needs `CacheRequest.next`.
public struct Belady: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  /// By the next request, negated.
  private var heap = SlotHeap<Int>()
  private var sizes = SlotSizes()

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var occupied: Int { sizes.sum }
  public var nextVictim: UInt32? { heap.first?.slot }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    heap.setKey(of: slot, to: -request.next)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    heap.insert(slot, key: -request.next)
    sizes.insert(slot, size: request.size)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    heap.remove(slot)
    sizes.remove(slot)
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let (slot, _) = heap.first else { return }
    remove(slot)
    evicted.append(slot)
  }
}
