// Integers as records have them.

extension [UInt8] {
  package mutating func append(littleEndian value: some FixedWidthInteger) {
    var rest = value
    for _ in 0..<value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }
}

extension Span where Element == UInt8 {
  /// The integer at `offset`, which moves behind it; nil if the octets end before.
  package func integer<Value: FixedWidthInteger>(_ type: Value.Type, at offset: inout Int) -> Value? {
    let width = Value.bitWidth / 8
    guard offset >= 0, width <= count, offset <= count - width else { return nil }
    var value: Value = 0
    for index in (0..<width).reversed() {
      value = value << 8 | Value(truncatingIfNeeded: self[offset + index])
    }
    offset += width
    return value
  }
}
