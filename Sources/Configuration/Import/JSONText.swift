import Primitives

/// A look at text before it is parsed as YAML, of which JSON is a part: what only YAML has (anchors, tags) or is nested too
/// deep is refused, so that the parser needs no more than the text's own length.
enum JSONText {
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
