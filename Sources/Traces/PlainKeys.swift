/// One key a line; empty lines are skipped. Size 1, time 0.
struct PlainKeys: KeyFormat {
  private let names: TraceNames
  private(set) var name = 0..<0
  let client: Range<Int>? = nil

  init(_ names: TraceNames) { self.names = names }

  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    if line.isEmpty { return nil }
    name = 0..<line.count
    return (Request(id: line.objectID, size: 1, time: 0, ttl: names.ttl?(line) ?? 0), 1)
  }
}
