/// 2Q: newcomers pass through a FIFO, and only who is asked for again soon after leaving it gets into the LRU.
///
/// Johnson, Shasha, "2Q: a low overhead high performance buffer management replacement algorithm", VLDB 1994: A1in
/// (the FIFO), A1out (ids that left it), Am (the LRU). An object larger than A1in does not enter.
public struct TwoQ: EvictionPolicy, DemandPolicy {
  private static let a1in = 0
  private static let am = 1

  public private(set) var capacity: Int
  private var queues = SlotLists(2)
  private var a1out = GhostLists()
  private var ids = PerSlot<UInt64>(0)
  private let shares: (a1in: Double, a1out: Double)
  private var a1inLimit = 0

  /// - Parameters:
  ///   - a1in: share of the cache.
  ///   - a1out: what is remembered, as a share of the cache.
  public init(capacity: Int, a1in: Double = 0.25, a1out: Double = 0.5) {
    self.capacity = min(capacity, Limits.largestCapacity)
    shares = (a1in, a1out)
    a1inLimit = Int(shares.a1in * Double(self.capacity))
  }

  public var occupied: Int { queues.occupied(Self.a1in) + queues.occupied(Self.am) }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    if queues.list(of: slot) == Self.am { queues.moveToHead(slot, of: Self.am) }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    let wasRemembered = a1out.remove(id: request.id)
    guard request.size <= a1inLimit, makeRoom(for: request.size, &evicted) else { return false }
    if wasRemembered {
      let amLimit = capacity - a1inLimit
      while queues.occupied(Self.am) > amLimit - request.size, !queues.isEmpty(Self.am) {
        evictFromAm(&evicted)
      }
      guard request.size <= amLimit else { return false }
    }
    ids[slot] = request.id
    queues.insert(slot, size: request.size, atHeadOf: wasRemembered ? Self.am : Self.a1in)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    a1inLimit = Int(shares.a1in * Double(self.capacity))
    _ = makeRoom(for: 0, &evicted)
    a1out.trim(to: a1outLimit)
  }

  public mutating func remove(_ slot: UInt32) { queues.remove(slot) }

  private var a1outLimit: Int { Int(shares.a1out * Double(capacity)) }

  mutating func evict(_ evicted: inout [UInt32]) {
    if !queues.isEmpty(Self.am), queues.occupied(Self.a1in) <= a1inLimit { return evictFromAm(&evicted) }
    guard let slot = queues.tail(Self.a1in) else { return }
    a1out.remember(ids[slot], size: queues.size(of: slot), capacity: a1outLimit)
    queues.remove(slot)
    evicted.append(slot)
  }

  private mutating func evictFromAm(_ evicted: inout [UInt32]) {
    if let slot = queues.popTail(Self.am) { evicted.append(slot) }
  }
}
