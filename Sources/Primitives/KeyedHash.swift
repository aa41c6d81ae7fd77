/// A seeded 64-bit hash of bytes for tables whose keys come from outside.
///
/// Multiply-and-fold over 8-byte words (the construction of wyhash): a few cycles a word, and without the seed an
/// attacker cannot choose colliding names or URLs. The seed is an argument, so a run is repeatable.
public struct KeyedHash: Sendable, BitwiseCopyable {
  @usableFromInline let seed: UInt64

  public init(seed: UInt64) { self.seed = Self.fold(seed ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93) }

  @inlinable public func callAsFunction(_ bytes: Span<UInt8>) -> UInt64 {
    let (octets, count) = (bytes.bytes, bytes.count)
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var offset = 0
    // `offset` and `count` keep every load inside.
    while offset &+ 8 <= count {
      let word = octets.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self).littleEndian
      state = Self.fold(state ^ word, 0xA076_1D64_78BD_642F)
      offset &+= 8
    }
    var tail: UInt64 = 0
    if offset > 0, offset < count {
      // The octets left over are the low ones of the last eight.
      let word = octets.unsafeLoadUnaligned(fromByteOffset: count &- 8, as: UInt64.self).bigEndian
      tail = word & (1 &<< UInt64(truncatingIfNeeded: 8 &* (count &- offset)) &- 1)
    } else {
      while offset < count {
        tail = tail &<< 8 | UInt64(octets.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self))
        offset &+= 1
      }
    }
    return Self.fold(state ^ tail, 0xE703_7ED1_A0B4_28DB ^ seed)
  }

  @inlinable @inline(__always)
  static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
