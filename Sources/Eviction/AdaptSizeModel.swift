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
  private static let golden = 0.61803399
  private static let tolerance = 3e-8
  /// e^(rT) beyond this is as good as infinite.
  private static let longest = 150.0

  /// Objects of one size asked for as often: what holds for one holds for all.
  private struct Kind: BitwiseCopyable {
    var size: Double
    var requests: Double
    /// How many there are.
    var objects: Double
    /// Of admission, at the c at hand.
    var chance = 0.0
  }

  private var kinds: [Kind] = []

  mutating func removeAll() { kinds.removeAll(keepingCapacity: true) }

  mutating func add(size: Double, requests: Double) {
    kinds.append(Kind(size: size, requests: requests, objects: 1))
  }

  /// The best c for all that was added; nil if that is nothing.
  mutating func bestSize(capacity: Double, iterations: Int) -> Double? {
    guard !kinds.isEmpty, capacity >= 1 else { return nil }
    mergeKinds()
    // In powers of two: a coarse grid, then golden sections around its best point.
    let top = Elementary.logarithm(capacity) / 0.6931471805599453
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
    return Elementary.power(2, leftRatio > rightRatio ? left : right)
  }

  /// By requests, then size; one of each kind.
  private mutating func mergeKinds() {
    kinds.sort { ($0.requests, $0.size) < ($1.requests, $1.size) }
    var last = 0
    for index in kinds.indices.dropFirst() {
      let kind = kinds[index]
      if kind.requests == kinds[last].requests, kind.size == kinds[last].size {
        kinds[last].objects += kind.objects
      } else {
        last += 1
        kinds[last] = kind
      }
    }
    kinds.removeSubrange((last + 1)...)
  }

  /// Requests that hit, at c = 2^`point`.
  private mutating func hitRatio(_ point: Double, _ capacity: Double) -> Double {
    let c = Elementary.power(2, point)
    var admitted = 0.0
    for index in kinds.indices {
      let kind = kinds[index]
      let chance = Elementary.exponential(-kind.size / c)
      kinds[index].chance = chance
      admitted += kind.objects * kind.requests * chance * kind.size
    }
    guard admitted > 0 else { return 0 }
    var time = capacity / admitted
    for _ in 0..<Self.fixedPointSteps {
      let occupied = occupied(time)
      guard occupied > 0, time < 1e70 else { break }
      time *= capacity / occupied
    }
    return kinds.reduce(0) { $0 + $1.objects * $1.requests * Self.hitChance($1, time) }
  }

  /// What is cached if objects stay for `time`: the sizes, each times the probability that it is.
  private func occupied(_ time: Double) -> Double {
    var occupied = 0.0
    var (requests, growth) = (0.0, 0.0)
    for kind in kinds {
      if kind.requests != requests {
        requests = kind.requests
        let product = requests * time
        growth = product > Self.longest ? .infinity : Elementary.exponential(product) - 1
      }
      let odds = kind.chance * growth
      occupied += kind.objects * kind.size * (growth == .infinity ? 1 : odds / (1 + odds))
    }
    return occupied
  }

  /// The probability that an object is cached as a rational function, which is what the authors' program optimises: it is
  /// lower where the chance of admission is next to none, and keeps the search from sizes at which the cache would take
  /// for ever to fill.
  private static func hitChance(_ kind: Kind, _ time: Double) -> Double {
    let (p, x) = (kind.chance, kind.requests * time)
    let above = p * x * (840 + x * (60 + x * (20 + x)))
    let below = 840 + x * (120 * (7 * p - 3) + x * (60 * (1 + p) + x * (4 * (5 * p - 1) + x * p)))
    let chance = above / below
    return chance > 0 ? min(chance, 1) : 0
  }
}
