/// A `PathPattern`: `*` for any number of characters, `/` included, `?` for one; case counts. A leading `/` is implied.
struct PathPattern {
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array((text.hasPrefix("/") ? text : "/" + text).utf8)
  }

  /// Never more than pattern times path comparisons: only the last `*` is ever tried again.
  func matches(_ path: Span<UInt8>) -> Bool {
    let pattern = bytes.span
    var (at, next) = (0, 0)
    var star: (pattern: Int, path: Int)?
    while next < path.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, next)
        at += 1
      } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == path[next] {
        at += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.path + 1)
        (at, next) = (last.pattern + 1, last.path + 1)
      } else {
        return false
      }
    }
    while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
    return at == pattern.count
  }
}
