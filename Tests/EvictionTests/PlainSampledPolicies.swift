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

/// Beckmann, Chen, Cidon, NSDI 2018, as it is before the model is first fitted: density (class + 1) / (age + 1).
struct PlainLHD: PlainSampling {
  struct Past {
    var touched = 0
    var lastAge = 0
    var ageBefore = 20_000
    var isExplorer = false
  }
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var past: [UInt64: Past] = [:]
  var random = Lehmer64(seed: 1)
  var budget: Int
  var now = 0
  /// Eight at most.
  var ring: [UInt64?] = Array(repeating: nil, count: 8)
  var ringPlace = 0
  var victimDensity: Float = 0
  init(capacity: Int) {
    self.capacity = capacity
    budget = Int(0.01 * Double(capacity))
  }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    returnBudget(queues[0][place])
    let age = age(request.id)
    past[request.id]!.ageBefore = past[request.id]!.lastAge
    past[request.id]!.lastAge = age
    queues[0][place].size = request.size
    _ = touch(request)
    now += 1
  }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { evict() }
    let object = PlainObject(id: request.id, size: request.size)
    append(object)
    past[request.id] = Past()
    if !touch(request), density(object) < victimDensity {
      ring[ringPlace] = request.id
      ringPlace = (ringPlace + 1) % 8
    }
    now += 1
  }
  mutating func remove(_ id: UInt64) {
    guard let place = queues[0].firstIndex(where: { $0.id == id }) else { return }
    returnBudget(queues[0][place])
    removeFromPool(place)
  }
  mutating func touch(_ request: CacheRequest) -> Bool {
    let isChosen = random.next() % 32 == 0
    past[request.id]!.touched = now
    past[request.id]!.isExplorer = isChosen && budget > 0
    if isChosen, budget > 0 { budget -= request.size }
    return isChosen
  }
  mutating func returnBudget(_ object: PlainObject) {
    if past[object.id]!.isExplorer { budget += object.size }
  }
  mutating func evict() {
    var places = (0..<8).map { _ in draw() }
    places += ring.compactMap { id in queues[0].firstIndex { $0.id == id } }
    let densities = places.map { density(queues[0][$0]) }
    let lowest = densities.min()!
    victimDensity = 0.9 * victimDensity + (1 - 0.9) * lowest
    let place = places[densities.firstIndex(of: lowest)!]
    returnBudget(queues[0][place])
    removeFromPool(place)
  }
  func age(_ id: UInt64) -> Int { min((now - past[id]!.touched) / 1024, 19_999) }
  func density(_ object: PlainObject) -> Float {
    let past = past[object.id]!
    var sum = past.lastAge + past.ageBefore
    var `class` = sum == 0 ? 31 : 16
    while sum > 0, sum < 20_000, `class` < 31 {
      sum *= 2
      `class` += 1
    }
    let density = Float(`class` + 1) / Float(age(object.id) + 1) / Float(object.size)
    return past.isExplorer ? density + 1 : density
  }
}
