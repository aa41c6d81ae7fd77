import Traces

/// A trace that is no log, line by line.
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

/// An access log as it is, any other trace in a file or on standard input (`-`) as `RequestLines`.
///
/// - Parameter format: found out by name, then by content if nil.
package func openLines(
  path: String, format: TraceFormat?, allowsUnsorted: Bool, as line: RequestLine = RequestLine()
) throws -> any LineSource {
  let file = try PackedFile(path: path)
  let format = try file.format(format)
  if let decoder = LogDecoder(format, allowsUnsorted: allowsUnsorted) { return LogFile(file, decoder) }
  return RequestLines(TraceFile(file, format, TraceDecoder(format, allowsUnsorted: allowsUnsorted)), as: line)
}
