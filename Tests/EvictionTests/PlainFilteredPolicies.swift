@testable import Eviction
import Foundation

/// Einziger, Friedman, Manes, ACM Transactions on Storage 13(4), 2017, as libCacheSim has it.
struct PlainWTinyLFU: PlainPolicy {
  let capacity: Int
  /// The window; probation and protected segment of the main cache.
  var queues: [[PlainObject]] = [[], [], []]
  var sketch: PlainSketch
  var mainHits = 0
  init(capacity: Int) {
    self.capacity = capacity
    sketch = PlainSketch(entries: capacity - Int(0.01 * Double(capacity)))
  }

  var window: Int { Int(0.01 * Double(capacity)) }
  var main: Int { capacity - window }
  var limits: [Int] { [window, main / 5, main * 4 / 5] }
  var mainOccupied: Int { queues[1].occupied + queues[2].occupied }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    guard queue > 0 else { return move(0, place, to: 0) }
    sketch.add(request.id)
    mainHits += 1
    if mainHits == 32 * main {
      mainHits = 0
      sketch.halve()
    }
    move(queue, place, to: 2)
    while queues[2].occupied > limits[2] {
      move(2, queues[2].count - 1, to: 1)
      while queues[1].occupied > limits[1] { queues[1].removeLast() }
    }
  }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= min(window, limits[1]) else { return }
    while occupied + request.size > capacity { evict() }
    insert(request)
    sketch.add(request.id)
  }
  mutating func evict() {
    while let candidate = queues[0].popLast() {
      defer { sketch.add(candidate.id) }
      if mainOccupied + candidate.size <= main {
        insertIntoMain(candidate)
      } else {
        let queue = queues[1].isEmpty ? 2 : 1
        if sketch.estimate(candidate.id) > sketch.estimate(queues[queue].last!.id) {
          queues[queue].removeLast()
          insertIntoMain(candidate)
        }
        return
      }
    }
    queues[queues[1].isEmpty ? 2 : 1].removeLast()
  }
  mutating func insertIntoMain(_ object: PlainObject) {
    let queue = [1, 2].first { queues[$0].occupied + object.size <= limits[$0] }
    while queue == nil, mainOccupied + object.size > main {
      queues[queues[1].isEmpty ? 2 : 1].removeLast()
    }
    queues[queue ?? 1].insert(object, at: 0)
  }
}

/// A counting Bloom filter of 32-bit cells with an error rate of 0.001.
struct PlainSketch {
  var cells: [UInt32]
  init(entries: Int) {
    cells = Array(repeating: 0, count: Int(ceil(-log(0.001) / 0.480453013918201 * Double(entries))))
  }

  func places(_ id: UInt64) -> [Int] {
    let octets = (0..<8).map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) }
    let first = UInt32(truncatingIfNeeded: Self.xxh64(octets, seed: 0x1234_5678))
    let step = UInt32(truncatingIfNeeded: Self.xxh64(octets, seed: 0x1234_4321))
    return (0..<10).map { Int((first &+ $0 &* step) % UInt32(cells.count)) }
  }
  mutating func add(_ id: UInt64) { for place in places(id) { cells[place] += 1 } }
  func estimate(_ id: UInt64) -> UInt32 { places(id).map { cells[$0] }.min()! }
  mutating func halve() { cells = cells.map { $0 / 2 } }

  /// The xxHash specification's algorithm for less than 32 octets.
  static func xxh64(_ octets: [UInt8], seed: UInt64) -> UInt64 {
    let primes: [UInt64] = [
      0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
      0x27D4_EB2F_1656_67C5,
    ]
    func rotate(_ x: UInt64, _ bits: UInt64) -> UInt64 { x << bits | x >> (64 - bits) }
    func number(_ octets: ArraySlice<UInt8>) -> UInt64 {
      octets.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    var hash = seed &+ primes[4] &+ UInt64(octets.count)
    var rest = octets[...]
    while rest.count >= 8 {
      hash ^= rotate(number(rest.prefix(8)) &* primes[1], 31) &* primes[0]
      hash = rotate(hash, 27) &* primes[0] &+ primes[3]
      rest = rest.dropFirst(8)
    }
    if rest.count >= 4 {
      hash ^= number(rest.prefix(4)) &* primes[0]
      hash = rotate(hash, 23) &* primes[1] &+ primes[2]
      rest = rest.dropFirst(4)
    }
    for octet in rest {
      hash ^= UInt64(octet) &* primes[4]
      hash = rotate(hash, 11) &* primes[0]
    }
    hash = (hash ^ hash >> 33) &* primes[1]
    hash = (hash ^ hash >> 29) &* primes[2]
    return hash ^ hash >> 32
  }
}

/// Berger, Sitaraman, Harchol-Balter, NSDI 2017, before LRU: fitted every 300 requests.
struct PlainAdaptSize: PlainPolicy {
  struct Counted {
    var size: Int
    var past = 0.0
    var now = 0.0
  }
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var counted: [UInt64: Counted] = [:]
  var random = Lehmer64(seed: 1)
  var c = 32768.0
  var requestsToFitting = 300
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    note(request)
    move(0, place, to: 0)
  }
  mutating func miss(_ request: CacheRequest) {
    note(request)
    let isAdmitted = Double(random.next() % 10_000_000) / 1e7 < exp(-Double(request.size) / c)
    guard isAdmitted, request.size <= capacity else { return }
    while occupied + request.size > capacity { queues[0].removeLast() }
    insert(request)
  }
  mutating func note(_ request: CacheRequest) {
    requestsToFitting -= 1
    if requestsToFitting == 0 {
      let isEnough = counted.values.reduce(0) { $0 + $1.size } > 3 * capacity
      if isEnough { fit() }
      requestsToFitting = isEnough ? 300 : 1000
    }
    counted[request.id, default: Counted(size: 0)].now += 1
    counted[request.id]!.size = request.size
  }
  mutating func fit() {
    counted = counted.mapValues {
      let isNew = $0.past == 0
      return Counted(size: $0.size, past: isNew ? $0.now : 0.3 * $0.past + 0.7 * $0.now)
    }
    counted = counted.filter { $0.value.past >= 0.1 }
    // The best of a grid in powers of two, narrowed down by golden sections.
    let top = log2(Double(capacity))
    var points = [0, top, top, top]
    for point in stride(from: 2, to: top, by: 4)
    where hitRatio(point) > (points[1] == top ? 0 : hitRatio(points[1])) {
      points[1] = point
    }
    let start = points[1]
    if top - start > start {
      points[2] = start + (1 - 0.61803399) * (top - start)
    } else {
      points[1] = (1 - 0.61803399) * start
      points[2] = start
    }
    for _ in 0..<15 {
      if hitRatio(points[2]) > hitRatio(points[1]) {
        points = [points[1], points[2], 0.61803399 * points[2] + (1 - 0.61803399) * points[3], points[3]]
      } else {
        points = [points[0], 0.61803399 * points[1] + (1 - 0.61803399) * points[0], points[1], points[2]]
      }
    }
    c = pow(2, hitRatio(points[1]) > hitRatio(points[2]) ? points[1] : points[2])
  }

  /// Section 4 of the paper, object by object.
  func hitRatio(_ point: Double) -> Double {
    let objects = counted.sorted { $0.key < $1.key }.map {
      (size: Double($0.value.size), r: $0.value.past, p: exp(-Double($0.value.size) / pow(2, point)))
    }
    let admitted = objects.reduce(0) { $0 + $1.r * $1.p * $1.size }
    guard admitted > 0 else { return 0 }
    var t = Double(capacity) / admitted
    for _ in 0..<20 where t < 1e70 {
      t *=
        Double(capacity)
        / objects.reduce(0) { sum, object in
          let odds = object.p * (exp(object.r * t) - 1)
          return sum + object.size * (object.r * t > 150 ? 1 : odds / (1 + odds))
        }
    }
    return objects.reduce(0) { sum, object in
      let (x, p) = (object.r * t, object.p)
      let above = p * (840 * x + 60 * x * x + 20 * x * x * x + x * x * x * x)
      let below =
        840 + 120 * (7 * p - 3) * x + 60 * (1 + p) * x * x
        + 4 * (5 * p - 1) * x * x * x + p * x * x * x * x
      let chance = above / below
      return sum + object.r * (chance > 0 ? min(chance, 1) : 0)
    }
  }
}
