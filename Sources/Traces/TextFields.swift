import Primitives

/// Reading fields of a line.
extension Span where Element == UInt8 {
  /// The end of the field that begins at `start`.
  func end(from start: Int, delimiter: UInt8) -> Int {
    var end = start
    while end < count, self[end] != delimiter { end += 1 }
    return end
  }

  func first(_ octet: UInt8, from start: Int = 0) -> Int? {
    let end = self.end(from: start, delimiter: octet)
    return end < count ? end : nil
  }

  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] { return false }
    return true
  }

  func isEqual(to text: StaticString) -> Bool { count == text.utf8CodeUnitCount && starts(with: text) }

  /// Without blanks at both ends.
  var trimmed: Span<UInt8> {
    @_lifetime(copy self)
    get {
      var (start, end) = (0, count)
      while start < end, self[start] == 32 || self[start] == 9 { start += 1 }
      while end > start, self[end - 1] == 32 || self[end - 1] == 9 { end -= 1 }
      return extracting(start..<end)
    }
  }

  /// A number that may have a fraction and a sign, cut to its whole part: `12`, `12.75`, `-3`, `1.5e9`.
  var wholeNumber: Int? {
    var start = 0
    var isNegative = false
    if count > 0, self[0] == 45 || self[0] == 43 { (start, isNegative) = (1, self[0] == 45) }
    var end = start
    while end < count, self[end].isASCIIDigit { end += 1 }
    guard end > start, end - start <= 19 else { return nil }
    if end < count {
      guard self[end] == 46 || self[end] | 0x20 == 101 else { return nil }
      // A fraction or an exponent: rare, and the library's reading of it is exact.
      guard let value = Double(text), value.isFinite, abs(value) < 9e15 else { return nil }
      return Int(value)
    }
    guard let value = extracting(start..<end).decimal else { return nil }
    return isNegative ? -value : value
  }

  /// A field for a message, cut short.
  var quoted: String { "“\(count > 60 ? extracting(0..<60).text + "…" : text)”" }

  /// The id of an object that is named by text.
  var objectID: UInt64 { KeyedHash(seed: 0)(self) }
}
