/// Least recently used: a hit moves to the head, the tail leaves.
///
/// Has the stack property (Mattson, Gecsei, Slutz, Traiger, "Evaluation techniques for storage hierarchies", IBM
/// Systems Journal 9(2), 1970). An object larger than the cache is passed by and evicts nothing.
public struct LRU: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var queue = SlotLists()

  public init(capacity: Int) { self.capacity = min(capacity, Limits.largestCapacity) }

  public var occupied: Int { queue.occupied() }

  public var nextVictim: UInt32? { queue.tail() }

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
    if let tail = queue.popTail() { evicted.append(tail) }
  }
}
