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
    // The half angle three times, then Taylor's series by Horner's rule, without a division: the argument is below 0.2 by then.
    var x = value
    for _ in 0..<3 { x /= (2 * (1 + (1 - x * x).squareRoot())).squareRoot() }
    let y = x * x
    var sum = 676_039.0 / 104_857_600
    sum = sum * y + 88_179.0 / 12_058_624
    sum = sum * y + 46_189.0 / 5_505_024
    sum = sum * y + 12_155.0 / 1_245_184
    sum = sum * y + 6_435.0 / 557_056
    sum = sum * y + 143.0 / 10_240
    sum = sum * y + 231.0 / 13_312
    sum = sum * y + 63.0 / 2_816
    sum = sum * y + 35.0 / 1_152
    sum = sum * y + 5.0 / 112
    sum = sum * y + 3.0 / 40
    sum = sum * y + 1.0 / 6
    return 8 * (x + x * y * sum)
  }
}
