/// What one line of a text trace says.
protocol LineFormat: Sendable {
  /// The requests of a line, without its end, as one request and how often it is made; nil if the format drops it.
  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)?
}

/// Requests a line each. Lines end in LF or CR LF; the last may end with the trace.
struct Lines<Format: LineFormat>: RequestDecoder {
  var format: Format

  mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, progress: inout TraceProgress, into requests: inout [Request]
  ) throws(TraceFault) -> Int {
    var start = 0
    while start < bytes.count, requests.count < Limits.batch {
      guard let next = try progress.nextLine(in: bytes, from: start, isLast: isLast) else { break }
      try take(bytes.extracting(next.line), &progress, &requests)
      progress.pass(record: next.end - start)
      start = next.end
    }
    return start
  }

  private mutating func take(
    _ line: Span<UInt8>, _ progress: inout TraceProgress, _ requests: inout [Request]
  ) throws(TraceFault) {
    let found: (request: Request, count: Int)?
    do { found = try format.request(in: line) } catch { throw progress.fault(error.reason) }
    guard let found else {
      progress.dropped += 1
      return
    }
    for _ in 0..<found.count { try progress.accept(found.request, into: &requests) }
  }
}

extension TraceProgress {
  /// The line that begins at `start`, without its end, and where the next one begins; nil if more octets must come.
  @inline(__always)
  func nextLine(
    in bytes: Span<UInt8>, from start: Int, isLast: Bool
  ) throws(TraceFault) -> (line: Range<Int>, end: Int)? {
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    let isWhole = end < bytes.count
    guard isWhole || isLast || end - start > Limits.lineOctets else { return nil }
    guard end - start <= Limits.lineOctets else {
      throw fault("a line of more than \(Limits.lineOctets) octets; is this a text format?")
    }
    let textEnd = end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
    return (start..<textEnd, isWhole ? end + 1 : end)
  }

  /// A whole record has been read.
  @inline(__always)
  mutating func pass(record octets: Int) {
    records += 1
    offset += octets
  }
}
