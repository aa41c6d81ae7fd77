/// Window TinyLFU: newcomers pass a small LRU window; who leaves it gets into the main cache, an SLRU, only if it was
/// asked for more often lately than the one it would push out.
///
/// Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM Transactions on Storage 13(4),
/// 2017. The window's share is fixed. An object larger than the window does not enter, so a cache of fewer than 100
/// objects keeps nothing with the window of 1 %.
public struct WTinyLFU: EvictionPolicy, DemandPolicy {
  /// Hits in the main cache, in caches, after which the sketch is halved.
  private static let halvingPeriod = 32

  public private(set) var capacity: Int
  private var window = SlotLists()
  private var main: SLRU
  /// Who is in the main cache.
  private var isInMain = PerSlot(false)
  private var ids = PerSlot<UInt64>(0)
  private var sketch: FrequencySketch
  private var mainHits = 0
  private let windowShare: Double
  private var windowLimit: Int

  /// - Parameter window: share of the cache.
  public init(capacity: Int, window: Double = 0.01) {
    self.capacity = min(capacity, Limits.largestCapacity)
    windowShare = window
    windowLimit = Int(window * Double(self.capacity))
    main = SLRU(capacity: self.capacity - windowLimit, weights: [20, 80])
    sketch = FrequencySketch(entries: self.capacity - windowLimit)
  }

  public var occupied: Int { window.occupied() + main.occupied }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    guard isInMain[slot] else { return window.moveToHead(slot) }
    sketch.add(request.id)
    mainHits += 1
    if mainHits == Self.halvingPeriod * main.capacity {
      mainHits = 0
      sketch.halve()
    }
    main.hit(slot, request, evicted: &evicted)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard request.size <= windowLimit, main.admits(request.size), makeRoom(for: request.size, &evicted) else {
      return false
    }
    ids[slot] = request.id
    isInMain[slot] = false
    window.insert(slot, size: request.size)
    sketch.add(request.id)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    windowLimit = Int(windowShare * Double(self.capacity))
    main.resize(to: self.capacity - windowLimit, evicted: &evicted)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    if isInMain[slot] { main.remove(slot) } else { window.remove(slot) }
  }

  /// One leaves, or more where the one that gets into the main cache is larger than who makes room for it.
  mutating func evict(_ evicted: inout [UInt32]) {
    while let candidate = window.tail() {
      let size = window.size(of: candidate)
      let fits = main.occupied + size <= main.capacity
      let id = ids[candidate]
      window.remove(candidate)
      if fits {
        enterMain(candidate, size, &evicted)
      } else if let victim = main.nextVictim, sketch.estimate(id) > sketch.estimate(ids[victim]) {
        main.remove(victim)
        evicted.append(victim)
        enterMain(candidate, size, &evicted)
      } else {
        evicted.append(candidate)
      }
      sketch.add(id)
      if !fits { return }
    }
    if let victim = main.nextVictim {
      main.remove(victim)
      evicted.append(victim)
    }
  }

  private mutating func enterMain(_ slot: UInt32, _ size: Int, _ evicted: inout [UInt32]) {
    isInMain[slot] = true
    main.insert(slot, size: size, &evicted)
  }
}
