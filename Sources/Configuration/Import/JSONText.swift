import Primitives

/// JSON, read by the parser of YAML, of which it is a part (RFC 8259).
enum JSONText {
  /// The longest name of a member: no name of the API is a quarter of that.
  private static let longestName = 256

  /// The value in `text`, which `file` holds; nil and a fault if what stands there is no JSON.
  static func root(of text: [UInt8], in file: ConfigurationFile) -> ConfigurationNode? {
    if let fault = fault(in: text, file: file.path) {
      file.diagnostics.add(fault)
      return nil
    }
    guard let root = file.root(of: text) else { return nil }
    if let fault = fault(in: root.node, file: file.path) {
      file.diagnostics.add(fault)
      return nil
    }
    return root
  }

  /// What the parser lets pass that only YAML has: names and words without quotes, members without a value.
  private static func fault(in node: YAMLNode, file: String) -> Diagnostic? {
    func fault(_ node: YAMLNode, _ message: String) -> Diagnostic {
      Diagnostic(file: file, line: node.line, column: node.column, message)
    }
    switch node.content {
    case .scalar(_, .quoted), .scalar(_, .integer), .scalar(_, .float): return nil
    case .scalar("true", _), .scalar("false", _), .scalar("null", _): return nil
    case .scalar("", _): return fault(node, "a value is missing")
    case .scalar(let word, _):
      return fault(node, "'\(word.prefix(40))' is no value of JSON: a string stands in double quotes")
    case .sequence(let nodes):
      for node in nodes { if let fault = self.fault(in: node, file: file) { return fault } }
    case .mapping(let pairs):
      for (key, value) in pairs {
        guard case .scalar(let name, .quoted) = key.content else {
          return fault(key, "the name of a member is expected, in double quotes")
        }
        if name.utf8.count > longestName {
          return fault(key, "the name of a member has at most \(longestName) octets")
        }
        if let fault = self.fault(in: value, file: file) { return fault }
      }
    }
    return nil
  }

  /// A look at text before it is parsed: what only YAML has (anchors, tags) or is nested too deep is refused, so that the
  /// parser needs no more than the text's own length.
  /// The first fault; nil if there is none. The parser finds the others.
  static func fault(in text: [UInt8], file: String) -> Diagnostic? {
    var (line, lineStart, depth) = (1, 0, 0)
    var isQuoted = false
    var isFirst = true
    var offset = 0
    func fault(_ message: String) -> Diagnostic {
      Diagnostic(file: file, line: line, column: offset - lineStart + 1, message)
    }
    while offset < text.count {
      let octet = text[offset]
      switch octet {
      case 0x0A: (line, lineStart) = (line + 1, offset + 1)
      case UInt8(ascii: "\\") where isQuoted: offset += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted, 0x20, 0x09, 0x0D: break
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth > Limits.nesting { return fault("is nested deeper than \(Limits.nesting) levels") }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
        break
      case _ where octet.isASCIIDigit || octet.asciiLowercased &- 97 < 26: break
      default: return fault("JSON is expected, as 'aws ... --output json' prints it")
      }
      if isFirst, !isQuoted, octet > 0x20 {
        guard octet == UInt8(ascii: "{") else {
          return fault("a JSON object is expected, as 'aws ... --output json' prints it")
        }
        isFirst = false
      }
      offset += 1
    }
    return isFirst ? Diagnostic(file: file, "is empty; JSON is expected") : nil
  }
}
