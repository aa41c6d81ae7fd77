/// A queue with a hand that moves from the tail to the head and spares, once, what was asked for; unlike in `Clock`
/// nothing moves, so new objects meet the hand early and old popular ones stay where they are.
///
/// Zhang, Yang, Yue, Vigfusson, Rashmi, "SIEVE is simpler than LRU: an efficient turn-key eviction algorithm for web
/// caches", NSDI 2024.
public struct SIEVE: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var queue = SlotLists()
  /// Where the search for a victim goes on; at the tail when nil.
  private var hand: UInt32?

  public init(capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  public var occupied: Int { queue.occupied() }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    queue.setMark(of: slot, to: 1)
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

  public mutating func remove(_ slot: UInt32) {
    if hand == slot { hand = queue.newer(than: slot) }
    queue.remove(slot)
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard var slot = hand ?? queue.tail(), let tail = queue.tail() else { return }
    while queue.mark(of: slot) != 0 {
      queue.setMark(of: slot, to: 0)
      slot = queue.newer(than: slot) ?? tail
    }
    hand = queue.newer(than: slot)
    queue.remove(slot)
    evicted.append(slot)
  }
}
