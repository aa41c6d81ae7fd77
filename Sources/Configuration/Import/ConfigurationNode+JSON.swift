import Route53
import Yams

extension ConfigurationNode {
  /// The value as it was read from JSON.
  var json: JSONValue { Self.json(node) }

  private static func json(_ node: Node) -> JSONValue {
    switch node {
    case .mapping(let mapping): .object(mapping.map { ($0.string ?? "", json($1)) })
    case .sequence(let sequence): .array(sequence.map(json))
    case .alias: .null
    case .scalar(let scalar):
      if node.tag == Tag(.null) {
        .null
      } else if node.tag == Tag(.bool), let value = node.bool {
        .boolean(value)
      } else if node.tag == Tag(.int), let value = Int(scalar.string) {
        .integer(value)
      } else {
        .string(scalar.string)
      }
    }
  }
}
