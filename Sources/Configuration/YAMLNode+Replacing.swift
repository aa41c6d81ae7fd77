extension YAMLNode {
  /// What keeps a value from being put into a document.
  enum ReplacementFault: Error { case noSuchPlace(name: String, known: [String]) }

  /// This with `value` at the place that `path` names: keys of maps, and elements of lists by their names or number from 0. A key
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
      guard let (index, rest) = Self.element(of: nodes, path) else {
        throw .noSuchPlace(name: name, known: nodes.compactMap(\.elementName))
      }
      nodes[index] = try nodes[index].replacing(rest, with: value)
      return YAMLNode(.sequence(nodes), line: line, column: column)
    case .scalar: throw .noSuchPlace(name: name, known: [])
    }
  }

  /// What it is called in a list: by its `name`, or by what it is about.
  private var elementName: String? {
    ["name", "pop", "origin"].lazy.compactMap { self[$0]?.scalar }.first
  }

  /// The element that `path` begins with, and what is left of the path. Names may have dots of their own.
  private static func element(
    of nodes: [YAMLNode], _ path: ArraySlice<String>
  ) -> (Int, rest: ArraySlice<String>)? {
    for length in 1...path.count {
      let name = path.prefix(length).joined(separator: ".")
      if let index = nodes.firstIndex(where: { $0.elementName == name }) {
        return (index, path.dropFirst(length))
      }
    }
    guard let number = path.first.flatMap({ Int($0) }), nodes.indices.contains(number) else { return nil }
    return (number, path.dropFirst())
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
        Self.below($0.element.elementName ?? "\($0.offset)", $0.element)
      }
    }
  }

  private static func below(_ name: String, _ node: YAMLNode) -> [String] {
    node.leafPaths.map { $0.isEmpty ? name : "\(name).\($0)" }
  }
}
