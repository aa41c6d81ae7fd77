import Primitives

/// The members of a comma-separated field value (RFC 9110 section 5.6.1), one after another, nothing copied.
///
/// Empty members are skipped, white space around a member is left out. Commas inside quoted strings do not separate,
/// which is what sets it apart from `FieldList`: directives have arguments, tokens have none.
package struct ListCursor: Sendable {
  private var offset = 0

  package init() {}

  /// The range of the next member in `value`, or nil at the end.
  package mutating func next(in value: Span<UInt8>) -> Range<Int>? {
    while offset < value.count {
      let start = offset
      let end = Self.endOfMember(from: start, in: value)
      offset = end + 1
      let member = value.trimmed(start..<end)
      if !member.isEmpty { return member }
    }
    return nil
  }

  /// The first comma outside a quoted string; an unclosed string runs to the end.
  private static func endOfMember(from start: Int, in value: Span<UInt8>) -> Int {
    var (index, isQuoted) = (start, false)
    while index < value.count {
      switch value[index] {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted: index += 1
      case UInt8(ascii: ",") where !isQuoted: return index
      default: break
      }
      index += 1
    }
    return value.count
  }
}

extension Span where Element == UInt8 {
  /// `range` without optional white space (SP, HTAB) at its ends.
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start] == 32 || self[start] == 9 { start += 1 }
    while end > start, self[end - 1] == 32 || self[end - 1] == 9 { end -= 1 }
    return start..<end
  }

  package func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    for index in range where self[index] == byte { return index }
    return nil
  }
}
