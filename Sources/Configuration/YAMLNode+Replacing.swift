extension YAMLNode {
  /// What keeps a value from being put into a document.
  enum ReplacementFault: Error { case noSuchPlace(name: String, known: [String]) }

  /// This with `value` at the place that `path` names: keys of maps, and elements of lists by their `name` or number from 0. A key
  /// that a map lacks is added. What is new stands where the old did, for messages.
  func replacing(_ path: ArraySlice<String>, with value: YAMLNode) throws(ReplacementFault) -> YAMLNode {
    guard let name = path.first else { return value.moved(to: self) }
    switch content {
    case .mapping(var pairs):
      if let index = pairs.firstIndex(where: { $0.key.scalar == name }) {
        pairs[index].value = try pairs[index].value.replacing(path.dropFirst(), with: value)
      } else {
        let empty = YAMLNode(.mapping([]), line: line, column: column)
        pairs.append(
          (
            key: YAMLNode(.scalar(name, .string), line: line, column: column),
            value: try empty.replacing(path.dropFirst(), with: value)
          ))
      }
      return YAMLNode(.mapping(pairs), line: line, column: column)
    case .sequence(var nodes):
      guard
        let index = nodes.firstIndex(where: { $0["name"]?.scalar == name })
          ?? Int(name).flatMap({ nodes.indices.contains($0) ? $0 : nil })
      else {
        throw .noSuchPlace(name: name, known: nodes.compactMap { $0["name"]?.scalar })
      }
      nodes[index] = try nodes[index].replacing(path.dropFirst(), with: value)
      return YAMLNode(.sequence(nodes), line: line, column: column)
    case .scalar: throw .noSuchPlace(name: name, known: [])
    }
  }

  private func moved(to place: YAMLNode) -> YAMLNode {
    let content: Content =
      switch content {
      case .scalar: content
      case .sequence(let nodes): .sequence(nodes.map { $0.moved(to: place) })
      case .mapping(let pairs):
        .mapping(pairs.map { (key: $0.key.moved(to: place), value: $0.value.moved(to: place)) })
      }
    return YAMLNode(content, line: place.line, column: place.column)
  }

  /// The paths of all values that are neither lists nor maps.
  var leafPaths: [String] {
    switch content {
    case .scalar: return [""]
    case .mapping(let pairs):
      return pairs.flatMap { pair in Self.below(pair.key.scalar ?? "", pair.value) }
    case .sequence(let nodes):
      return nodes.enumerated().flatMap {
        Self.below($0.element["name"]?.scalar ?? "\($0.offset)", $0.element)
      }
    }
  }

  private static func below(_ name: String, _ node: YAMLNode) -> [String] {
    node.leafPaths.map { $0.isEmpty ? name : "\(name).\($0)" }
  }
}
