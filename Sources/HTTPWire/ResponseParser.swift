import Primitives

/// Reads the heads of responses from an origin's connection: the same strictness as ``RequestParser``, one leniency,
/// named where it stands.
package struct ResponseParser: Sendable {
  private var hasStatusLine = false
  private var lines = LineScanner()

  package init() {}

  /// Reads on in `input`: everything buffered, from the first octet of this head. Octets taken, or nil while more
  /// must come. Interim responses (1xx) are heads of their own.
  package mutating func parse(_ input: Span<UInt8>, into head: inout ResponseHead) throws(HTTPError) -> Int? {
    while let line = try lines.nextLine(in: input) {
      if !hasStatusLine {
        head.reset()
        try head.parse(statusLine: input.extracting(line))
        hasStatusLine = true
      } else if line.isEmpty {
        let consumed = lines.lineStart
        self = ResponseParser()
        return consumed
      } else {
        try head.fields.append(line: line, of: input)
      }
    }
    return nil
  }
}

extension ResponseHead {
  /// Reads `HTTP/1.x SP status SP [reason]` (RFC 9112 section 4). The second space may be missing where there is no
  /// reason: origins leave it out, and it frames nothing.
  fileprivate mutating func parse(statusLine line: Span<UInt8>) throws(HTTPError) {
    guard line.count >= 9, line[8] == 0x20 else { throw HTTPError(.startLine) }
    minorVersion = try Version.minor(line.extracting(..<8), ofRequestBy: Span())
    guard line.count >= 12, let status = line.extracting(9..<12).decimal, (100...599).contains(status),
      line.count == 12 || line[12] == 0x20
    else { throw HTTPError(.statusCode) }
    self.status = UInt16(status)
    if line.count > 13 { reason.append(span: line.extracting(13...)) }
  }
}
