import Primitives

/// From the second miss on, as far as two Bloom filters remember: one fills, the other is what the last one held when
/// it was full, and is then forgotten. Memory is constant, and what comes back too late is new again.
///
/// Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13(7), 1970; in
/// content delivery: Maggs, Sitaraman, ACM SIGCOMM Computer Communication Review 45(3), 2015.
struct BloomFilter: AdmissionFilter {
  private var filling: [UInt64]
  private var full: [UInt64]
  private var added = 0
  private let objects: Int
  private let probes: Int
  private let bits: UInt64

  /// - Parameters:
  ///   - objects: a filter is full when it holds so many.
  ///   - error: share of first misses that a full filter takes for second ones.
  init(objects: Int, error: Double) {
    // m = -n ln p / (ln 2)^2, k = m / n ln 2.
    let ln2 = 0.6931471805599453
    let perObject = -Elementary.logarithm(error) / (ln2 * ln2)
    self.objects = objects
    bits = UInt64((perObject * Double(objects)).rounded(.up))
    probes = max(1, Int((perObject * ln2).rounded()))
    filling = Array(repeating: 0, count: Int(bits / 64) + 1)
    full = filling
  }

  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    if isIn(full, request.id) || isIn(filling, request.id) { return true }
    add(request.id)
    return false
  }

  private mutating func add(_ id: UInt64) {
    if added == objects {
      swap(&filling, &full)
      for index in filling.indices { filling[index] = 0 }
      added = 0
    }
    added += 1
    for probe in 0..<probes {
      let bit = bit(probe, id)
      filling[Int(bit / 64)] |= 1 << (bit % 64)
    }
  }

  private func isIn(_ filter: [UInt64], _ id: UInt64) -> Bool {
    for probe in 0..<probes {
      let bit = bit(probe, id)
      if filter[Int(bit / 64)] & 1 << (bit % 64) == 0 { return false }
    }
    return true
  }

  /// Two hashes make them all: Kirsch, Mitzenmacher, "Less hashing, same performance", ESA 2006.
  private func bit(_ probe: Int, _ id: UInt64) -> UInt64 {
    var mix = SplitMix64(seed: id)
    let (first, step) = (mix.next(), mix.next() | 1)
    return (first &+ UInt64(probe) &* step).multipliedFullWidth(by: bits).high
  }
}
