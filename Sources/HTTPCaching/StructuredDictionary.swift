import HTTPWire
import Primitives

/// The members of a dictionary of structured fields (RFC 9651 section 3.2), one after another, nothing copied.
///
/// Of the values only what a cache asks for is told apart; the syntax of all others is checked.
package struct StructuredDictionary {
  package enum Value: Hashable, Sendable {
    /// Its digits, without fraction.
    case integer(Range<Int>)
    /// `?1`, or no value at all.
    case `true`
    case other
  }

  package struct Member: Hashable, Sendable {
    package var key: Range<Int>
    package var value: Value
  }

  private var offset = 0
  private var isFirst = true
  /// The field is no dictionary: nothing of it counts.
  package private(set) var isInvalid = false

  package init() {}

  /// The next member of `value`, or nil at the end and where the syntax fails.
  package mutating func next(in value: Span<UInt8>) -> Member? {
    guard !isInvalid else { return nil }
    if isFirst {
      isFirst = false
      skip(value) { $0 == 32 }
      if offset == value.count { return nil }
    } else {
      skip(value) { $0 == 32 || $0 == 9 }
      if offset == value.count { return nil }
      guard take(UInt8(ascii: ","), value) else { return fail() }
      skip(value) { $0 == 32 || $0 == 9 }
    }
    guard let key = key(value) else { return fail() }
    var found = Value.true
    if take(UInt8(ascii: "="), value) {
      guard let item = take(UInt8(ascii: "("), value) ? innerList(value) : item(value) else { return fail() }
      found = item
    }
    return parameters(value) ? Member(key: key, value: found) : fail()
  }

  private mutating func fail() -> Member? {
    isInvalid = true
    return nil
  }

  private mutating func skip(_ value: Span<UInt8>, while isSkipped: (UInt8) -> Bool) {
    while offset < value.count, isSkipped(value[offset]) { offset += 1 }
  }

  private mutating func take(_ byte: UInt8, _ value: Span<UInt8>) -> Bool {
    guard offset < value.count, value[offset] == byte else { return false }
    offset += 1
    return true
  }

  private mutating func key(_ value: Span<UInt8>) -> Range<Int>? {
    let start = offset
    guard offset < value.count, value[offset].isLowercase || value[offset] == UInt8(ascii: "*") else {
      return nil
    }
    skip(value) { $0.isLowercase || $0.isASCIIDigit || "_-.*".utf8.contains($0) }
    return start..<offset
  }

  private mutating func parameters(_ value: Span<UInt8>) -> Bool {
    while take(UInt8(ascii: ";"), value) {
      skip(value) { $0 == 32 }
      guard key(value) != nil else { return false }
      if take(UInt8(ascii: "="), value), item(value) == nil { return false }
    }
    return true
  }

  private mutating func innerList(_ value: Span<UInt8>) -> Value? {
    while true {
      skip(value) { $0 == 32 }
      if take(UInt8(ascii: ")"), value) { return .other }
      guard item(value) != nil, parameters(value), offset < value.count,
        value[offset] == 32 || value[offset] == UInt8(ascii: ")")
      else { return nil }
    }
  }

  private mutating func item(_ value: Span<UInt8>) -> Value? {
    guard offset < value.count else { return nil }
    let first = value[offset]
    switch first {
    case UInt8(ascii: "\""): return string(value)
    case UInt8(ascii: "?"): return boolean(value)
    case UInt8(ascii: ":"): return byteSequence(value)
    case UInt8(ascii: "@"):
      offset += 1
      if case .integer = number(value) { return .other }
      return nil
    case _ where first == UInt8(ascii: "-") || first.isASCIIDigit: return number(value)
    case _ where first == UInt8(ascii: "*") || first.isLetter:
      skip(value) { OctetClass.token.contains($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
      return .other
    default: return nil
    }
  }

  private mutating func string(_ value: Span<UInt8>) -> Value? {
    offset += 1
    while offset < value.count {
      let byte = value[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return .other
      case UInt8(ascii: "\\"):
        guard take(UInt8(ascii: "\""), value) || take(UInt8(ascii: "\\"), value) else { return nil }
      case 0x20...0x7E: break
      default: return nil
      }
    }
    return nil
  }

  private mutating func boolean(_ value: Span<UInt8>) -> Value? {
    offset += 1
    if take(UInt8(ascii: "1"), value) { return .true }
    return take(UInt8(ascii: "0"), value) ? .other : nil
  }

  private mutating func byteSequence(_ value: Span<UInt8>) -> Value? {
    offset += 1
    skip(value) { $0.isLetter || $0.isASCIIDigit || "+/=".utf8.contains($0) }
    return take(UInt8(ascii: ":"), value) ? .other : nil
  }

  /// At most 15 digits, or 12 and a fraction of at most 3; what is negative is no time to live.
  private mutating func number(_ value: Span<UInt8>) -> Value? {
    let isNegative = take(UInt8(ascii: "-"), value)
    let start = offset
    skip(value) { $0.isASCIIDigit }
    let digits = start..<offset
    guard !digits.isEmpty else { return nil }
    guard take(UInt8(ascii: "."), value) else {
      return digits.count > 15 ? nil : isNegative ? .other : .integer(digits)
    }
    let fraction = offset
    skip(value) { $0.isASCIIDigit }
    return digits.count <= 12 && (1...3).contains(offset - fraction) ? .other : nil
  }
}

extension UInt8 {
  fileprivate var isLowercase: Bool { (0x61...0x7A).contains(self) }
  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
