/// Segmented LRU: an object climbs a segment with each hit and sinks when the segment above has no room.
///
/// Karedla, Love, Wherry, "Caching strategies to improve disk system performance", IEEE Computer 27(3), 1994; four equal
/// segments as in Huang and others, "An analysis of Facebook photo caching", SOSP 2013.
///
/// While the cache fills, new objects land in the lowest segment that has room. An object larger than the lowest
/// segment does not enter.
public struct SLRU: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  /// Segment 0 is the lowest.
  private var segments: SlotLists
  private let weights: [Int]
  private var limits: [Int]

  /// - Parameter count: of segments of equal size.
  public init(capacity: Int, segments count: Int = 4) {
    self.init(capacity: capacity, weights: Array(repeating: 1, count: count))
  }

  /// - Parameter weights: how the cache is shared out to the segments, from the lowest.
  init(capacity: Int, weights: [Int]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    self.weights = weights
    segments = SlotLists(weights.count)
    limits = Self.limits(weights, of: self.capacity)
  }

  public var occupied: Int { (0..<limits.count).reduce(0) { $0 + segments.occupied($1) } }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    let segment = segments.list(of: slot)
    guard segment + 1 < limits.count else { return segments.moveToHead(slot, of: segment) }
    segments.move(slot, toHeadOf: segment + 1)
    cool(segment + 1, &evicted)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard admits(request.size), makeRoom(for: request.size, &evicted) else { return false }
    insert(slot, size: request.size, &evicted)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    limits = Self.limits(weights, of: self.capacity)
    for segment in limits.indices.reversed() { cool(segment, &evicted) }
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) { segments.remove(slot) }

  func admits(_ size: Int) -> Bool { size <= limits[0] }

  /// Into the lowest segment with room; somebody leaves only if there is none.
  mutating func insert(_ slot: UInt32, size: Int, _ evicted: inout [UInt32]) {
    let lowest = limits.indices.first { segments.occupied($0) + size <= limits[$0] }
    while lowest == nil, occupied > capacity - size { evict(&evicted) }
    segments.insert(slot, size: size, atHeadOf: lowest ?? 0)
  }

  /// Who would leave next.
  public var nextVictim: UInt32? {
    for segment in limits.indices {
      if let tail = segments.tail(segment) { return tail }
    }
    return nil
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let slot = nextVictim else { return }
    segments.remove(slot)
    evicted.append(slot)
  }

  /// Tails sink a segment, from the lowest they leave, until this one is within its limit.
  private mutating func cool(_ segment: Int, _ evicted: inout [UInt32]) {
    while segments.occupied(segment) > limits[segment] {
      guard segment > 0, let tail = segments.tail(segment) else {
        evict(&evicted)
        continue
      }
      segments.move(tail, toHeadOf: segment - 1)
      cool(segment - 1, &evicted)
    }
  }

  private static func limits(_ weights: [Int], of capacity: Int) -> [Int] {
    let sum = weights.reduce(0, +)
    return weights.map { capacity * $0 / sum }
  }
}
