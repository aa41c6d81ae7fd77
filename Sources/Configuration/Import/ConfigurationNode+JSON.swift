import Route53

extension ConfigurationNode {
  /// The value as it was read from JSON.
  var json: JSONValue { Self.json(node) }

  private static func json(_ node: YAMLNode) -> JSONValue {
    switch node.content {
    case .mapping(let pairs): .object(pairs.map { ($0.key.scalar ?? "", json($0.value)) })
    case .sequence(let nodes): .array(nodes.map(json))
    case .scalar(_, .null): .null
    case .scalar(let text, .boolean): .boolean(YAMLNode.ScalarKind.boolean(text) ?? false)
    case .scalar(let text, .integer): Int(text).map(JSONValue.integer) ?? .string(text)
    case .scalar(let text, _): .string(text)
    }
  }
}
