/// What `LHD` knows of the past: hits and evictions by class and age, and the hit density that follows.
///
/// Beckmann, Chen, Cidon, NSDI 2018, sections 4 and 5. 32-bit floats, as in the authors' program.
struct HitDensityModel: Sendable {
  static let classes = 16
  /// Ages are cut off here.
  static let ages = 20_000
  static let touchesPerFitting = 1 << 20
  /// What is left of older counts at each fitting.
  private static let decay: Float = 0.9
  /// The fittings at which the unit of age is set to what the number of objects asks for.
  private static let fittingsThatScale = [5, 25]
  /// An age's unit should be about a hundredth of the time an object takes to go through the cache.
  private static let objectsPerUnit: Float = 200

  /// A unit of age is 2^shift touches.
  private(set) var shift = 10
  private(set) var fittings = 0
  private var hits = [Float](repeating: 0, count: classes * ages)
  private var evictions = [Float](repeating: 0, count: classes * ages)
  private var densities: [Float] = []
  private var meanObjects: (sum: Float, mass: Float) = (0, 0)

  init() {
    densities.reserveCapacity(Self.classes * Self.ages)
    // A start like GDSF's: the more recent the better. The paper's program has 16 more classes below these.
    for `class` in 0..<Self.classes {
      for age in 0..<Self.ages {
        densities.append(Float(Double(Self.classes + `class` + 1) / Double(age + 1)))
      }
    }
  }

  func density(age: Int, class: Int) -> Float { densities[`class` * Self.ages + age] }
  mutating func countHit(age: Int, class: Int) { hits[`class` * Self.ages + age] += 1 }
  mutating func countEviction(age: Int, class: Int) { evictions[`class` * Self.ages + age] += 1 }

  mutating func fit(objects: Int) {
    for index in hits.indices {
      hits[index] *= Self.decay
      evictions[index] *= Self.decay
    }
    meanObjects.sum = meanObjects.sum * Self.decay + Float(objects)
    meanObjects.mass = meanObjects.mass * Self.decay + 1
    if Self.fittingsThatScale.contains(fittings) { scale() }
    for `class` in 0..<Self.classes { model(`class`) }
    fittings += 1
  }

  /// Expected hits over expected time left, for every age at once, from old to young.
  private mutating func model(_ class: Int) {
    let start = `class` * Self.ages
    var totalHits = hits[start + Self.ages - 1]
    var totalEvents = totalHits + evictions[start + Self.ages - 1]
    var lifetime = totalEvents
    for index in (start..<start + Self.ages - 1).reversed() {
      totalHits += hits[index]
      totalEvents += hits[index] + evictions[index]
      lifetime += totalEvents
      densities[index] = totalEvents > 1e-5 ? totalHits / lifetime : 0
    }
  }

  private mutating func scale() {
    let units = meanObjects.sum / meanObjects.mass / Self.objectsPerUnit
    var best = 1
    while Float(1 << best) < units { best += 1 }
    let change = best - shift
    shift = best
    // Weight, so that the mean moves slowly from here.
    meanObjects = (meanObjects.sum * 8, meanObjects.mass * 8)
    for start in stride(from: 0, to: hits.count, by: Self.ages) {
      Self.rescale(&hits, start, by: change)
      Self.rescale(&evictions, start, by: change)
    }
  }

  /// The histogram that begins at `start`, in units 2^change as long.
  private static func rescale(_ counts: inout [Float], _ start: Int, by change: Int) {
    let last = start + ages - 1
    if change < 0 {
      for age in (ages >> -change)..<(ages - 1) { counts[last] += counts[start + age] }
      for age in (0..<ages - 1).reversed() {
        counts[start + age] = counts[start + age >> -change] / Float(1 << -change)
      }
    } else if change > 0 {
      let kept = ages >> change
      for age in 0..<kept {
        var sum = counts[start + age << change]
        for index in 1..<(1 << change) { sum += counts[start + age << change + index] }
        counts[start + age] = sum
      }
      for age in kept..<(ages - 1) { counts[start + age] = 0 }
    }
  }
}
