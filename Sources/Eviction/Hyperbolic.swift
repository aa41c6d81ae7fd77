/// Hyperbolic: of a few objects drawn by chance the one leaves that had the fewest requests a unit of time since it
/// came in.
///
/// Blankstein, Sen, Freedman, "Hyperbolic caching: flexible caching for web applications", ATC 2017. Time is counted
/// in requests; cost and size do not count.
public struct Hyperbolic: EvictionPolicy, DemandPolicy {
  private struct Object: BitwiseCopyable {
    var size: Int
    var entered: Int
    var requests: Int
  }

  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var pool = SlotPool()
  private var objects = PerSlot(Object(size: 0, entered: 0, requests: 0))
  private let samples: Int
  private var number = 0
  private var random: Lehmer64

  /// - Parameter samples: objects drawn for each that leaves.
  public init(capacity: Int, samples: Int = 64, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    self.samples = samples
    random = Lehmer64(seed: seed)
  }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    number = request.number
    objects[slot].requests += 1
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    number = request.number
    guard makeRoom(for: request.size, &evicted) else { return false }
    objects[slot] = Object(size: request.size, entered: number, requests: 1)
    pool.insert(slot)
    occupied += request.size
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
      return Double(object.requests) / Double(max(number - object.entered, 1))
    }
    remove(victim)
    evicted.append(victim)
  }
}
