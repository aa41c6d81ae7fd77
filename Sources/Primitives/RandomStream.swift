/// A stream of random numbers for one thing of a simulation: xoshiro256++ (Blackman, Vigna, "Scrambled linear
/// pseudorandom number generators", ACM TOMS 47(4), 2021).
///
/// Each entity draws from a stream of its own, split from the run's one seed: what one does then never changes what
/// another draws, and runs that differ in one setting stay comparable (common random numbers).
public struct RandomStream: RandomNumberGenerator, Sendable, BitwiseCopyable {
  private var s0, s1, s2, s3: UInt64

  /// The stream of entity `number` of the kind `kind`.
  public init(seed: UInt64, kind: StaticString, number: Int = 0) {
    var name: UInt64 = 0xCBF2_9CE4_8422_2325
    kind.withUTF8Buffer { for octet in $0 { name = (name ^ UInt64(octet)) &* 0x100_0000_01B3 } }
    var split = SplitMix64(seed: seed ^ name)
    var state = SplitMix64(seed: split.next() &+ UInt64(bitPattern: Int64(number)) &* 0xD134_2543_DE82_EF95)
    (s0, s1, s2, s3) = (state.next(), state.next(), state.next(), state.next())
  }

  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = (sum &<< 23 | sum &>> 41) &+ s0
    let t = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = s3 &<< 45 | s3 &>> 19
    return result
  }

  /// In 0..<1, 53 bits.
  public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// In 0..<`bound`, which is above 0. Its bias is below bound / 2^64.
  public mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Waiting time of a Poisson process, in the unit of `mean`.
  public mutating func exponential(mean: Double) -> Double { -mean * Elementary.logarithm(1 - uniform()) }

  /// Standard normal: Marsaglia's polar method.
  public mutating func normal() -> Double {
    while true {
      let (u, v) = (2 * uniform() - 1, 2 * uniform() - 1)
      let square = u * u + v * v
      if square > 0, square < 1 {
        return u * (-2 * Elementary.logarithm(square) / square).squareRoot()
      }
    }
  }

  /// `sigma` is the standard deviation of the logarithm.
  public mutating func lognormal(median: Double, sigma: Double) -> Double {
    median * Elementary.exponential(sigma * normal())
  }
}
