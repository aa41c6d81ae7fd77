/// First in, first out: hits change nothing.
///
/// Corbató, "A paging experiment with the Multics system", MIT Project MAC, 1968.
public struct FIFO: EvictionPolicy {
  public private(set) var capacity: Int
  private var queue = SlotLists()

  public init(capacity: Int) { self.capacity = min(capacity, Limits.largestCapacity) }

  public var occupied: Int { queue.occupied() }
  public var nextVictim: UInt32? { queue.tail() }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {}

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard request.size <= capacity else { return false }
    makeRoom(for: request.size, &evicted)
    queue.insert(slot, size: request.size)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) { queue.remove(slot) }

  private mutating func makeRoom(for size: Int, _ evicted: inout [UInt32]) {
    while occupied > capacity - size, let tail = queue.tail() {
      queue.remove(tail)
      evicted.append(tail)
    }
  }
}
