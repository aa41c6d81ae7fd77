import HTTPWire
import Primitives

/// `If-Range` (RFC 9110 section 13.1.5): a range is wanted of the representation the viewer has a part of, else all of
/// the new one.
package enum IfRange {
  /// Whether the request has no such condition, or it holds.
  ///
  /// - Parameters:
  ///   - entityTag: of the response; empty for none. Compared strongly.
  ///   - lastModified: of the response, in seconds since 1970. It must be the same second, and is no strong validator
  ///     where the representation might have changed twice within it (section 8.8.2.2).
  ///   - date: when the response was made, in seconds since 1970.
  package static func holds(
    _ request: borrowing Fields, entityTag: Span<UInt8>, lastModified: Int64?, date: Int64, now: Instant
  ) -> Bool {
    guard let index = request.first(.ifRange) else { return true }
    guard request.first(.ifRange, from: index + 1) == nil else { return false }
    let value = request.value(index)
    if EntityTag.isValid(value) { return EntityTag.stronglyEqual(value, entityTag) }
    guard let lastModified, let asked = HTTPDate.parse(value, now: now) else { return false }
    return asked == lastModified && lastModified < date
  }
}
