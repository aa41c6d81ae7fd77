/// ASCII case folding and number reading on raw bytes: what DNS names (RFC 4343) and HTTP fields (RFC 9110) share.
extension UInt8 {
  /// `A`..`Z` as `a`..`z`, everything else as it is.
  @inlinable public var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
  @inlinable public var isASCIIDigit: Bool { self &- 48 < 10 }
}

extension UInt64 {
  /// Eight octets with `A`..`Z` folded to lower case at once.
  @inlinable public var asciiLowercasedOctets: UInt64 {
    let low = self & 0x7F7F_7F7F_7F7F_7F7F
    let atLeastA = low &+ 0x3F3F_3F3F_3F3F_3F3F
    let aboveZ = low &+ 0x2525_2525_2525_2525
    return self | ((atLeastA ^ aboveZ) & ~self & 0x8080_8080_8080_8080) >> 2
  }
}

extension RawSpan {
  /// The first four of four to eight octets, and the last four, some of them a second time.
  @inlinable var fourAndFour: UInt64 {
    precondition(byteCount >= 4)
    let first = unsafeLoadUnaligned(as: UInt32.self)
    let last = unsafeLoadUnaligned(fromByteOffset: byteCount &- 4, as: UInt32.self)
    return UInt64(first) | UInt64(last) &<< 32
  }
}

extension Span where Element == UInt8 {
  /// Byte equality with ASCII case folded on both sides.
  @inlinable public func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let (a, b) = (bytes, other.bytes)
    var index = 0
    // Eight at a time; `index` and `count` keep both loads inside.
    while index &+ 8 <= count {
      let x = a.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      let y = b.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      if x != y, x.asciiLowercasedOctets != y.asciiLowercasedOctets { return false }
      index &+= 8
    }
    if index == count { return true }
    if count >= 8 {
      // The last eight once more overlap what is known to be equal.
      let x = a.unsafeLoadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      let y = b.unsafeLoadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      return x == y || x.asciiLowercasedOctets == y.asciiLowercasedOctets
    }
    if count >= 4 {
      // Four and four, which overlap as well.
      let (x, y) = (a.fourAndFour, b.fourAndFour)
      return x == y || x.asciiLowercasedOctets == y.asciiLowercasedOctets
    }
    while index < count {
      if self[index].asciiLowercased != other[index].asciiLowercased { return false }
      index &+= 1
    }
    return true
  }

  @inlinable public func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// The bytes as text, invalid UTF-8 repaired: for messages and logs.
  public var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

  /// A decimal number of digits only, or nil if empty, signed, padded or too large.
  public var decimal: Int? {
    guard !isEmpty, count <= 19 else { return nil }
    var value = 0
    for index in indices {
      guard self[index].isASCIIDigit else { return nil }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(self[index] &- 48))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }
}
