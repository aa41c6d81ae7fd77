/// Most recently used: the object asked for last leaves. Best for a loop larger than the cache.
///
/// Chou, DeWitt, "An evaluation of buffer management strategies for relational database systems", VLDB 1985.
public struct MRU: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var queue = SlotLists()

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var occupied: Int { queue.occupied() }
  public var nextVictim: UInt32? { queue.head() }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    queue.moveToHead(slot)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    queue.insert(slot, size: request.size)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) { queue.remove(slot) }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let head = queue.head() else { return }
    queue.remove(head)
    evicted.append(head)
  }
}
