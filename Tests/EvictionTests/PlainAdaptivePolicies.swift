@testable import Eviction
import Foundation

/// Megiddo, Modha, FAST 2003, figure 4.
struct PlainARC: PlainPolicy {
  let capacity: Int
  /// T1, T2.
  var queues: [[PlainObject]] = [[], []]
  var b1: [PlainObject] = []
  var b2: [PlainObject] = []
  var p = 0.0
  var isFromB2 = false
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    isFromB2 = false
    move(queue, place, to: 1)
  }
  mutating func miss(_ request: CacheRequest) {
    let (size1, size2) = (Double(b1.occupied), Double(b2.occupied))
    let (wasInB1, wasInB2) = (b1.forget(request.id), b2.forget(request.id))
    if wasInB1 { p = min(p + max(size2 / size1, 1), Double(capacity)) }
    if wasInB2 { p = max(p - max(size1 / size2, 1), 0) }
    if wasInB1 || wasInB2 { isFromB2 = wasInB2 }
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity {
      if wasInB1 || wasInB2 { replace() } else { evictForNew(request.size) }
    }
    isFromB2 = false
    insert(request, to: wasInB1 || wasInB2 ? 1 : 0)
  }
  mutating func evictForNew(_ size: Int) {
    if queues[0].occupied + b1.occupied + size > capacity {
      if b1.isEmpty {
        queues[0].removeLast()
      } else {
        b1.removeLast()
        replace()
      }
    } else {
      if occupied + b1.occupied + b2.occupied >= 2 * capacity, !b2.isEmpty { b2.removeLast() }
      replace()
    }
  }
  mutating func replace() {
    let t1 = Double(queues[0].occupied)
    if queues[1].isEmpty || !queues[0].isEmpty && (t1 > p || t1 == p && isFromB2) {
      b1.insert(queues[0].removeLast(), at: 0)
    } else {
      b2.insert(queues[1].removeLast(), at: 0)
    }
  }
}

/// Jiang, Zhang, SIGMETRICS 2002: the stack and the queue as lists of ids, and what is known of each object beside them.
struct PlainLIRS: PlainPolicy {
  enum Status { case lir, resident, gone }
  let capacity: Int
  /// Not the order of anything: who is cached.
  var queues: [[PlainObject]] = [[]]
  /// Top first, head first, newest first.
  var stack: [UInt64] = []
  var queue: [UInt64] = []
  var nonResident: [UInt64] = []
  var status: [UInt64: Status] = [:]
  var sizes: [UInt64: Int] = [:]
  init(capacity: Int) { self.capacity = capacity }

  var hirLimit: Int { max(1, Int(0.01 * Double(capacity))) }
  var lirLimit: Int { capacity - hirLimit }
  var lirOccupied: Int { sizes.reduce(0) { $0 + (status[$1.key] == .lir ? $1.value : 0) } }
  var hirOccupied: Int { queue.reduce(0) { $0 + sizes[$1]! } }

  mutating func hit(_: Int, _ place: Int, _ request: CacheRequest) {
    let id = request.id
    let wasInStack = toTop(id)
    if queue.contains(id) { queue = [id] + queue.filter { $0 != id } }
    if status[id] == .lir {
      prune()
    } else {
      if wasInStack { queue.removeAll { $0 == id } }
      while lirOccupied + sizes[id]! > lirLimit, lirOccupied > 0, !stack.isEmpty {
        demote()
        if status[id] != .resident { break }
      }
      if wasInStack {
        status[id] = .lir
      } else if status[id] == .resident {
        stack.insert(id, at: 0)
      }
    }
    limitStack()
  }
  mutating func miss(_ request: CacheRequest) {
    let (id, size) = (request.id, request.size)
    if status[id] == .gone {
      _ = toTop(id)
      guard size <= lirLimit else { return }
      while lirOccupied + size > lirLimit { demote() }
      nonResident.removeAll { $0 == id }
      while occupied + size > capacity {
        while hirOccupied >= hirLimit { evictHIR() }
        if lirOccupied > 0 { demote() } else { evictHIR() }
      }
      status[id] = .lir
      stack = [id] + stack.filter { $0 != id }
    } else {
      guard size <= min(lirLimit, hirLimit) else { return }
      while lirOccupied + size > lirLimit, hirOccupied + size > hirLimit { evictHIR() }
      status[id] = lirOccupied + size <= lirLimit ? .lir : .resident
      stack.insert(id, at: 0)
      if status[id] == .resident { queue.insert(id, at: 0) }
    }
    sizes[id] = size
    insert(request)
    limitStack()
  }
  mutating func remove(_ id: UInt64) {
    guard status[id] == .lir || status[id] == .resident else { return }
    stack.removeAll { $0 == id }
    queue.removeAll { $0 == id }
    forget(id)
  }
  mutating func toTop(_ id: UInt64) -> Bool {
    guard stack.contains(id) else { return false }
    stack = [id] + stack.filter { $0 != id }
    return true
  }
  mutating func demote() {
    prune()
    guard let id = stack.popLast() else { return }
    if sizes[id]! <= hirLimit {
      while hirOccupied + sizes[id]! > hirLimit { evictHIR() }
      status[id] = .resident
      queue.insert(id, at: 0)
    } else {
      forget(id)
    }
    prune()
  }
  mutating func prune() {
    while let id = stack.last, status[id] != .lir, stack.count > 1 {
      stack.removeLast()
      if status[id] == .gone { forget(id) }
    }
  }
  mutating func evictHIR() {
    guard let id = queue.popLast() else { return }
    queues[0].removeAll { $0.id == id }
    if stack.contains(id) {
      status[id] = .gone
      nonResident.insert(id, at: 0)
    } else {
      forget(id)
    }
  }
  /// Altogether.
  mutating func forget(_ id: UInt64) {
    queues[0].removeAll { $0.id == id }
    nonResident.removeAll { $0 == id }
    status[id] = nil
    sizes[id] = nil
  }
  mutating func limitStack() {
    while stack.reduce(0, { $0 + sizes[$1]! }) > 2 * capacity, let oldest = nonResident.last {
      stack.removeAll { $0 == oldest }
      forget(oldest)
    }
  }
}

/// Vietri and others, HotStorage 2018; `key` is when an object's count was reached.
struct PlainLeCaR: PlainPolicy {
  struct Ghost {
    var object: PlainObject
    var number: Int
  }
  let capacity: Int
  /// By the last request.
  var queues: [[PlainObject]] = [[]]
  var ghosts: [[Ghost]] = [[], []]
  var weights = [0.5, 0.5]
  var random = Lehmer64(seed: 1)
  init(capacity: Int) { self.capacity = capacity }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    move(0, place, to: 0)
    queues[0][0].count += 1
    queues[0][0].key = Double(request.number)
  }
  mutating func miss(_ request: CacheRequest) {
    learn(request)
    guard request.size <= capacity else { return }
    while occupied + request.size > capacity { evict(request.number) }
    insert(request)
    queues[0][0].key = Double(request.number)
  }
  mutating func learn(_ request: CacheRequest) {
    for expert in 0...1 {
      guard let place = ghosts[expert].firstIndex(where: { $0.object.id == request.id }) else { continue }
      let age = request.number - ghosts[expert].remove(at: place).number
      let discount = pow(0.005, 1 / Double(capacity))
      let wrong = weights[expert] * exp(-0.45 * pow(discount, Double(age))) + 1e-10
      let other = weights[1 - expert]
      weights[expert] = wrong / (wrong + other + 2e-10)
      weights[1 - expert] = (other + 1e-10) / (wrong + other + 2e-10)
      return
    }
  }
  mutating func evict(_ number: Int) {
    let lru = queues[0].count - 1
    let lfu = queues[0].indices.min {
      (queues[0][$0].count, queues[0][$0].key) < (queues[0][$1].count, queues[0][$1].key)
    }!
    guard lru != lfu else {
      queues[0].removeLast()
      return
    }
    let expert = Double(random.next() % 100) / 100 < weights[0] ? 0 : 1
    let victim = queues[0].remove(at: expert == 0 ? lru : lfu)
    ghosts[expert].insert(Ghost(object: victim, number: number), at: 0)
    while ghosts[expert].map(\.object).occupied > capacity / 2 { ghosts[expert].removeLast() }
  }
}
