/// A seeded 64-bit hash of bytes for tables whose keys come from outside.
///
/// Multiply-and-fold over 8-byte words (the construction of wyhash): a few cycles a word, and without the seed an
/// attacker cannot choose colliding names or URLs. The seed is an argument, so a run is repeatable.
package struct KeyedHash: Sendable, BitwiseCopyable {
  @usableFromInline let seed: UInt64

  package init(seed: UInt64) { self.seed = Self.fold(seed ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93) }

  @inlinable package func callAsFunction(_ bytes: Span<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { raw in
      var state = seed ^ UInt64(truncatingIfNeeded: raw.count)
      var offset = 0
      while offset &+ 8 <= raw.count {
        let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
        state = Self.fold(state ^ word, 0xA076_1D64_78BD_642F)
        offset &+= 8
      }
      var tail: UInt64 = 0
      while offset < raw.count {
        tail = tail << 8 | UInt64(raw[offset])
        offset &+= 1
      }
      return Self.fold(state ^ tail, 0xE703_7ED1_A0B4_28DB ^ seed)
    }
  }

  @inlinable @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
