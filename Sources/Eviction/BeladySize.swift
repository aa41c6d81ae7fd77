/// Belady's rule with sizes: of a few objects drawn by chance the one leaves that is large and not asked for soon, by
/// the product of size and distance. What is not asked for again is not stored.
///
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966, as
/// libCacheSim extends it. Needs `CacheRequest.next`.
public struct BeladySize: EvictionPolicy {
  private struct Object: BitwiseCopyable {
    var size: Int
    var next: Int
  }

  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var pool = SlotPool()
  private var objects = PerSlot(Object(size: 0, next: 0))
  private let samples: Int
  private var number = 0
  private var random: Lehmer64

  /// - Parameter samples: objects drawn for each that leaves.
  public init(capacity: Int, samples: Int = 128, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    self.samples = samples
    random = Lehmer64(seed: seed)
  }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    objects[slot].next = request.next
    if request.next == CacheRequest.never {
      remove(slot)
      evicted.append(slot)
    }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard request.size <= capacity else { return false }
    number = request.number
    while occupied > capacity - request.size { evict(&evicted) }
    guard request.next != CacheRequest.never else { return false }
    objects[slot] = Object(size: request.size, next: request.next)
    occupied += request.size
    pool.insert(slot)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    while occupied > self.capacity { evict(&evicted) }
  }

  public mutating func remove(_ slot: UInt32) {
    pool.remove(slot)
    occupied -= objects[slot].size
  }

  private mutating func evict(_ evicted: inout [UInt32]) {
    var victim = pool.draw(&random)
    var worst = cost(of: victim)
    for _ in 1..<samples {
      let slot = pool.draw(&random)
      let cost = cost(of: slot)
      if cost > worst { (victim, worst) = (slot, cost) }
    }
    remove(victim)
    evicted.append(victim)
  }

  private func cost(of slot: UInt32) -> Double {
    Double(objects[slot].size) * Double(objects[slot].next - number)
  }
}
