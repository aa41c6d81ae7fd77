/// A value of a YAML or JSON document, and where it stands.
package struct YAMLNode {
  package enum Content {
    case scalar(String, ScalarKind)
    case sequence([YAMLNode])
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  /// What a scalar is by how it is written (YAML 1.1, "Language-Independent Types").
  package enum ScalarKind { case null, boolean, integer, float, string, quoted }

  package let content: Content
  /// Counted from 1.
  package let line: Int
  package let column: Int
  /// Levels of lists and maps from here down.
  package let levels: Int
  /// Values in all, this one and those of aliases counted.
  package let values: Int

  init(_ content: Content, line: Int, column: Int) {
    (self.content, self.line, self.column) = (content, line, column)
    let children =
      switch content {
      case .scalar: [YAMLNode]()
      case .sequence(let nodes): nodes
      case .mapping(let pairs): pairs.flatMap { [$0.key, $0.value] }
      }
    levels = 1 + (children.map(\.levels).max() ?? 0)
    values = children.reduce(1) { $0 + $1.values }
  }

  var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }
  var scalarKind: ScalarKind? { if case .scalar(_, let kind) = content { kind } else { nil } }
  var sequence: [YAMLNode]? { if case .sequence(let nodes) = content { nodes } else { nil } }
  var mapping: [(key: YAMLNode, value: YAMLNode)]? {
    if case .mapping(let pairs) = content { pairs } else { nil }
  }

  /// The value of `key` in a map.
  subscript(key: String) -> YAMLNode? { mapping?.first { $0.key.scalar == key }?.value }
}

extension YAMLNode.ScalarKind {
  /// What a scalar without quotes and tag is.
  init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case _ where Self.boolean(text) != nil: self = .boolean
    case _ where Int(text) != nil: self = .integer
    // Double knows more: infinity, nan, hexadecimal.
    case _ where Double(text) != nil && text.allSatisfy("0123456789+-.eE".contains): self = .float
    default: self = .string
    }
  }

  /// YAML 1.1 has six words, each in lower case, in upper case and with a capital.
  static func boolean(_ text: String) -> Bool? {
    switch text {
    case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
    case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
    default: nil
    }
  }
}
