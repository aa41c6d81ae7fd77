@testable import Eviction

/// Beckmann, Chen, Cidon, NSDI 2018, and its authors' program.
struct PlainLHD: PlainSampling {
  struct Past {
    var touched = 0
    var lastAge = 0
    var ageBefore = 20_000
    var isExplorer = false
  }
  var capacity: Int
  var queues: [[PlainObject]] = [[]]
  var past: [UInt64: Past] = [:]
  var random = Lehmer64(seed: 1)
  var budget: Int
  var now = 0
  /// Eight at most.
  var ring: [UInt64?] = Array(repeating: nil, count: 8)
  var ringPlace = 0
  var victimDensity: Float = 0
  /// Nil: never fitted.
  var touchesPerFitting: Int?
  var model = PlainHitDensities()
  init(capacity: Int) {
    self.capacity = capacity
    budget = Int(0.01 * Double(capacity))
  }

  mutating func hit(_ queue: Int, _ place: Int, _ request: CacheRequest) {
    let object = queues[0][place]
    returnBudget(object)
    let age = age(request.id)
    model.hits[`class`(request.id)][age] += 1
    past[request.id]!.ageBefore = past[request.id]!.lastAge
    past[request.id]!.lastAge = age
    queues[0][place].size = request.size
    _ = touch(request)
    advance()
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
    advance()
  }
  mutating func remove(_ id: UInt64) {
    guard let place = queues[0].firstIndex(where: { $0.id == id }) else { return }
    returnBudget(queues[0][place])
    removeFromPool(place)
  }
  mutating func resize(to capacity: Int) {
    self.capacity = capacity
    while occupied > capacity { evict() }
  }
  mutating func touch(_ request: CacheRequest) -> Bool {
    let isChosen = random.next() % 32 == 0
    let isExplorer = isChosen && budget > 0 && model.fittings < 50
    past[request.id]!.touched = now
    past[request.id]!.isExplorer = isExplorer
    if isExplorer { budget -= request.size }
    return isChosen
  }
  mutating func advance() {
    now += 1
    if let touchesPerFitting, now % touchesPerFitting == 0 { model.fit(objects: queues[0].count) }
  }
  mutating func returnBudget(_ object: PlainObject) {
    if past[object.id]!.isExplorer { budget += object.size }
  }
  mutating func evict() {
    var places = (0..<(model.fittings > 50 ? 32 : 8)).map { _ in draw() }
    places += ring.compactMap { id in queues[0].firstIndex { $0.id == id } }
    let densities = places.map { density(queues[0][$0]) }
    let lowest = densities.min()!
    victimDensity = 0.9 * victimDensity + (1 - 0.9) * lowest
    let place = places[densities.firstIndex(of: lowest)!]
    let id = queues[0][place].id
    model.evictions[`class`(id)][age(id)] += 1
    returnBudget(queues[0][place])
    removeFromPool(place)
  }
  func age(_ id: UInt64) -> Int { min((now - past[id]!.touched) >> model.shift, 19_999) }
  /// 0 to 15: 16 to 31 of the program's.
  func `class`(_ id: UInt64) -> Int {
    var sum = past[id]!.lastAge + past[id]!.ageBefore
    if sum == 0 { return 15 }
    var doublings = 0
    while sum < 20_000, doublings < 15 {
      sum *= 2
      doublings += 1
    }
    return doublings
  }
  func density(_ object: PlainObject) -> Float {
    let age = age(object.id)
    if age == 19_999 { return -.greatestFiniteMagnitude }
    let density = model.density(`class`(object.id), age) / Float(object.size)
    return past[object.id]!.isExplorer ? density + 1 : density
  }
}

/// Hits to be expected an octet and unit of time: a formula first, then from what was counted.
struct PlainHitDensities {
  static let none = [[Float]](repeating: [Float](repeating: 0, count: 20_000), count: 16)
  var hits = none
  var evictions = none
  var fitted: [[Float]] = []
  var shift = 10
  var fittings = 0
  var objects: Float = 0
  var weight: Float = 0

  func density(_ `class`: Int, _ age: Int) -> Float {
    fitted.isEmpty ? Float(`class` + 17) / Float(age + 1) : fitted[`class`][age]
  }

  mutating func fit(objects count: Int) {
    hits = hits.map { $0.contains { $0 > 0 } ? $0.map { $0 * 0.9 } : $0 }
    evictions = evictions.map { $0.contains { $0 > 0 } ? $0.map { $0 * 0.9 } : $0 }
    objects = objects * 0.9 + Float(count)
    weight = weight * 0.9 + 1
    if fittings == 5 || fittings == 25 { scale() }
    fitted = zip(hits, evictions).map { hits, evictions in
      var densities = hits
      guard hits.contains(where: { $0 > 0 }) || evictions.contains(where: { $0 > 0 }) else {
        return densities
      }
      var (sumOfHits, events, lifetime): (Float, Float, Float) = (0, 0, 0)
      for age in hits.indices.reversed() {
        sumOfHits += hits[age]
        events += hits[age] + evictions[age]
        lifetime += events
        densities[age] = events > 1e-5 ? sumOfHits / lifetime : 0
      }
      return densities
    }
    fittings += 1
  }

  /// A unit of age is 2^shift touches, so that 200 of them are not less than the mean number of objects.
  mutating func scale() {
    var new = 1
    while Float(1 << new) < objects / weight / 200 { new += 1 }
    let (finer, coarser) = (shift - new, new - shift)
    shift = new
    objects *= 8
    weight *= 8
    if finer > 0 {
      hits = hits.map { Self.spread($0, finer) }
      evictions = evictions.map { Self.spread($0, finer) }
    } else if coarser > 0 {
      hits = hits.map { Self.gather($0, coarser) }
      evictions = evictions.map { Self.gather($0, coarser) }
    }
  }

  /// Each count over 2^finer ages; those pushed out at the top are the last one's.
  static func spread(_ counts: [Float], _ finer: Int) -> [Float] {
    var new = (0..<20_000).map { counts[$0 >> finer] / Float(1 << finer) }
    new[19_999] = counts[(20_000 >> finer)..<19_999].reduce(counts[19_999], +)
    return new
  }

  /// 2^coarser ages in one; the last one keeps its own.
  static func gather(_ counts: [Float], _ coarser: Int) -> [Float] {
    (0..<20_000).map { age in
      if age == 19_999 { return counts[age] }
      return age < 20_000 >> coarser
        ? counts[age << coarser..<(age + 1) << coarser].dropFirst().reduce(counts[age << coarser], +) : 0
    }
  }
}
