/// Belady's rule with sizes: of a few objects drawn by chance the one leaves that is large and not asked for soon, by
/// the product of size and distance. What is not asked for again is not stored.
///
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal 5(2), 1966, as
/// libCacheSim extends it. Needs `CacheRequest.next`.
public struct BeladySize: EvictionPolicy, DemandPolicy {
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
    number = request.number
    guard makeRoom(for: request.size, &evicted), request.next != CacheRequest.never else { return false }
    objects[slot] = Object(size: request.size, next: request.next)
    occupied += request.size
    pool.insert(slot)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    pool.remove(slot)
    occupied -= objects[slot].size
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    let (objects, number) = (objects, number)
    let victim = pool.lowest(of: samples, &random) {
      let object = objects[$0]
      return -Double(object.size) * Double(object.next - number)
    }
    remove(victim)
    evicted.append(victim)
  }
}
