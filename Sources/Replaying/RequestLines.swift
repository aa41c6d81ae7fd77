import Traces

/// A trace that has numbers in place of names, line by line.
package struct RequestLines: LineSource {
  private var source: any TraceSource
  private var batch: [Request] = []
  private var line: RequestLine

  package init(_ source: any TraceSource, as line: RequestLine = RequestLine()) {
    (self.source, self.line) = (source, line)
  }

  package var share: Double? { source.share }
  package var isLog: Bool { false }

  package mutating func next(_ take: (LogLine, Span<UInt8>) -> Void) throws -> Bool {
    try source.next(&batch)
    for request in batch {
      let found = line.write(request)
      let text = line.text
      take(found, text.span)
    }
    return !batch.isEmpty
  }
}

/// A trace in a file or on standard input (`-`), line by line: an access log as it is, other text by the names of its
/// objects, anything else as `RequestLines`.
///
/// - Parameters:
///   - format: found out by name, then by content if nil.
///   - line: what the requests of all traces but logs are; names in text, too, are numbers then.
package func openLines(
  path: String, format: TraceFormat?, allowsUnsorted: Bool, as line: RequestLine? = nil
) throws -> any LineSource {
  let file = try PackedFile(path: path)
  let format = try file.format(format)
  if let decoder = LogDecoder(format, allowsUnsorted: allowsUnsorted)
    ?? (line == nil ? LogDecoder(namesIn: format, allowsUnsorted: allowsUnsorted) : nil)
  {
    return LogFile(file, decoder)
  }
  return RequestLines(
    TraceFile(file, format, TraceDecoder(format, allowsUnsorted: allowsUnsorted)), as: line ?? RequestLine())
}
