import HTTPWire
import Primitives

/// `Content-Range: bytes first-last/length` of a 206 (RFC 9110 section 14.4).
package struct ContentRange: Hashable, Sendable {
  package let range: Range<Int>
  /// Of the whole representation; nil where it is not known (`*`).
  package let length: Int?

  package init(_ range: Range<Int>, of length: Int) { (self.range, self.length) = (range, length) }

  /// Nil if the field is missing, there twice, in another unit or contradicts itself.
  package init?(_ fields: borrowing Fields) {
    guard let index = fields.first(.contentRange), fields.first(.contentRange, from: index + 1) == nil else {
      return nil
    }
    self.init(fields.value(index))
  }

  package init?(_ value: Span<UInt8>) {
    let unit: StaticString = "bytes "
    guard value.hasPrefixIgnoringCase(unit) else { return nil }
    let start = unit.utf8CodeUnitCount
    guard let dash = value.firstIndex(of: UInt8(ascii: "-"), in: start..<value.count),
      let slash = value.firstIndex(of: UInt8(ascii: "/"), in: dash..<value.count),
      let first = value.extracting(start..<dash).decimal,
      let last = value.extracting((dash + 1)..<slash).decimal, first <= last, last < Int.max
    else { return nil }
    let complete = value.extracting((slash + 1)..<value.count)
    length = complete.decimal
    guard length != nil || complete.equals("*"), last < length ?? .max else { return nil }
    range = first..<(last + 1)
  }
}
