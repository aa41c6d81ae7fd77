/// `Resource` of a policy: a URL in which `*` stands for any number of characters and `?` for one; `\?` is the mark
/// before a query string itself.
struct ResourcePattern: Hashable {
  private enum Token: Hashable { case anyNumber, anyOne, octet(UInt8) }
  private let tokens: [Token]

  init(_ text: [UInt8]) {
    var tokens: [Token] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\\") where index + 1 < text.count && text[index + 1] == UInt8(ascii: "?"):
        index += 1
        tokens.append(.octet(UInt8(ascii: "?")))
      case UInt8(ascii: "*"): tokens.append(.anyNumber)
      case UInt8(ascii: "?"): tokens.append(.anyOne)
      default: tokens.append(.octet(text[index]))
      }
      index += 1
    }
    self.tokens = tokens
  }

  /// Never more than pattern times URL comparisons: only the last `*` is ever tried again.
  func matches(_ url: [UInt8]) -> Bool {
    var (at, next) = (0, 0)
    var star: (pattern: Int, url: Int)?
    while next < url.count {
      if at < tokens.count, tokens[at] == .anyNumber {
        star = (at, next)
        at += 1
      } else if at < tokens.count, tokens[at] == .anyOne || tokens[at] == .octet(url[next]) {
        at += 1
        next += 1
      } else if let last = star {
        star = (last.pattern, last.url + 1)
        (at, next) = (last.pattern + 1, last.url + 1)
      } else {
        return false
      }
    }
    return tokens[at...].allSatisfy { $0 == .anyNumber }
  }
}
