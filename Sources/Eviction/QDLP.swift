/// Quick demotion, lazy promotion: newcomers pass a small FIFO, and only who was asked for there, or comes back while
/// remembered, gets into the main cache, a clock.
///
/// Yang, Qiu, Zhang, Yue, Rashmi, "FIFO can be better than LRU: the power of lazy promotion and quick demotion", HotOS
/// 2023. While the cache fills the FIFO may have all of it. Larger than the FIFO's share does not enter.
public struct QDLP: EvictionPolicy, DemandPolicy {
  private static let probation = 0
  private static let main = 1

  public private(set) var capacity: Int
  /// Marks count hits.
  private var queues = SlotLists(2)
  private var ghosts = GhostLists()
  private var ids = PerSlot<UInt64>(0)
  private let shares: (fifo: Double, ghost: Double)
  private let highestCount: UInt8
  private var fifoLimit = 0

  /// - Parameters:
  ///   - fifo: share of the cache.
  ///   - ghost: what is remembered, as a share of the cache.
  ///   - bits: of the clock's counts, 1 to 8.
  public init(capacity: Int, fifo: Double = 0.1, ghost: Double = 0.9, bits: Int = 2) {
    self.capacity = min(capacity, Limits.largestCapacity)
    shares = (fifo, ghost)
    highestCount = UInt8(1 << bits - 1)
    fifoLimit = Int(shares.fifo * Double(self.capacity))
  }

  public var occupied: Int { queues.occupied(Self.probation) + queues.occupied(Self.main) }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    let count = queues.mark(of: slot)
    if count < highestCount { queues.setMark(of: slot, to: count + 1) }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    let wasRemembered = ghosts.remove(id: request.id)
    guard request.size <= min(fifoLimit, capacity - fifoLimit), makeRoom(for: request.size, &evicted) else {
      return false
    }
    if wasRemembered { makeRoomInMain(for: request.size, &evicted) }
    ids[slot] = request.id
    queues.insert(slot, size: request.size, atHeadOf: wasRemembered ? Self.main : Self.probation)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    fifoLimit = Int(shares.fifo * Double(self.capacity))
    _ = makeRoom(for: 0, &evicted)
    ghosts.trim(to: ghostLimit)
  }

  public mutating func remove(_ slot: UInt32) { queues.remove(slot) }

  private var ghostLimit: Int { Int(shares.ghost * Double(capacity)) }

  /// The FIFO's tail moves on or leaves; none leaves from the main cache as long as there is one.
  mutating func evict(_ evicted: inout [UInt32]) {
    guard let tail = queues.tail(Self.probation) else { return evictFromMain(&evicted) }
    if queues.mark(of: tail) > 0 {
      makeRoomInMain(for: queues.size(of: tail), &evicted)
      queues.setMark(of: tail, to: 0)
      queues.move(tail, toHeadOf: Self.main)
    } else {
      ghosts.remember(ids[tail], size: queues.size(of: tail), capacity: ghostLimit)
      queues.remove(tail)
      evicted.append(tail)
    }
  }

  private mutating func makeRoomInMain(for size: Int, _ evicted: inout [UInt32]) {
    while queues.occupied(Self.main) > capacity - fifoLimit - size, !queues.isEmpty(Self.main) {
      evictFromMain(&evicted)
    }
  }

  private mutating func evictFromMain(_ evicted: inout [UInt32]) {
    if let slot = queues.popUnmarked(Self.main) { evicted.append(slot) }
  }
}
