import Primitives

/// With probability e^(-size / c), where c is fitted to the traffic now and then.
///
/// Berger, Sitaraman, Harchol-Balter, "AdaptSize: orchestrating the hot object memory cache in a content delivery
/// network", NSDI 2017; before an LRU cache it is the paper's policy. Numbers are those of the authors' program, and
/// when to fit, and the numbers drawn, those of libCacheSim.
struct AdaptSizeFilter: AdmissionFilter {
  private static let firstSize = 32768.0
  /// Weight of the past when an interval is added to it.
  private static let decay = 0.3
  /// Objects whose count has sunk below are forgotten.
  private static let leastCount = 0.1
  /// With fewer octets of objects than so many caches there is nothing to choose among.
  private static let leastCaches = 3
  /// Requests until it is looked again whether there are enough.
  private static let pause = 1000
  /// Steps of the chances drawn.
  private static let steps: UInt64 = 10_000_000

  private struct Counted: BitwiseCopyable {
    var size: Int
    /// Smoothed, and in this interval.
    var past: Double
    var now: Double
  }

  /// c of the paper.
  private(set) var size = Self.firstSize
  private var capacity: Int
  private let interval: Int
  private let iterations: Int
  private var requestsToFitting: Int
  private var table = SlotTable()
  private var counted = PerSlot(Counted(size: 0, past: 0, now: 0))
  /// Slots in use, in the order of their objects' first requests.
  private var slots: [UInt32] = []
  /// Sum of their sizes.
  private var octets = 0
  private var model = AdaptSizeModel()
  private var random: Lehmer64

  /// - Parameters:
  ///   - interval: requests between two fittings.
  ///   - iterations: of the search for the best c, at most.
  init(capacity: Int, interval: Int, iterations: Int, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    (self.interval, self.iterations) = (interval, iterations)
    requestsToFitting = interval
    random = Lehmer64(seed: seed)
  }

  mutating func note(_ request: CacheRequest) {
    requestsToFitting -= 1
    if requestsToFitting == 0 {
      let hasChoice = octets > Self.leastCaches * capacity
      if hasChoice { fit() }
      requestsToFitting = hasChoice ? interval : Self.pause
    }
    octets &+= request.size
    if let slot = table.slot(of: request.id) {
      octets &-= counted[slot].size
      counted[slot].now += 1
      counted[slot].size = request.size
    } else {
      let slot = table.takeSlot()
      table.insert(request.id, at: slot)
      counted[slot] = Counted(size: request.size, past: 0, now: 1)
      slots.append(slot)
    }
  }

  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    let draw = Double(random.next() % Self.steps) / Double(Self.steps)
    return draw < Elementary.exponential(-Double(request.size) / size)
  }

  mutating func resize(to capacity: Int) {
    self.capacity = min(capacity, Limits.largestCapacity)
  }

  private mutating func fit() {
    model.removeAll()
    var kept = 0
    for slot in slots {
      let object = counted[slot]
      // Who is new has no past to weigh against.
      let count =
        object.past == 0 ? object.now : Self.decay * object.past + (1 - Self.decay) * object.now
      if count < Self.leastCount {
        octets &-= object.size
        table.remove(slot)
        continue
      }
      counted[slot] = Counted(size: object.size, past: count, now: 0)
      model.add(size: Double(object.size), requests: count)
      slots[kept] = slot
      kept += 1
    }
    slots.removeSubrange(kept...)
    if let best = model.bestSize(capacity: Double(capacity), iterations: iterations) { size = best }
  }
}
