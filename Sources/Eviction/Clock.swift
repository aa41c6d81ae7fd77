/// A queue in which objects asked for since they passed the hand get another round.
///
/// Corbató, "A paging experiment with the Multics system", MIT Project MAC, 1968. With more than one bit the hand
/// takes one from a count of hits (Smith, "Sequentiality and prefetching in database systems", ACM TODS 3(3), 1978).
public struct Clock: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var queue = SlotLists()
  private let highestCount: UInt8

  /// - Parameter bits: of each object's count, 1 to 8.
  public init(capacity: Int, bits: Int = 1) {
    self.capacity = min(capacity, Limits.largestCapacity)
    highestCount = UInt8(1 << bits - 1)
  }

  public var occupied: Int { queue.occupied() }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    let count = queue.mark(of: slot)
    if count < highestCount { queue.setMark(of: slot, to: count + 1) }
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
    if let slot = queue.popUnmarked() { evicted.append(slot) }
  }
}
