@testable import Eviction

/// Policies that look at a few objects drawn by chance: `queues[0]` is an array in no order, in which who leaves is
/// replaced by the last.
protocol PlainSampling: PlainPolicy {
  var random: Lehmer64 { get set }
}

extension PlainSampling {
  mutating func draw() -> Int { Int(random.next() % UInt64(queues[0].count)) }
  mutating func append(_ object: PlainObject) { queues[0].append(object) }
  mutating func remove(_ id: UInt64) {
    if let place = queues[0].firstIndex(where: { $0.id == id }) { removeFromPool(place) }
  }
  mutating func removeFromPool(_ place: Int) {
    let last = queues[0].removeLast()
    if place < queues[0].count { queues[0][place] = last }
  }

  /// The first of `count` drawn with the highest value.
  mutating func highest(of count: Int, _ value: (PlainObject) -> Double) -> Int {
    let drawn = (0..<count).map { _ in draw() }
    let values = drawn.map { value(queues[0][$0]) }
    return drawn[values.firstIndex(of: values.max()!)!]
  }
}

struct PlainRandom: PlainSampling {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var random = Lehmer64(seed: 1)
  init(capacity: Int) { self.capacity = capacity }

  func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {}
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { removeFromPool(draw()) }
    append(PlainObject(id: request.id, size: request.size))
  }
}

/// Blankstein, Sen, Freedman, ATC 2017: `key` is when the object came in.
struct PlainHyperbolic: PlainSampling {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var random = Lehmer64(seed: 1)
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { queues[0][place].count += 1 }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    let now = Double(request.number)
    while occupied + request.size > capacity {
      removeFromPool(highest(of: 64) { -Double($0.count) / max(now - $0.key, 1) })
    }
    append(PlainObject(id: request.id, size: request.size, count: 1, key: now))
  }
}

/// `key` is the number of the next request.
struct PlainBeladySize: PlainSampling {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var random = Lehmer64(seed: 1)
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    queues[0][place].key = Double(request.next)
    if request.next == CacheRequest.never { removeFromPool(place) }
  }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity {
      removeFromPool(highest(of: 128) { Double($0.size) * ($0.key - Double(request.number)) })
    }
    if request.next != CacheRequest.never {
      append(PlainObject(id: request.id, size: request.size, key: Double(request.next)))
    }
  }
}
