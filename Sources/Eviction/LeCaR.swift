import Primitives

/// Learning cache replacement: an LRU and an LFU expert over the same objects; one of them, drawn by weight, names who
/// leaves, and the one who threw out what is asked for again loses weight.
///
/// Vietri and others, "Driving cache replacement with ML-based LeCaR", HotStorage 2018.
public struct LeCaR: EvictionPolicy, DemandPolicy {
  private static let recency = 0
  private static let frequency = 1
  /// Keeps a weight off zero, from where it could not come back.
  private static let leastWeight = 1e-10

  public private(set) var capacity: Int
  private var queue = SlotLists()
  private var counts = CountLists()
  private var ids = PerSlot<UInt64>(0)
  private var number = 0

  /// A list for each expert of what it threw out, and in which request.
  private var ghosts = GhostLists(2)
  private var evictedAt = PerSlot(0)
  private var weights = [0.5, 0.5]
  private let learningRate: Double
  private let discount: Double
  private var random: Lehmer64

  /// - Parameters:
  ///   - rate: of learning.
  ///   - discount: what a mistake weighs that is as many requests old as the cache has units.
  public init(capacity: Int, rate: Double = 0.45, discount: Double = 0.005, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    learningRate = rate
    self.discount = Elementary.power(discount, 1 / Double(max(self.capacity, 1)))
    random = Lehmer64(seed: seed)
  }

  public var occupied: Int { queue.occupied() }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    number = request.number
    queue.moveToHead(slot)
    counts.increment(slot)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    number = request.number
    learn(from: request.id)
    guard makeRoom(for: request.size, &evicted) else { return false }
    ids[slot] = request.id
    queue.insert(slot, size: request.size)
    counts.insert(slot)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
    for expert in [Self.recency, Self.frequency] { ghosts.trim(to: self.capacity / 2, list: expert) }
  }

  public mutating func remove(_ slot: UInt32) {
    queue.remove(slot)
    counts.remove(slot)
  }

  private mutating func learn(from id: UInt64) {
    guard let ghost = ghosts.find(id) else { return }
    let expert = ghosts.list(of: ghost)
    let regret = Elementary.power(discount, Double(number - evictedAt[ghost]))
    ghosts.remove(ghost)
    let wrong = weights[expert] * Elementary.exponential(-learningRate * regret) + Self.leastWeight
    let other = weights[1 - expert]
    let sum = wrong + other + 2 * Self.leastWeight
    weights[expert] = wrong / sum
    weights[1 - expert] = (other + Self.leastWeight) / sum
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let oldest = queue.tail(), let rarest = counts.first else { return }
    if oldest == rarest {
      // Nobody's mistake: nothing to remember.
      remove(oldest)
      evicted.append(oldest)
      return
    }
    let draw = Double(random.next() % 100) / 100
    let (victim, expert) = draw < weights[Self.recency] ? (oldest, Self.recency) : (rarest, Self.frequency)
    let ghost = ghosts.insert(ids[victim], size: queue.size(of: victim), atHeadOf: expert)
    evictedAt[ghost] = number
    ghosts.trim(to: capacity / 2, list: expert)
    remove(victim)
    evicted.append(victim)
  }
}
