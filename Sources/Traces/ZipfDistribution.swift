import Primitives

/// Ranks 1 to `count` with probabilities as rank^-alpha, in constant time and memory.
///
/// Rejection-inversion: Hörmann, Derflinger, "Rejection-inversion to generate variates from monotone discrete
/// distributions", ACM Transactions on Modeling and Computer Simulation 6(3), 1996.
package struct ZipfDistribution: Sendable {
  package let alpha: Double
  package let count: Int
  private let lowest: Double
  private let highest: Double
  private let shortcut: Double

  /// - Parameters:
  ///   - alpha: 0 or more; 0 is uniform.
  ///   - count: 1 or more.
  package init(alpha: Double, count: Int) {
    (self.alpha, self.count) = (alpha, count)
    lowest = Self.integral(1.5, alpha) - 1
    highest = Self.integral(Double(count) + 0.5, alpha)
    shortcut = 2 - Self.inverse(Self.integral(2.5, alpha) - Self.power(2, -alpha), alpha)
  }

  package func rank(_ random: inout RandomStream) -> Int {
    while true {
      let u = highest + random.uniform() * (lowest - highest)
      let x = Self.inverse(u, alpha)
      let rank = min(max(1, Int(x + 0.5)), count)
      if Double(rank) - x <= shortcut { return rank }
      if u >= Self.integral(Double(rank) + 0.5, alpha) - Self.power(Double(rank), -alpha) { return rank }
    }
  }

  /// Share of the requests for a rank. Takes time for each rank.
  package func probability(of rank: Int) -> Double {
    var sum = 0.0
    for other in stride(from: count, through: 1, by: -1) { sum += Self.power(Double(other), -alpha) }
    return Self.power(Double(rank), -alpha) / sum
  }

  private static func power(_ base: Double, _ exponent: Double) -> Double {
    Elementary.exponential(exponent * Elementary.logarithm(base))
  }

  /// Of x^-alpha: ((x^(1 - alpha)) - 1) / (1 - alpha), the logarithm where alpha is 1.
  private static func integral(_ x: Double, _ alpha: Double) -> Double {
    let logarithm = Elementary.logarithm(x)
    let t = (1 - alpha) * logarithm
    return abs(t) < 1e-8 ? logarithm * (1 + t / 2) : (Elementary.exponential(t) - 1) / (1 - alpha)
  }

  private static func inverse(_ y: Double, _ alpha: Double) -> Double {
    let t = max(-1, y * (1 - alpha))
    guard abs(t) > 1e-8 else { return Elementary.exponential(y * (1 - t / 2)) }
    return t <= -1 ? 1 : Elementary.exponential(Elementary.logarithm(1 + t) / (1 - alpha))
  }
}
