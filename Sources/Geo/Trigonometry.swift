/// Sine, cosine and arcsine from the four operations and the square root alone.
///
/// The core links no mathematical library: those differ in the last bit between systems, and a routing decision must
/// not. Accurate to about 1e-14, a tenth of a micrometre on the globe.
enum Trigonometry {
  /// For -pi...pi.
  static func sine(_ angle: Double) -> Double {
    // Folded to -pi/2...pi/2, where 13 terms of the series are below the last bit.
    let folded = angle > .pi / 2 ? .pi - angle : angle < -.pi / 2 ? -.pi - angle : angle
    var term = folded
    var sum = folded
    for n in 1...13 {
      term *= -folded * folded / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return sum
  }

  /// For -pi...pi.
  static func cosine(_ angle: Double) -> Double { sine(.pi / 2 - abs(angle)) }

  /// For 0...1.
  static func arcsine(_ value: Double) -> Double {
    // The half angle three times, then the series: the argument is below 0.2 by then.
    var x = value
    for _ in 0..<3 { x /= (2 * (1 + (1 - x * x).squareRoot())).squareRoot() }
    var power = x
    var sum = x
    for n in 1...12 {
      power *= x * x * Double(2 * n - 1) / Double(2 * n)
      sum += power / Double(2 * n + 1)
    }
    return 8 * sum
  }
}
