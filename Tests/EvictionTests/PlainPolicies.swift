import Eviction

/// An object of a plain policy.
struct PlainObject {
  var id: UInt64
  var size: Int
  /// Whatever the policy counts.
  var count = 0
  var key = 0.0
}

/// A policy as one would write it on a blackboard: arrays searched from end to end, newest first.
protocol PlainPolicy {
  init(capacity: Int)
  var capacity: Int { get }
  var queues: [[PlainObject]] { get set }
  /// The object at `place` of queue `queue` was asked for.
  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest)
  mutating func miss(_ request: CacheRequest)
  mutating func remove(_ id: UInt64)
}

extension PlainPolicy {
  var occupied: Int { queues.reduce(0) { $0 + $1.occupied } }

  mutating func request(_ request: CacheRequest) -> Bool {
    for queue in queues.indices {
      if let place = queues[queue].firstIndex(where: { $0.id == request.id }) {
        hit(queue, place, request)
        return true
      }
    }
    miss(request)
    return false
  }

  mutating func remove(_ id: UInt64) {
    for queue in queues.indices { queues[queue].removeAll { $0.id == id } }
  }

  /// To the head of queue `to`.
  mutating func move(_ queue: Int, _ place: Int, to: Int) {
    queues[to].insert(queues[queue].remove(at: place), at: 0)
  }

  mutating func insert(_ request: CacheRequest, to queue: Int = 0) {
    queues[queue].insert(PlainObject(id: request.id, size: request.size), at: 0)
  }
}

extension [PlainObject] {
  var occupied: Int { reduce(0) { $0 + $1.size } }

  /// As a FIFO of ghosts: what is too large is not remembered, the oldest leave until it fits.
  mutating func remember(_ object: PlainObject, capacity: Int) {
    guard object.size <= capacity else { return }
    while occupied + object.size > capacity { removeLast() }
    insert(object, at: 0)
  }

  mutating func forget(_ id: UInt64) -> Bool {
    defer { removeAll { $0.id == id } }
    return contains { $0.id == id }
  }
}

struct PlainFIFO: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }

  func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {}
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { queues[0].removeLast() }
    insert(request)
  }
}

struct PlainLRU: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { move(0, place, to: 0) }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { queues[0].removeLast() }
    insert(request)
  }
}

struct PlainMRU: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { move(0, place, to: 0) }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { queues[0].removeFirst() }
    insert(request)
  }
}

struct PlainClock: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { queues[0][place].count = 1 }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity {
      var tail = queues[0].removeLast()
      if tail.count == 1 {
        tail.count = 0
        queues[0].insert(tail, at: 0)
      }
    }
    insert(request)
  }
}

struct PlainSIEVE: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  /// The object the hand points at; none: the tail.
  var hand: UInt64?
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { queues[0][place].count = 1 }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity {
      var place = queues[0].firstIndex { $0.id == hand } ?? queues[0].count - 1
      while queues[0][place].count == 1 {
        queues[0][place].count = 0
        place = place == 0 ? queues[0].count - 1 : place - 1
      }
      hand = place == 0 ? nil : queues[0][place - 1].id
      queues[0].remove(at: place)
    }
    insert(request)
  }

  mutating func remove(_ id: UInt64) {
    guard let place = queues[0].firstIndex(where: { $0.id == id }) else { return }
    if hand == id { hand = place == 0 ? nil : queues[0][place - 1].id }
    queues[0].remove(at: place)
  }
}

struct PlainSLRU: PlainPolicy {
  let capacity: Int
  var queues: [[PlainObject]] = [[], [], [], []]
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    move(queue, place, to: min(queue + 1, 3))
    cool(min(queue + 1, 3))
  }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity / 4 else { return }
    while occupied + request.size > capacity { evict() }
    insert(request, to: queues.firstIndex { $0.occupied + request.size <= capacity / 4 } ?? 0)
  }
  mutating func evict() { queues[queues.firstIndex { !$0.isEmpty }!].removeLast() }
  mutating func cool(_ queue: Int) {
    while queues[queue].occupied > capacity / 4 {
      if queue == 0 {
        evict()
      } else {
        move(queue, queues[queue].count - 1, to: queue - 1)
        cool(queue - 1)
      }
    }
  }
}

struct PlainTwoQ: PlainPolicy {
  let capacity: Int
  /// A1in, Am.
  var queues: [[PlainObject]] = [[], []]
  var a1out: [PlainObject] = []
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    if queue == 1 { move(1, place, to: 1) }
  }
  mutating func miss(_ request: CacheRequest) {
    let wasRemembered = a1out.forget(request.id)
    let limit = capacity / 4
    guard request.size <= limit else { return }
    while occupied + request.size > capacity {
      if !queues[1].isEmpty, queues[0].occupied <= limit {
        queues[1].removeLast()
      } else {
        a1out.remember(queues[0].removeLast(), capacity: capacity / 2)
      }
    }
    while wasRemembered, queues[1].occupied + request.size > capacity - limit { queues[1].removeLast() }
    insert(request, to: wasRemembered ? 1 : 0)
  }
}

struct PlainS3FIFO: PlainPolicy {
  let capacity: Int
  /// Small, main.
  var queues: [[PlainObject]] = [[], []]
  var ghosts: [PlainObject] = []
  var hasEvicted = false
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) { queues[queue][place].count += 1 }
  mutating func miss(_ request: CacheRequest) {
    let wasRemembered = ghosts.forget(request.id)
    let small = Int(0.1 * Double(capacity))
    guard request.size <= small else { return }
    while occupied + request.size > capacity {
      hasEvicted = true
      if queues[1].occupied > capacity - small || queues[0].isEmpty {
        evictFromMain()
      } else {
        evictFromSmall()
      }
    }
    if wasRemembered { return insert(request, to: 1) }
    guard request.size < small else { return }
    insert(request, to: hasEvicted || queues[0].occupied < small ? 0 : 1)
  }
  mutating func evictFromSmall() {
    while var tail = queues[0].popLast() {
      if tail.count < 2 { return ghosts.remember(tail, capacity: Int(0.9 * Double(capacity))) }
      tail.count = 0
      queues[1].insert(tail, at: 0)
    }
  }
  mutating func evictFromMain() {
    while var tail = queues[1].popLast(), tail.count > 0 {
      tail.count = min(tail.count, 3) - 1
      queues[1].insert(tail, at: 0)
    }
  }
}

struct PlainQDLP: PlainPolicy {
  let capacity: Int
  /// FIFO, clock.
  var queues: [[PlainObject]] = [[], []]
  var ghosts: [PlainObject] = []
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    queues[queue][place].count = min(queues[queue][place].count + 1, 3)
  }
  mutating func miss(_ request: CacheRequest) {
    let wasRemembered = ghosts.forget(request.id)
    guard request.size <= Int(0.1 * Double(capacity)) else { return }
    while occupied + request.size > capacity {
      guard var tail = queues[0].popLast() else {
        evictFromMain()
        continue
      }
      if tail.count > 0 {
        makeRoom(tail.size)
        tail.count = 0
        queues[1].insert(tail, at: 0)
      } else {
        ghosts.remember(tail, capacity: Int(0.9 * Double(capacity)))
      }
    }
    if wasRemembered { makeRoom(request.size) }
    insert(request, to: wasRemembered ? 1 : 0)
  }
  mutating func makeRoom(_ size: Int) {
    while queues[1].occupied + size > capacity - Int(0.1 * Double(capacity)) { evictFromMain() }
  }
  mutating func evictFromMain() {
    while var tail = queues[1].popLast(), tail.count > 0 {
      tail.count -= 1
      queues[1].insert(tail, at: 0)
    }
  }
}

/// Policies that evict the object of the lowest key, the one whose key was set first among equals: `queues[0]` is in
/// the order keys were set.
protocol PlainRanking: PlainPolicy {
  mutating func key(_ object: PlainObject, _ request: CacheRequest) -> Double
  mutating func left(_ object: PlainObject)
}

extension PlainRanking {
  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    var object = queues[0].remove(at: place)
    object.count += 1
    object.key = key(object, request)
    queues[0].insert(object, at: 0)
  }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { evict() }
    enter(request)
  }
  mutating func enter(_ request: CacheRequest) {
    var object = PlainObject(id: request.id, size: request.size, count: 1)
    object.key = key(object, request)
    queues[0].insert(object, at: 0)
  }
  mutating func evict() {
    let lowest = queues[0].map(\.key).min()!
    left(queues[0].remove(at: queues[0].lastIndex { $0.key == lowest }!))
  }
  mutating func left(_ object: PlainObject) {}
}

struct PlainLFU: PlainRanking {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }
  func key(_ object: PlainObject, _ request: CacheRequest) -> Double { Double(object.count) }
}

struct PlainLFUDA: PlainRanking {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var age = 0.0
  init(capacity: Int) { self.capacity = capacity }
  func key(_ object: PlainObject, _ request: CacheRequest) -> Double { Double(object.count) + age }
  mutating func left(_ object: PlainObject) { age = object.key }
}

struct PlainGDSF: PlainRanking {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var inflation = 0.0
  init(capacity: Int) { self.capacity = capacity }
  func key(_ object: PlainObject, _ request: CacheRequest) -> Double {
    inflation + Double(object.count) * 1_000_000 / Double(object.size)
  }
  mutating func left(_ object: PlainObject) { inflation = object.key }
  mutating func miss(_ request: CacheRequest) {
    guard request.size <= capacity else { return }
    enter(request)
    while occupied > capacity { evict() }
  }
}

struct PlainBelady: PlainRanking {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  init(capacity: Int) { self.capacity = capacity }
  func key(_ object: PlainObject, _ request: CacheRequest) -> Double { -Double(request.next) }
}

struct PlainLRUK: PlainRanking {
  let capacity: Int
  var queues: [[PlainObject]] = [[]]
  var last: [UInt64: Int] = [:]
  init(capacity: Int) { self.capacity = capacity }
  /// K = 2: the request before the last, 0 when there was none; `queues[0]` has the order of the last.
  mutating func key(_ object: PlainObject, _ request: CacheRequest) -> Double {
    defer { last[request.id] = request.number }
    return object.count == 1 ? 0 : Double(last[request.id]!)
  }
}
