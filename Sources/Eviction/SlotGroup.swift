/// Twelve places of a `SlotTable`: 64 octets, of which a search for what is not there reads the first sixteen.
@frozen @usableFromInline
struct SlotGroup: BitwiseCopyable, Sendable {
  @usableFromInline static let places = 12
  /// The tag of a place that is not taken.
  @usableFromInline static let free: UInt8 = 0

  /// An octet of the hash for each place.
  @usableFromInline var firstTags: UInt64 = 0
  @usableFromInline var lastTags: UInt32 = 0
  /// Ids that found this group full and went on.
  @usableFromInline var passed: UInt32 = 0
  @usableFromInline var slots = InlineArray<12, UInt32>(repeating: 0)

  @inlinable init() {}

  /// Some of the places, from one end to the other.
  @frozen @usableFromInline
  struct Places {
    /// Bit 8i is place i, bit 8i + 1 is place 8 + i.
    @usableFromInline var bits: UInt64

    @inlinable init(bits: UInt64) { self.bits = bits }

    @inlinable @inline(__always)
    mutating func popFirst() -> Int? {
      guard bits != 0 else { return nil }
      let bit = bits.trailingZeroBitCount
      bits &= bits &- 1
      return bit &>> 3 &+ (bit & 1) &* 8
    }
  }

  /// Those with this tag. All are compared at once: octets of a word that equal those of another leave zeros in the
  /// exclusive or of both (Warren, "Hacker's Delight", section 6-1).
  @inlinable @inline(__always)
  func places(with tag: UInt8) -> Places {
    let tags = UInt64(tag) &* 0x0101_0101_0101_0101
    let first = Self.zeros(firstTags ^ tags)
    let last = Self.zeros((UInt64(lastTags) ^ tags) | 0xFFFF_FFFF_0000_0000)
    return Places(bits: first &>> 7 | last &>> 6)
  }

  /// The highest bit of each octet that is zero.
  @inlinable @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~((word & low) &+ low | word | low)
  }

  @inlinable func tag(at place: Int) -> UInt8 {
    UInt8(
      truncatingIfNeeded: place < 8 ? firstTags &>> (8 &* place) : UInt64(lastTags) &>> (8 &* place &- 64))
  }

  /// - Precondition: the place is free.
  @inlinable @inline(__always)
  mutating func setTag(_ tag: UInt8, at place: Int) {
    let bits = Self.bits(of: tag, at: place)
    firstTags |= bits.first
    lastTags |= bits.last
  }

  @inlinable @inline(__always)
  mutating func clearTag(at place: Int) {
    let bits = Self.bits(of: .max, at: place)
    firstTags &= ~bits.first
    lastTags &= ~bits.last
  }

  /// An octet in the words of the tags; without a branch, which would depend on chance.
  @inlinable @inline(__always)
  static func bits(of octet: UInt8, at place: Int) -> (first: UInt64, last: UInt32) {
    let bits = UInt64(octet) &<< (8 &* place)
    let isLast = UInt64(truncatingIfNeeded: 7 &- place) &>> 63
    return (bits & (isLast &- 1), UInt32(truncatingIfNeeded: bits & (0 &- isLast)))
  }
}
