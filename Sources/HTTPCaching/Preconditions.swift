import HTTPWire
import Primitives

/// Whether a conditional GET or HEAD is answered with 304 (RFC 9110 section 13.2.2, steps 3 and 4).
package enum Preconditions {
  /// - Parameters:
  ///   - entityTag: of the stored response; empty for none.
  ///   - lastModified: of the stored response, seconds since 1970.
  package static func isNotModified(
    _ request: borrowing Fields, entityTag: Span<UInt8>, lastModified: Int64?, now: Instant
  ) -> Bool {
    if request.contains(.ifNoneMatch) { return matches(request, entityTag) }
    guard let index = request.first(.ifModifiedSince), let lastModified,
      request.first(.ifModifiedSince, from: index + 1) == nil,  // two dates are no date
      let since = HTTPDate.parse(request.value(index), now: now)
    else { return false }
    return lastModified <= since
  }

  /// Whether an `If-None-Match` line lists `*` or a tag weakly equal to ours.
  private static func matches(_ request: borrowing Fields, _ entityTag: Span<UInt8>) -> Bool {
    var line = request.first(.ifNoneMatch)
    while let index = line {
      let value = request.value(index)
      if value.count == 1, value[0] == UInt8(ascii: "*") { return true }
      var cursor = EntityTagCursor()
      while let tag = cursor.next(in: value) {
        if EntityTag.weaklyEqual(value.extracting(tag), entityTag) { return true }
      }
      line = request.first(.ifNoneMatch, from: index + 1)
    }
    return false
  }
}

/// Members of a list of entity tags. Apart from `ListCursor`, for a backslash in a tag escapes nothing.
struct EntityTagCursor {
  private var offset = 0

  mutating func next(in value: Span<UInt8>) -> Range<Int>? {
    while offset < value.count {
      let start = offset
      var (index, isQuoted) = (start, false)
      while index < value.count, isQuoted || value[index] != UInt8(ascii: ",") {
        if value[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
        index += 1
      }
      offset = index + 1
      let member = value.trimmed(start..<index)
      if !member.isEmpty { return member }
    }
    return nil
  }
}
