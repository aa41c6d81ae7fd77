/// Three queues: most newcomers are asked for once only and leave a small FIFO soon; who was asked for there, or comes
/// back while remembered, goes to the main one, a clock.
///
/// Yang, Zhang, Qiu, Yue, Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023. As in libCacheSim
/// newcomers go to the main queue while nothing has left yet and the small one is full, and two hits, not the paper's
/// "more than one access", lead from the small to the main. Larger than the small queue does not enter.
public struct S3FIFO: EvictionPolicy, DemandPolicy {
  private static let small = 0
  private static let main = 1
  private static let highestCount: UInt8 = 3

  public private(set) var capacity: Int
  /// Marks count hits.
  private var queues = SlotLists(2)
  private var ghosts = GhostLists()
  private var ids = PerSlot<UInt64>(0)
  private let shares: (small: Double, ghost: Double)
  private let threshold: UInt8
  private var smallLimit = 0
  private var hasEvicted = false

  /// - Parameters:
  ///   - small: share of the cache.
  ///   - ghost: what is remembered, as a share of the cache.
  ///   - threshold: hits in the small queue that lead to the main one, 1 to 255.
  public init(capacity: Int, small: Double = 0.1, ghost: Double = 0.9, threshold: Int = 2) {
    self.capacity = min(capacity, Limits.largestCapacity)
    shares = (small, ghost)
    self.threshold = UInt8(threshold)
    smallLimit = Int(shares.small * Double(self.capacity))
  }

  public var occupied: Int { queues.occupied(Self.small) + queues.occupied(Self.main) }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    let count = queues.mark(of: slot)
    if count < .max { queues.setMark(of: slot, to: count + 1) }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    let wasRemembered = ghosts.remove(id: request.id)
    guard request.size <= smallLimit, makeRoom(for: request.size, &evicted) else { return false }
    var queue = Self.main
    if !wasRemembered {
      guard request.size < smallLimit else { return false }
      if hasEvicted || queues.occupied(Self.small) < smallLimit { queue = Self.small }
    }
    ids[slot] = request.id
    queues.insert(slot, size: request.size, atHeadOf: queue)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    smallLimit = Int(shares.small * Double(self.capacity))
    _ = makeRoom(for: 0, &evicted)
    ghosts.trim(to: ghostLimit)
  }

  public mutating func remove(_ slot: UInt32) { queues.remove(slot) }

  private var ghostLimit: Int { Int(shares.ghost * Double(capacity)) }

  /// At most one leaves; none where all of the small queue moved on.
  mutating func evict(_ evicted: inout [UInt32]) {
    hasEvicted = true
    if queues.occupied(Self.main) > capacity - smallLimit || queues.isEmpty(Self.small) {
      if let slot = queues.popUnmarked(Self.main, highest: Self.highestCount) { evicted.append(slot) }
    } else {
      evictFromSmall(&evicted)
    }
  }

  private mutating func evictFromSmall(_ evicted: inout [UInt32]) {
    while let tail = queues.tail(Self.small) {
      guard queues.mark(of: tail) >= threshold else {
        ghosts.remember(ids[tail], size: queues.size(of: tail), capacity: ghostLimit)
        queues.remove(tail)
        evicted.append(tail)
        return
      }
      queues.setMark(of: tail, to: 0)
      queues.move(tail, toHeadOf: Self.main)
    }
  }
}
