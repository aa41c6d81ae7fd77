import Primitives

/// The text of a dynamic page: what stands in braces is filled in for each request.
///
///     <h1>Hello {cookie:user}</h1> <p>You asked for {path} at {time}, and for {query:q}.
package struct PageTemplate: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(String)
    /// When the page is made, as an HTTP-date.
    case time
    case path
    case cookie(String)
    case query(String)
    case header(String)

    /// Nil for what is filled in.
    var text: String? { if case .text(let text) = self { text } else { nil } }
  }

  package let parts: [Part]

  /// Nil where a brace is not closed, or holds what is not known. `{{` is a brace.
  package init?(_ text: String) {
    var parts: [Part] = []
    var plain = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      guard character == "{" else {
        plain.append(character)
        continue
      }
      if rest.first == "{" {
        plain.append(rest.removeFirst())
        continue
      }
      guard let end = rest.firstIndex(of: "}"), let part = Self.part(rest[..<end]) else { return nil }
      if !plain.isEmpty { parts.append(.text(plain)) }
      plain = ""
      parts.append(part)
      rest = rest[rest.index(after: end)...]
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
  }

  package static let expected =
    "text with {time}, {path}, {cookie:NAME}, {query:NAME} or {header:NAME}; {{ for a brace"

  private static func part(_ text: Substring) -> Part? {
    switch text {
    case "time": return .time
    case "path": return .path
    default: break
    }
    let words = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2, HeaderText.isName(words[1]) else { return nil }
    switch words[0] {
    case "cookie": return .cookie(words[1])
    case "query": return .query(words[1])
    case "header": return .header(words[1])
    default: return nil
    }
  }
}
