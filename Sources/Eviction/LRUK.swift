/// LRU-K: the object leaves whose K-th last request is longest ago; first those with fewer than K requests, the least
/// recently used before the others. With K = 1 it is LRU.
///
/// O'Neil, O'Neil, Weikum, "The LRU-K page replacement algorithm for database disk buffering", SIGMOD 1993. As in
/// libCacheSim, requests are forgotten when their object leaves, and none are taken for correlated.
public struct LRUK: EvictionPolicy, DemandPolicy {
  public private(set) var capacity: Int
  private var heap = SlotHeap<Key>()
  private var sizes = SlotSizes()
  /// The last `k` requests of each slot, by number, as a ring; 0 where there are fewer.
  private var requests: [Int] = []
  /// Where the next request goes: over the oldest.
  private var next = PerSlot<UInt8>(0)
  private let k: Int

  private struct Key: Comparable, BitwiseCopyable {
    /// Numbers of requests; 0 for none.
    var kthLast: Int
    var last: Int

    static func < (a: Key, b: Key) -> Bool { (a.kthLast, a.last) < (b.kthLast, b.last) }
  }

  /// - Parameter k: 1 to 255.
  public init(capacity: Int, k: Int = 2) {
    self.capacity = min(capacity, Limits.largestCapacity)
    self.k = k
  }

  public var occupied: Int { sizes.sum }
  public var nextVictim: UInt32? { heap.first?.slot }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    note(request.number, at: slot)
    heap.setKey(of: slot, to: key(of: slot, last: request.number))
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    while requests.count < (Int(slot) + 1) * k { requests.append(0) }
    for index in 0..<k { requests[Int(slot) * k + index] = 0 }
    next[slot] = 0
    note(request.number, at: slot)
    sizes.insert(slot, size: request.size)
    heap.insert(slot, key: key(of: slot, last: request.number))
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    heap.remove(slot)
    sizes.remove(slot)
  }

  private mutating func note(_ number: Int, at slot: UInt32) {
    requests[Int(slot) * k + Int(next[slot])] = number
    next[slot] = UInt8((Int(next[slot]) + 1) % k)
  }

  private func key(of slot: UInt32, last: Int) -> Key {
    Key(kthLast: requests[Int(slot) * k + Int(next[slot])], last: last)
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    guard let (slot, _) = heap.first else { return }
    remove(slot)
    evicted.append(slot)
  }
}
