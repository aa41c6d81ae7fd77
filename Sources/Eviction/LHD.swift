/// Least hit density: of a few objects drawn by chance, the one leaves from which the fewest hits per octet and unit of
/// time are to be expected, given its age and how soon it was asked for before.
///
/// Beckmann, Chen, Cidon, "LHD: improving cache hit rate by maximizing hit density", NSDI 2018. The model
/// (`HitDensityModel`) is fitted every 2^20 touches. A hit takes the size of its request, so `occupied` may exceed
/// the capacity until the next miss.
public struct LHD: EvictionPolicy, DemandPolicy {
  private struct Object: BitwiseCopyable {
    var id: UInt64
    var size: Int
    var touched: Int
    /// Of the last hit and the one before.
    var hitAge: Int32
    var hitAgeBefore: Int32
    var isExplorer: Bool
  }

  /// One touch in so many makes an explorer, which stays so that the model learns of ages it would not see.
  private static let touchesPerExplorer: UInt64 = 32
  private static let explorersShare = 0.01
  /// Objects looked at: fewer at first, so that a rough model does little harm; more once it is known.
  private static let samplesAtFirst = 8
  private static let samples = 32
  private static let fittingsAtFirst = 50

  public private(set) var capacity: Int
  public private(set) var occupied = 0
  private var pool = SlotPool()
  private var objects = PerSlot(
    Object(id: 0, size: 0, touched: 0, hitAge: 0, hitAgeBefore: 0, isExplorer: false))
  private var model = HitDensityModel()
  /// Counts hits and insertions.
  private var touches = 0
  private var explorersBudget: Int
  /// Newcomers that looked like victims, the last eight: looked at besides the drawn.
  private var suspects = Array(repeating: UInt32.max, count: 8)
  private var suspectIDs = Array(repeating: UInt64(0), count: 8)
  private var nextSuspect = 0
  /// A running mean.
  private var victimDensity: Float = 0
  private var random: Lehmer64
  private let touchesPerFitting: Int

  public init(capacity: Int, seed: UInt64) {
    self.init(capacity: capacity, touchesPerFitting: HitDensityModel.touchesPerFitting, seed: seed)
  }

  /// - Parameter touchesPerFitting: after so many hits and insertions the model is fitted.
  init(capacity: Int, touchesPerFitting: Int, seed: UInt64) {
    self.capacity = min(capacity, Limits.largestCapacity)
    self.touchesPerFitting = touchesPerFitting
    explorersBudget = Int(Double(self.capacity) * Self.explorersShare)
    random = Lehmer64(seed: seed)
  }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    var object = objects[slot]
    let age = age(of: object)
    model.countHit(age: age, class: Self.class(of: object))
    if object.isExplorer { explorersBudget += object.size }
    object.hitAgeBefore = object.hitAge
    object.hitAge = Int32(age)
    occupied += request.size - object.size
    object.size = request.size
    _ = touch(&object)
    objects[slot] = object
    advance()
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    guard makeRoom(for: request.size, &evicted) else { return false }
    var object = Object(
      id: request.id, size: request.size, touched: 0, hitAge: 0, hitAgeBefore: Int32(HitDensityModel.ages),
      isExplorer: false)
    let isChosen = touch(&object)
    objects[slot] = object
    pool.insert(slot)
    occupied += request.size
    for index in suspects.indices where suspectIDs[index] == request.id { suspects[index] = slot }
    if !isChosen, density(of: object) < victimDensity {
      suspects[nextSuspect] = slot
      suspectIDs[nextSuspect] = request.id
      nextSuspect = (nextSuspect + 1) % suspects.count
    }
    advance()
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    _ = makeRoom(for: 0, &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    let object = objects[slot]
    if object.isExplorer { explorersBudget += object.size }
    occupied -= object.size
    objects[slot].touched = -1
    pool.remove(slot)
  }

  /// Now is when it was touched, and chance may make it an explorer; whether chance would.
  private mutating func touch(_ object: inout Object) -> Bool {
    object.touched = touches
    let isChosen = random.next() % Self.touchesPerExplorer == 0
    object.isExplorer = isChosen && explorersBudget > 0 && model.fittings < Self.fittingsAtFirst
    if object.isExplorer { explorersBudget -= object.size }
    return isChosen
  }

  private mutating func advance() {
    touches += 1
    if touches % touchesPerFitting == 0 { model.fit(objects: pool.count) }
  }

  mutating func evict(_ evicted: inout [UInt32]) {
    var victim: UInt32?
    var lowest = Float.greatestFiniteMagnitude
    for _ in 0..<(model.fittings > Self.fittingsAtFirst ? Self.samples : Self.samplesAtFirst) {
      consider(pool.draw(&random), &victim, &lowest)
    }
    for index in suspects.indices where isCached(suspects[index], suspectIDs[index]) {
      consider(suspects[index], &victim, &lowest)
    }
    guard let victim else { preconditionFailure("densities are finite") }
    victimDensity = 0.9 * victimDensity + (1 - 0.9) * lowest
    let object = objects[victim]
    model.countEviction(age: age(of: object), class: Self.class(of: object))
    remove(victim)
    evicted.append(victim)
  }

  private func consider(_ slot: UInt32, _ victim: inout UInt32?, _ lowest: inout Float) {
    let density = density(of: objects[slot])
    if density < lowest { (victim, lowest) = (slot, density) }
  }

  private func isCached(_ slot: UInt32, _ id: UInt64) -> Bool {
    slot != .max && objects[slot].id == id && objects[slot].touched >= 0
  }

  private func age(of object: Object) -> Int {
    min((touches - object.touched) >> model.shift, HitDensityModel.ages - 1)
  }

  private func density(of object: Object) -> Float {
    let age = age(of: object)
    guard age < HitDensityModel.ages - 1 else { return -.greatestFiniteMagnitude }
    let density = model.density(age: age, class: Self.class(of: object)) / Float(object.size)
    return object.isExplorer ? density + 1 : density
  }

  /// Objects are of a class with others that were last asked for at about that age.
  private static func `class`(of object: Object) -> Int {
    var age = Int(object.hitAge + object.hitAgeBefore)
    guard age > 0 else { return HitDensityModel.classes - 1 }
    var `class` = 0
    while age < HitDensityModel.ages, `class` < HitDensityModel.classes - 1 {
      age <<= 1
      `class` += 1
    }
    return `class`
  }
}
