import Primitives

/// `CachePolicy.Selection` on bytes. Names are compared exactly: cookies and query parameters are case-sensitive.
enum NameSelection {
  case none
  case whitelist([[UInt8]])
  case matching([WildcardPattern])
  case allExcept([[UInt8]])
  case all

  init(_ selection: CachePolicy.Selection) {
    self =
      switch selection {
      case .none: .none
      case .whitelist(let names): .whitelist(names.map { Array($0.utf8) })
      case .matching(let names): .matching(names.map(WildcardPattern.init))
      case .allExcept(let names): .allExcept(names.map { Array($0.utf8) })
      case .all: .all
      }
  }

  var isNone: Bool { if case .none = self { true } else { false } }

  func contains(_ name: Span<UInt8>) -> Bool {
    switch self {
    case .none: false
    case .whitelist(let names): Self.isListed(name, names)
    case .matching(let patterns): Self.isMatched(name, patterns)
    case .allExcept(let names): !Self.isListed(name, names)
    case .all: true
    }
  }

  private static func isListed(_ name: Span<UInt8>, _ names: [[UInt8]]) -> Bool {
    for listed in names where listed.span.equals(name) { return true }
    return false
  }

  private static func isMatched(_ name: Span<UInt8>, _ patterns: [WildcardPattern]) -> Bool {
    for pattern in patterns where pattern.matches(name) { return true }
    return false
  }
}
