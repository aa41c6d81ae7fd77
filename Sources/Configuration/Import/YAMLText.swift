import Route53

/// A value as YAML that reads as the same value: what is short in one line, the rest as blocks.
struct YAMLText {
  private static let width = 100

  /// Without indentation.
  private(set) var lines: [String]
  private let isFlow: Bool

  init(_ node: YAMLNode) {
    let flow = Self.flow(node)
    if let flow {
      (lines, isFlow) = ([flow], true)
      return
    }
    (lines, isFlow) = ([], false)
    for (key, value) in node.mapping ?? [] { lines += Self.entry(Self.flow(key) ?? "", value) }
    for element in node.sequence ?? [] {
      for (number, line) in YAMLText(element).lines.enumerated() {
        lines.append((number == 0 ? "- " : "  ") + line)
      }
    }
  }

  /// `key: value`, the value behind the key or below it.
  static func entry(_ key: String, _ value: YAMLNode) -> [String] {
    let text = YAMLText(value)
    return text.isFlow ? ["\(key): \(text.lines[0])"] : ["\(key):"] + text.lines.map { "  " + $0 }
  }

  /// In one line; nil if that is too long. Every scalar is one line.
  private static func flow(_ node: YAMLNode) -> String? {
    switch node.content {
    case .scalar(let text, .string), .scalar(let text, .quoted):
      return isPlain(text) ? text : JSONValue.quoted(text)
    case .scalar(let text, .null): return text.isEmpty ? "null" : text
    case .scalar(let text, _): return text
    case .sequence(let nodes): return joined(nodes.lazy.map { flow($0) }, "[", "]")
    case .mapping(let pairs):
      return joined(
        pairs.lazy.map { key, value in flow(value).flatMap { text in flow(key).map { "\($0): \(text)" } } },
        "{", "}")
    }
  }

  private static func joined(_ parts: some Sequence<String?>, _ open: String, _ close: String) -> String? {
    var text = open
    for part in parts {
      guard let part else { return nil }
      text += (text.count > 1 ? ", " : "") + part
      if text.utf8.count > width { return nil }
    }
    return text + close
  }

  /// Words that no reader of YAML takes for anything else.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, first &- 65 < 26 || first &- 97 < 26 || first == 47 else {
      return false
    }
    let isWord = text.utf8.allSatisfy {
      $0 &- 48 < 10 || $0 &- 65 < 26 || $0 &- 97 < 26 || "-_./".utf8.contains($0)
    }
    return isWord && text.utf8.count <= width && YAMLNode.ScalarKind(plain: text) == .string
  }
}
