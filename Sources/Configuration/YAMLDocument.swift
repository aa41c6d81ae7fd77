import CYAML

/// Composes the one document of a text from the events of libyaml.
package struct YAMLDocument: ~Copyable {
  /// Why a text is no document; counted from 1, line 0 where no place is to blame.
  package struct Fault: Error {
    package let line: Int
    package let column: Int
    package let message: String
  }

  /// On the heap: libyaml keeps pointers into it.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  private var anchors: [String: YAMLNode] = [:]

  private init() {
    // Fails for want of memory alone, and then Swift has none either.
    precondition(yaml_parser_initialize(parser) == 1, "out of memory")
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// Nil if the text holds nothing.
  package static func root(of text: [UInt8]) throws(Fault) -> YAMLNode? {
    var document = YAMLDocument()
    let result: Result<YAMLNode?, Fault> = text.withUnsafeBufferPointer { octets in
      yaml_parser_set_encoding(document.parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(document.parser, octets.baseAddress, octets.count)
      do throws(Fault) { return .success(try document.root()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private mutating func root() throws(Fault) -> YAMLNode? {
    _ = try next()  // the stream begins
    guard try next().type != YAML_STREAM_END_EVENT else { return nil }
    let root = try node(from: next(), level: 1)
    _ = try next()  // the document ends
    let event = try next()
    guard event.type == YAML_STREAM_END_EVENT else { throw event.fault("the file holds a second document") }
    return root
  }

  private func next() throws(Fault) -> YAMLEvent {
    if let event = YAMLEvent(parser) { return event }
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "is no YAML"
    guard parser.pointee.error != YAML_READER_ERROR else { throw Fault(line: 0, column: 0, message: problem) }
    let mark = parser.pointee.problem_mark
    throw Fault(line: Int(mark.line) + 1, column: Int(mark.column) + 1, message: problem)
  }

  private mutating func node(from event: YAMLEvent, level: Int) throws(Fault) -> YAMLNode {
    guard level <= Limits.nesting else { throw Self.tooDeep }
    let content: YAMLNode.Content
    switch event.type {
    case YAML_ALIAS_EVENT:
      guard let node = event.anchor.flatMap({ anchors[$0] }) else {
        throw event.fault("found undefined alias")
      }
      guard level + node.levels - 1 <= Limits.nesting else { throw Self.tooDeep }
      return node
    case YAML_SCALAR_EVENT: content = event.scalar
    case YAML_SEQUENCE_START_EVENT: content = .sequence(try sequence(level + 1))
    default: content = .mapping(try mapping(level + 1))
    }
    let node = YAMLNode(content, line: event.line, column: event.column)
    guard node.values <= Limits.values else {
      throw event.fault("this and what its aliases stand for are more than \(Limits.values) values")
    }
    if let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func sequence(_ level: Int) throws(Fault) -> [YAMLNode] {
    var nodes: [YAMLNode] = []
    while true {
      let event = try next()
      if event.type == YAML_SEQUENCE_END_EVENT { return nodes }
      nodes.append(try node(from: event, level: level))
    }
  }

  private mutating func mapping(_ level: Int) throws(Fault) -> [(key: YAMLNode, value: YAMLNode)] {
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var keys: [String: YAMLEvent] = [:]
    while true {
      let event = try next()
      if event.type == YAML_MAPPING_END_EVENT { return pairs }
      let key = try node(from: event, level: level)
      if let text = key.scalar, let first = keys.updateValue(event, forKey: text) {
        throw first.fault("'\(text)' stands twice in this map")
      }
      pairs.append((key, try node(from: next(), level: level)))
    }
  }

  private static let tooDeep = Fault(
    line: 0, column: 0, message: "is nested deeper than \(Limits.nesting) levels")
}
