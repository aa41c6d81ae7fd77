/// A `PathPattern`: `*` for any number of characters, `/` included, `?` for one; case counts. A leading `/` is implied.
package struct PathPattern {
  private let pattern: WildcardPattern

  package init(_ text: String) { pattern = WildcardPattern(text.hasPrefix("/") ? text : "/" + text) }

  package func matches(_ path: Span<UInt8>) -> Bool { pattern.matches(path) }
}

/// Text in which `*` stands for any number of characters, and `?` for one; case counts.
struct WildcardPattern {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Never more than pattern times text comparisons: only the last `*` is ever tried again.
  func matches(_ text: Span<UInt8>) -> Bool {
    let pattern = bytes.span
    var (at, next) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while next < text.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, next)
        at += 1
      } else if at < pattern.count, pattern[at] == UInt8(ascii: "?") || pattern[at] == text[next] {
        at += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        (at, next) = (last.pattern + 1, last.text + 1)
      } else {
        return false
      }
    }
    while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
    return at == pattern.count
  }
}
