import HTTPWire
import Primitives

/// Where the parts of a request target lie (RFC 9112 section 3.2): origin-form, or absolute-form of `http` or `https`.
struct RequestTarget: Hashable {
  /// Host and port of an absolute-form target; it goes before the `Host` field.
  var authority: Range<Int>?
  /// Begins with `/`, or is empty (absolute-form without path).
  var path: Range<Int>
  /// What follows `?`, which may be nothing; nil without `?`.
  var query: Range<Int>?

  static let root = RequestTarget(path: 0..<0)

  private init(path: Range<Int>) { self.path = path }

  init?(of request: borrowing RequestHead) { self.init(request.target.span) }

  init?(_ target: Span<UInt8>) {
    var start = 0
    if let scheme = Self.schemeCount(target) {
      var end = scheme
      while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") {
        end += 1
      }
      authority = scheme..<end
      start = end
    } else if target.isEmpty || target[0] != UInt8(ascii: "/") {
      return nil
    }
    var mark = start
    while mark < target.count, target[mark] != UInt8(ascii: "?") { mark += 1 }
    path = start..<mark
    query = mark < target.count ? mark + 1..<target.count : nil
  }

  private static func schemeCount(_ target: Span<UInt8>) -> Int? {
    if target.count > 7, target.extracting(0..<7).equalsIgnoringCase("http://") { return 7 }
    if target.count > 8, target.extracting(0..<8).equalsIgnoringCase("https://") { return 8 }
    return nil
  }
}
