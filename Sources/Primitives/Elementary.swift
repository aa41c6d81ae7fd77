/// Exponential and logarithm from the four operations alone.
///
/// The core links no mathematical library: those differ in the last bit between systems, and the same seed must give the
/// same run everywhere. Accurate to about 1e-15 of the result.
public enum Elementary {
  private static let ln2High = 0x1.62e42fee00000p-1
  private static let ln2Low = 0x1.a39ef35793c76p-33

  /// e to the power of `x`; infinity above 709.78, zero below -745.13.
  public static func exponential(_ x: Double) -> Double {
    guard x < 709.79 else { return x.isNaN ? x : .infinity }
    guard x > -745.14 else { return 0 }
    // x = k ln 2 + r with |r| <= 0.35, where 14 terms of the series are below the last bit.
    let k = (x * 0x1.71547652b82fep0).rounded()
    let r = (x - k * ln2High) - k * ln2Low
    var sum = 1.0
    for n in stride(from: 14, through: 1, by: -1) { sum = 1 + sum * r / Double(n) }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }

  /// The natural logarithm; minus infinity of zero, NaN below.
  public static func logarithm(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    // x = m 2^e with m within a factor of the square root of two of 1: ln m = 2 artanh s, |s| <= 0.172.
    var (m, e) = (x.significand, Double(x.exponent))
    if m > 1.414213562373095 { (m, e) = (m / 2, e + 1) }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    for n in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(n) }
    return e * ln2High + (2 * s * sum + e * ln2Low)
  }

  /// `base` to the power of `exponent`, for a positive base.
  public static func power(_ base: Double, _ exponent: Double) -> Double {
    exponential(exponent * logarithm(base))
  }
}
