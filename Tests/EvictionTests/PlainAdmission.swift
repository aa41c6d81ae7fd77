@testable import Eviction
import Foundation
import Primitives

/// Who may come in, as sets and counts.
protocol PlainFilter {
  init()
  mutating func note(_ id: UInt64)
  /// - Parameter victim: who would leave; nil while there is room.
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool
}

extension PlainFilter {
  mutating func note(_ id: UInt64) {}
}

/// A policy to which those who are turned away are too large.
struct PlainFiltered<Policy: PlainPolicy, Filter: PlainFilter>: PlainPolicy {
  var policy: Policy
  var filter = Filter()
  /// The one that has left last, of policies that do not know who is next.
  var lastLeft: UInt64?
  init(capacity: Int) { policy = Policy(capacity: capacity) }

  var capacity: Int { policy.capacity }
  var queues: [[PlainObject]] {
    get { policy.queues }
    set { policy.queues = newValue }
  }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    filter.note(request.id)
    policy.hit(queue, place, request)
  }
  mutating func miss(_ request: CacheRequest) {
    filter.note(request.id)
    let before = queues.flatMap(\.self).map(\.id)
    let hasRoom = occupied + request.size <= capacity
    let next = Policy.self == PlainLRU.self ? queues[0].last?.id : lastLeft
    var request = request
    if !filter.admits(request, victim: hasRoom ? nil : next) { request.size = .max }
    policy.miss(request)
    let after = Set(queues.flatMap(\.self).map(\.id))
    lastLeft = before.last { !after.contains($0) } ?? lastLeft
  }
  mutating func remove(_ id: UInt64) { policy.remove(id) }
}

struct PlainSecondHit: PlainFilter {
  var seen: Set<UInt64> = []
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    !seen.insert(request.id).inserted
  }
}

/// Two generations of 30 ids each, without the errors of a Bloom filter.
struct PlainGenerations: PlainFilter {
  var filling: Set<UInt64> = []
  var full: Set<UInt64> = []
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    if filling.contains(request.id) || full.contains(request.id) { return true }
    if filling.count == 30 { (full, filling) = (filling, []) }
    filling.insert(request.id)
    return false
  }
}

/// 0.9 e^(-size / 50), with the numbers of the first filter.
struct PlainChance: PlainFilter {
  var random = RandomStream(seed: 1, kind: "admission")
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    random.uniform() < 0.9 * exp(-Double(request.size) / 50)
  }
}

/// Up to 12, and from the second miss of those on.
struct PlainLimit: PlainFilter {
  var second = PlainSecondHit()
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    request.size <= 12 && second.admits(request, victim: victim)
  }
}

/// Of 40 objects: counts are halved every 400 requests.
struct PlainTinyLFU: PlainFilter {
  var sketch = PlainSketch(entries: 40)
  var requests = 0
  mutating func note(_ id: UInt64) {
    sketch.add(id)
    requests += 1
    if requests % 400 == 0 { sketch.halve() }
  }
  func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    victim.map { sketch.estimate(request.id) > sketch.estimate($0) } ?? true
  }
}

/// What was asked for while a cache trained: the objects 0 to 39, the k-th of size k % 7 + 1, (k x 5) % 11 + 1 times.
enum PlainTraining {
  struct Object {
    var id: UInt64
    var size: Int
    var requests: Int
  }

  static let objects = (0..<40).map { (number: Int) -> Object in
    Object(id: UInt64(number), size: number % 7 + 1, requests: number * 5 % 11 + 1)
  }

  static var content: StaticContent {
    var content = StaticContent()
    for object in objects { for _ in 0..<object.requests { content.add(object.id, size: object.size) } }
    return content
  }

  /// The best of those that fit, one after the other; among equals the first.
  static func chosen(capacity: Int, by value: (Int, Int) -> Double) -> [PlainObject] {
    var left = objects
    var chosen: [PlainObject] = []
    while !left.isEmpty {
      let values = left.map { value($0.requests, $0.size) }
      let best = left.remove(at: values.firstIndex(of: values.max()!)!)
      if chosen.occupied + best.size <= capacity {
        chosen.append(PlainObject(id: best.id, size: best.size))
      }
    }
    return chosen
  }
}

/// Content chosen by requests an octet. It never leaves; what was taken away comes back as it is asked for, if it fits.
struct PlainStatic: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]]
  let ids: Set<UInt64>
  init(capacity: Int) {
    self.capacity = capacity
    let chosen = PlainTraining.chosen(capacity: capacity) { Double($0) / Double($1) }
    (queues, ids) = ([chosen], Set(chosen.map(\.id)))
  }

  func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {}
  mutating func miss(_ request: CacheRequest) {
    if ids.contains(request.id), occupied + request.size <= capacity { insert(request) }
  }
}

/// Three tenths for content chosen by requests, SIEVE for the rest.
struct PlainSplit: PlainPolicy {
  let capacity: Int
  var fixed: PlainStatic
  var rest: PlainSIEVE
  init(capacity: Int) {
    self.capacity = capacity
    fixed = PlainStatic(capacity: Int(0.3 * Double(capacity)))
    rest = PlainSIEVE(capacity: capacity - fixed.capacity)
  }

  var queues: [[PlainObject]] {
    get { fixed.queues + rest.queues }
    set { (fixed.queues, rest.queues) = ([newValue[0]], Array(newValue[1...])) }
  }
  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    if queue > 0 { rest.hit(queue - 1, place, request) }
  }
  mutating func miss(_ request: CacheRequest) {
    if fixed.ids.contains(request.id) { fixed.miss(request) } else { rest.miss(request) }
  }
  mutating func remove(_ id: UInt64) {
    fixed.remove(id)
    rest.remove(id)
  }
}
