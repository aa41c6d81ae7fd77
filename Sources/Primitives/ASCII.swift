/// ASCII case folding and number reading on raw bytes: what DNS names (RFC 4343) and HTTP fields (RFC 9110) share.
extension UInt8 {
  /// `A`..`Z` as `a`..`z`, everything else as it is.
  @inlinable package var asciiLowercased: UInt8 { self &- 65 < 26 ? self | 0x20 : self }
  @inlinable package var isASCIIDigit: Bool { self &- 48 < 10 }
}

extension Span where Element == UInt8 {
  /// Byte equality with ASCII case folded on both sides.
  @inlinable package func equalsIgnoringCase(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index].asciiLowercased != other[index].asciiLowercased { return false }
    return true
  }

  @inlinable package func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }

  /// The bytes as text, invalid UTF-8 repaired: for messages and logs.
  package var text: String { withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }

  /// A decimal number of digits only, or nil if empty, signed, padded or too large.
  package var decimal: Int? {
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
