/// Whoever is drawn leaves; hits change nothing.
///
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966.
public struct RandomReplacement: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var pool = SlotPool()
  private var sizes = SlotSizes()
  private var random: Lehmer64

  public init(capacity: Int, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    random = Lehmer64(seed: seed)
  }

  public var occupied: Int { sizes.sum }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {}

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    pool.insert(slot)
    sizes.insert(slot, size: request.size)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    pool.remove(slot)
    sizes.remove(slot)
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    let slot = pool.draw(&random)
    remove(slot)
    evicted.append(slot)
  }
}
