import Primitives

/// The requests of an access log that a cache answers, objects named by host and path.
///
/// Kept are GETs and HEADs that were answered 200 or 206 with a body, and 304, which takes the size of the latest 200
/// for its address and is dropped before the first. Query strings are no part of an object's name unless asked for:
/// CloudFront's default.
struct LoggedRequests<Format: LogFormat>: LineFormat {
  private var format: Format
  private let keepsQuery: Bool
  private let names: TraceNames
  private var sizes = LoggedSizes()
  private var name: [UInt8] = []

  init(_ format: Format, keepsQuery: Bool, _ names: TraceNames) {
    (self.format, self.keepsQuery, self.names) = (format, keepsQuery, names)
  }

  mutating func request(in text: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    // A HEAD has no body and is therefore kept for its 304 only.
    guard let line = try format.line(in: text), line.isRead(in: text) else { return nil }
    guard line.status == 304 || line.octets > 0 && (line.status == 200 || line.status == 206) else {
      return nil
    }
    let id = id(of: line, in: text)
    guard let size = sizes.size(of: id, status: line.status, octets: line.octets) else { return nil }
    let client = line.client.map { names.client(text.extracting($0)) } ?? 0
    let ttl = names.ttl?(text.extracting(line.path)) ?? 0
    return (Request(id: id, size: size, time: line.time, ttl: ttl, client: client), 1)
  }

  private mutating func id(of line: LogLine, in text: Span<UInt8>) -> UInt64 {
    let query = keepsQuery ? line.query : nil
    guard line.host != nil || query != nil else { return text.extracting(line.path).objectID }
    name.removeAll(keepingCapacity: true)
    if let host = line.host { append(text.extracting(host)) }
    append(text.extracting(line.path))
    if let query {
      name.append(UInt8(ascii: "?"))
      append(text.extracting(query))
    }
    let whole = name
    return whole.span.objectID
  }

  private mutating func append(_ text: Span<UInt8>) { for index in text.indices { name.append(text[index]) } }
}
