import HTTPWire
import Primitives

/// One range of a `Range` field (RFC 9110 section 14.1.2).
package enum ByteRangeSpec: Hashable, Sendable {
  /// Octets from `first` to `last`, that included; `.max`: to the end.
  case octets(first: Int, last: Int)
  /// The last so many octets.
  case suffix(Int)

  /// The octets it names of a representation of `length` octets; nil if there are none. All of an empty one is an empty
  /// range.
  package func resolved(in length: Int) -> Range<Int>? {
    switch self {
    case .octets(let first, let last):
      guard first < length else { return nil }
      return first..<(last < length ? last + 1 : length)
    case .suffix(let count): return count > 0 ? max(0, length - count)..<length : nil
    }
  }
}

/// The value of a `Range` field in bytes, the only unit there is. One range, the ordinary case, allocates nothing.
package struct ByteRangeSet: Hashable, Sendable {
  package let first: ByteRangeSpec
  package private(set) var others: [ByteRangeSpec] = []

  /// Nil if there is no such field, or one to be ignored (RFC 9110 section 14.2): another unit, a fault in any of its
  /// ranges, more than `Limits.rangesOfRequest` of them, or a second line.
  package init?(_ fields: borrowing Fields) {
    guard let index = fields.first(.range), fields.first(.range, from: index + 1) == nil else { return nil }
    self.init(fields.value(index))
  }

  package init?(_ value: Span<UInt8>) {
    let unit: StaticString = "bytes="
    guard value.hasPrefixIgnoringCase(unit) else { return nil }
    let set = value.extracting(unit.utf8CodeUnitCount..<value.count)
    var list = FieldList()
    guard let member = list.next(in: set), let first = Self.spec(set.extracting(member)) else { return nil }
    self.first = first
    while let member = list.next(in: set) {
      guard others.count + 1 < Limits.rangesOfRequest, let spec = Self.spec(set.extracting(member)) else {
        return nil
      }
      others.append(spec)
    }
  }

  private static func spec(_ text: Span<UInt8>) -> ByteRangeSpec? {
    guard let dash = text.firstIndex(of: UInt8(ascii: "-"), in: text.indices) else { return nil }
    let last = number(text.extracting((dash + 1)..<text.count))
    if dash == 0 { return last.map { .suffix($0) } }
    guard let first = number(text.extracting(0..<dash)) else { return nil }
    if dash + 1 == text.count { return .octets(first: first, last: .max) }
    guard let last, first <= last else { return nil }
    return .octets(first: first, last: last)
  }

  /// Digits, one at least. What no representation reaches counts as `Int.max`.
  private static func number(_ text: Span<UInt8>) -> Int? {
    guard !text.isEmpty else { return nil }
    var number = 0
    for index in text.indices {
      guard text[index].isASCIIDigit else { return nil }
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(text[index] - UInt8(ascii: "0")))
      number = overflow || carry || number == .max ? .max : sum
    }
    return number
  }
}
