import Primitives

/// Reads the heads of requests (RFC 9112) from a connection, as strictly as the specification allows: what two
/// recipients could read differently is refused, never repaired.
///
/// One value per connection; after a whole head it is ready for the next. After an error it is spent.
package struct RequestParser: Sendable {
  private enum State { case beforeStartLine, afterEmptyLine, fieldLines }

  /// The content type that begins a TLS handshake (RFC 8446 section 5.1).
  private static let tlsHandshake: UInt8 = 22

  private var state = State.beforeStartLine
  private var lines = LineScanner()
  /// The authority of an absolute-form target, in the input.
  private var authority: Range<Int>?

  package init() {}

  /// Reads on in `input`: everything the connection has buffered, from the first octet of this head.
  ///
  /// Returns how many octets the head took, with `head` filled in and checked (Host, framing, target), or nil while
  /// more must come; call again then with the same octets and those that followed.
  package mutating func parse(_ input: Span<UInt8>, into head: inout RequestHead) throws(HTTPError) -> Int? {
    if state == .beforeStartLine, !input.isEmpty, input[0] == Self.tlsHandshake {
      throw HTTPError(.tlsHandshake)
    }
    while let line = try lines.nextLine(in: input) {
      if state == .fieldLines {
        guard line.isEmpty else {
          try head.fields.append(line: line, of: input)
          continue
        }
        try finish(&head, input)
        let consumed = lines.lineStart
        self = RequestParser()
        return consumed
      }
      if line.isEmpty {
        guard state == .beforeStartLine else { throw HTTPError(.leadingEmptyLines) }
        state = .afterEmptyLine
        continue
      }
      head.reset()
      authority = try head.parse(requestLine: line, of: input)
      state = .fieldLines
    }
    return nil
  }

  /// What only the whole head tells.
  private func finish(_ head: inout RequestHead, _ input: Span<UInt8>) throws(HTTPError) {
    try head.checkHost(authority: authority, in: input)
    head.bodyFraming = try BodyFraming(request: head)
  }
}
