import Primitives

/// What hit ratio an LRU cache would have behind admission with probability e^(-size / c), and which c is best.
///
/// Berger, Sitaraman, Harchol-Balter, NSDI 2017, section 4: each object is in the cache with the probability
/// p (e^(rT) - 1) / (1 + p (e^(rT) - 1)), r being its requests, p its chance of admission and T the time an object
/// stays unasked for, which follows from the capacity by fixed-point iteration.
struct AdaptSizeModel: Sendable {
  /// The iteration and the search as the authors' program has them.
  private static let fixedPointSteps = 20
  private static let gridStep = 4
  private static let golden = 0.618033988749895
  private static let tolerance = 3e-8
  /// e^(rT) beyond this is as good as infinite.
  private static let longest = 150.0

  private var sizes: [Double] = []
  private var requests: [Double] = []
  private var chances: [Double] = []

  mutating func removeAll() {
    sizes.removeAll(keepingCapacity: true)
    requests.removeAll(keepingCapacity: true)
  }

  mutating func add(size: Double, requests count: Double) {
    sizes.append(size)
    requests.append(count)
  }

  /// The best c; nil if nothing can be said.
  mutating func bestSize(capacity: Double, iterations: Int) -> Double? {
    // In powers of two: a coarse grid, then golden sections around its best point.
    let top = Elementary.logarithm(capacity) / 0.6931471805599453
    guard top > 0 else { return nil }
    var (low, high) = (0.0, top)
    var (best, bestRatio) = (top, 0.0)
    for point in stride(from: 2.0, to: top, by: Double(Self.gridStep)) {
      let ratio = hitRatio(point, capacity)
      if ratio > bestRatio { (best, bestRatio) = (point, ratio) }
    }
    var (left, right) = (best, best)
    var (leftRatio, rightRatio) = (bestRatio, bestRatio)
    if high - best > best - low {
      right = best + (1 - Self.golden) * (high - best)
      rightRatio = hitRatio(right, capacity)
    } else {
      left = low + (1 - Self.golden) * (best - low)
      leftRatio = hitRatio(left, capacity)
    }
    for _ in 0..<iterations where high - low > Self.tolerance * (left + right) {
      if rightRatio > leftRatio {
        (low, left) = (left, right)
        right = Self.golden * left + (1 - Self.golden) * high
        (leftRatio, rightRatio) = (rightRatio, hitRatio(right, capacity))
      } else {
        (high, right) = (right, left)
        left = Self.golden * right + (1 - Self.golden) * low
        (rightRatio, leftRatio) = (leftRatio, hitRatio(left, capacity))
      }
    }
    let (point, ratio) = leftRatio > rightRatio ? (left, leftRatio) : (right, rightRatio)
    return ratio > 0 ? Elementary.power(2, point) : nil
  }

  /// Requests that hit, at c = 2^`point`.
  private mutating func hitRatio(_ point: Double, _ capacity: Double) -> Double {
    let c = Elementary.power(2, point)
    chances.removeAll(keepingCapacity: true)
    var admitted = 0.0
    for index in sizes.indices {
      let chance = Elementary.exponential(-sizes[index] / c)
      chances.append(chance)
      admitted += requests[index] * chance * sizes[index]
    }
    guard admitted > 0 else { return 0 }
    var time = capacity / admitted
    for _ in 0..<Self.fixedPointSteps {
      var occupied = 0.0
      for index in sizes.indices { occupied += sizes[index] * presence(index, time) }
      guard occupied > 0, time < 1e70 else { break }
      time *= capacity / occupied
    }
    var hits = 0.0
    for index in sizes.indices { hits += requests[index] * hitChance(index, time) }
    return hits
  }

  /// `presence` as a rational function, which is what the authors' program optimises: it is lower where the chance of
  /// admission is next to none, and keeps the search from sizes at which the cache would take for ever to fill.
  private func hitChance(_ index: Int, _ time: Double) -> Double {
    let (p, x) = (chances[index], requests[index] * time)
    let above = p * x * (840 + x * (60 + x * (20 + x)))
    let below = 840 + x * (120 * (7 * p - 3) + x * (60 * (1 + p) + x * (4 * (5 * p - 1) + x * p)))
    let chance = above / below
    return chance > 0 ? min(chance, 1) : 0
  }

  /// The probability that an object is cached.
  private func presence(_ index: Int, _ time: Double) -> Double {
    let product = requests[index] * time
    guard product <= Self.longest else { return 1 }
    let odds = chances[index] * (Elementary.exponential(product) - 1)
    return odds / (1 + odds)
  }
}
