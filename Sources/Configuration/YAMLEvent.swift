import CYAML

/// One event of libyaml, freed with it.
final class YAMLEvent {
  private var event = yaml_event_t()

  /// Nil where the text is at fault; the parser says how.
  init?(_ parser: UnsafeMutablePointer<yaml_parser_t>) {
    guard yaml_parser_parse(parser, &event) == 1 else { return nil }
  }

  deinit { yaml_event_delete(&event) }

  var type: yaml_event_type_t { event.type }
  /// Counted from 1.
  var line: Int { Int(event.start_mark.line) + 1 }
  var column: Int { Int(event.start_mark.column) + 1 }

  func fault(_ message: String) -> YAMLDocument.Fault {
    YAMLDocument.Fault(line: line, column: column, message: message)
  }

  /// The name it has, or that an alias means.
  var anchor: String? {
    let name =
      switch event.type {
      case YAML_ALIAS_EVENT: event.data.alias.anchor
      case YAML_SCALAR_EVENT: event.data.scalar.anchor
      case YAML_SEQUENCE_START_EVENT: event.data.sequence_start.anchor
      case YAML_MAPPING_START_EVENT: event.data.mapping_start.anchor
      default: nil as UnsafeMutablePointer<UInt8>?
      }
    return name.map { String(cString: $0) }
  }

  /// A scalar with its kind; one with quotes or a tag is what it says.
  var scalar: YAMLNode.Content {
    let scalar = event.data.scalar
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    guard scalar.style == YAML_PLAIN_SCALAR_STYLE else { return .scalar(text, .quoted) }
    guard scalar.plain_implicit == 1 else { return .scalar(text, .string) }
    return .scalar(text, .init(plain: text))
  }
}
