import Primitives

/// Requests of traces that name objects by numbers as lines of a log: a GET over HTTPS for a path with the number, answered 200, of
/// a viewer in 10.0.0.0/8, whose place nobody knows.
package struct RequestLine: Sendable {
  /// Of the latest line.
  package private(set) var text: [UInt8] = []
  private let (head, tail): ([UInt8], [UInt8])

  /// `head` and `tail`: of every path, before and behind the number.
  package init(head: String = "/", tail: String = "") {
    (self.head, self.tail) = (Array("GET \(head)".utf8), Array(tail.utf8))
  }

  package mutating func write(_ request: Request) -> LogLine {
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: head)
    text.append(contentsOf: "\(request.id)".utf8)
    text.append(contentsOf: tail)
    var line = LogLine(
      time: request.time, method: 0..<3, path: 4..<text.count, status: 200, octets: request.size)
    line.isHTTPS = true
    line.ttl = request.ttl
    if request.client != 0 {
      let start = text.count + 1
      text.append(contentsOf: " \(IPAddress(v4: 10 << 24 | request.client & 0xFF_FFFF))".utf8)
      line.client = start..<text.count
    }
    return line
  }
}
