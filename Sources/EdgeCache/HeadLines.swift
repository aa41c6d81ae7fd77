import HTTPWire

/// The lines of a head that the edge keeps: a status line and field lines, each ended by CRLF, without the blank line.
enum HeadLines {
  /// The status line has an empty name.
  static func forEach(in bytes: Span<UInt8>, _ body: (_ name: Span<UInt8>, _ line: Span<UInt8>) -> Void) {
    var start = 0
    while start < bytes.count {
      let end =
        bytes.firstIndex(of: 13, in: start..<bytes.count).map { min($0 + 2, bytes.count) } ?? bytes.count
      let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end)
      let isStatusLine = start == 0 && bytes.extracting(0..<end).hasPrefixIgnoringCase("http/")
      body(bytes.extracting(start..<(isStatusLine ? start : colon ?? start)), bytes.extracting(start..<end))
      start = end
    }
  }

  /// The places of each field line's name and value.
  static func forEachField(in bytes: Span<UInt8>, _ visit: (_ name: Range<Int>, _ value: Range<Int>) -> Void)
  {
    var start = 0
    while let end = bytes.firstIndex(of: 13, in: start..<bytes.count) {
      let isStatusLine = start == 0 && bytes.hasPrefixIgnoringCase("http/")
      if !isStatusLine, let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end) {
        visit(start..<colon, bytes.trimmed(colon + 1..<end))
      }
      start = end + 2
    }
  }
}
