/// A multiplicative congruential generator modulo 2^128 (Lehmer, "Mathematical methods in large-scale computing
/// units", 1951; the multiplier is from L'Ecuyer, "Tables of linear congruential generators of different sizes and
/// good lattice structure", Mathematics of Computation 68, 1999): the high half of the state is the number.
///
/// libCacheSim draws from it, so that with one seed a policy that draws makes the same choices here and there.
struct Lehmer64: RandomNumberGenerator, Sendable {
  private var high: UInt64 = 0
  private var low: UInt64

  init(seed: UInt64) { low = seed }

  mutating func next() -> UInt64 {
    let multiplier: UInt64 = 0xDA94_2042_E4DD_58B5
    let product = low.multipliedFullWidth(by: multiplier)
    (high, low) = (product.high &+ high &* multiplier, product.low)
    return high
  }
}
