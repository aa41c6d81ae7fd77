/// One key a line; empty lines are skipped. Size 1, time 0.
struct PlainKeys: LineFormat {
  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    line.isEmpty ? nil : (Request(id: line.objectID, size: 1, time: 0), 1)
  }
}
