import Primitives

/// With probability e^(-size / c), where c is fitted to the traffic now and then.
///
/// Berger, Sitaraman, Harchol-Balter, "AdaptSize: orchestrating the hot object memory cache in a content delivery
/// network", NSDI 2017; before an LRU cache it is the paper's policy. Numbers are those of the authors' program.
struct AdaptSizeFilter: AdmissionFilter {
  private static let firstSize = 32768.0
  /// Weight of the past when an interval is added to it.
  private static let decay = 0.3
  /// Objects whose count has sunk below are forgotten.
  private static let leastCount = 0.1

  private struct Counted: BitwiseCopyable {
    var size: Double
    /// Smoothed, and in this interval.
    var past: Double
    var now: Double
  }

  /// c of the paper.
  private(set) var size = Self.firstSize
  private var capacity: Int
  private let interval: Int
  private let iterations: Int
  private var noted = 0
  private var table = SlotTable()
  private var counted = PerSlot(Counted(size: 0, past: 0, now: 0))
  /// Slots in use, in the order of their objects' first requests.
  private var slots: [UInt32] = []
  private var model = AdaptSizeModel()
  private var random: RandomStream

  /// - Parameters:
  ///   - interval: requests between two fittings.
  ///   - iterations: of the search for the best c, at most.
  init(capacity: Int, interval: Int, iterations: Int, random: RandomStream) {
    (self.capacity, self.interval, self.iterations, self.random) = (capacity, interval, iterations, random)
  }

  mutating func note(_ request: CacheRequest) {
    if let slot = table.slot(of: request.id) {
      counted[slot].now += 1
      counted[slot].size = Double(request.size)
    } else {
      let slot = table.takeSlot()
      table.insert(request.id, at: slot)
      counted[slot] = Counted(size: Double(request.size), past: 0, now: 1)
      slots.append(slot)
    }
    noted += 1
    if noted == interval {
      noted = 0
      fit()
    }
  }

  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    random.uniform() < Elementary.exponential(-Double(request.size) / size)
  }

  mutating func resize(to capacity: Int) { self.capacity = capacity }

  private mutating func fit() {
    model.removeAll()
    var kept = 0
    for slot in slots {
      let object = counted[slot]
      // Who is new has no past to weigh against.
      let count =
        object.past == 0 ? object.now : Self.decay * object.past + (1 - Self.decay) * object.now
      if count < Self.leastCount {
        table.remove(slot)
        continue
      }
      counted[slot] = Counted(size: object.size, past: count, now: 0)
      model.add(size: object.size, requests: count)
      slots[kept] = slot
      kept += 1
    }
    slots.removeSubrange(kept...)
    if let best = model.bestSize(capacity: Double(capacity), iterations: iterations) { size = best }
  }
}
