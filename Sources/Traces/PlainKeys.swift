/// One key a line; empty lines are skipped. Size 1, time 0.
struct PlainKeys: LineFormat {
  let names: TraceNames

  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    if line.isEmpty { return nil }
    return (Request(id: line.objectID, size: 1, time: 0, ttl: names.ttl?(line) ?? 0), 1)
  }
}
