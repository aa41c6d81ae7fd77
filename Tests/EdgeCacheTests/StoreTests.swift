import EdgeCache
import HTTPWire
import Primitives
import Testing

@Suite("The store: one piece for a small object, blocks for the body of a large one")
struct StoreTests {
  private func octets(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 / 251 + $0) }
  }

  private func begin(_ lab: Lab, _ target: String) throws -> (Exchange, Fetch) {
    let exchange = lab.exchange("GET", target)
    return (exchange, try #require(lab.cache.begin(exchange, now: lab.now)))
  }

  private func fill(_ lab: Lab, _ fetch: Fetch, _ body: [UInt8], lengthKnown: Bool = true) {
    var head = ResponseHead(status: 200, ["Cache-Control": "max-age=60"])
    if lengthKnown { head.fields.append("Content-Length", "\(body.count)") }
    _ = lab.cache.receive(head, for: fetch, now: lab.now)
    lab.cache.receive(body.span, for: fetch, now: lab.now)
    lab.cache.finish(fetch, now: lab.now)
  }

  private func content(_ exchange: Exchange) -> [UInt8] {
    var bytes: [UInt8] = []
    while case .bytes(let piece) = exchange.content {
      bytes.append(span: piece.span)
      exchange.sent(piece.count)
    }
    return bytes
  }

  @Test(
    "what comes out is what went in, around the size of a block",
    arguments: [0, 1, 1_024, 65_535, 65_536, 65_537, 131_072, 200_000], [true, false])
  func octets(count: Int, lengthKnown: Bool) throws {
    let lab = Lab()
    let body = octets(count)
    let (first, fetch) = try begin(lab, "/a")
    fill(lab, fetch, body, lengthKnown: lengthKnown)
    #expect(content(first) == body)
    let second = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(second, now: lab.now) == nil && second.framing == .length(count))
    #expect(second.headText.contains("\r\nContent-Length: \(count)\r\n"))
    #expect(content(second) == body && second.body?.isComplete == true && second.body?.count == count)
    guard count > 10 else { return }
    let range = lab.exchange("GET", "/a", fields: [("Range", "bytes=5-\(count - 3)")])
    #expect(lab.cache.begin(range, now: lab.now) == nil && range.status == 206)
    #expect(content(range) == Array(body[5...(count - 3)]))
  }

  @Test("who reads an object has it to the end, though it has left the store", arguments: [2_000, 150_000])
  func readers(count: Int) throws {
    let lab = Lab()
    let body = octets(count)
    let (first, fetch) = try begin(lab, "/a")
    fill(lab, fetch, body)
    let second = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(second, now: lab.now) == nil)
    #expect(lab.cache.invalidate([try InvalidationPath(parsing: "/*")], in: "E1") == 1)
    #expect(lab.cache.figures.bytes == 0)
    #expect(content(first) == body && content(second) == body)
  }

  @Test("an object counts with its key, head and body, and at most 200 octets beside head and body")
  func accounting() throws {
    let lab = Lab(capacity: 1 << 24)
    let bodyBytes = 1_024
    for number in 0..<100 {
      let (exchange, fetch) = try begin(lab, "/object/\(1_000 + number).bin")
      fill(lab, fetch, octets(bodyBytes))
      lab.cache.end(exchange, bytesSent: 0, now: lab.now)
    }
    let head = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 1024\r\n"
    let date = "Date: Fri, 15 Jan 2027 08:00:00 GMT\r\n"
    let overhead = lab.cache.figures.bytes / 100 - bodyBytes - head.utf8.count - date.utf8.count
    #expect((100...200).contains(overhead), "\(overhead)")
  }

  @Test("a body that is only counted takes as much of the store", arguments: [1_000, 65_536, 100_000])
  func counted(count: Int) throws {
    func occupied(_ bodies: EdgeCache.Bodies) throws -> Int {
      let lab = Lab(bodies: bodies)
      let (_, fetch) = try begin(lab, "/a")
      let head = ResponseHead(status: 200, ["Cache-Control": "max-age=60", "Content-Length": "\(count)"])
      _ = lab.cache.receive(head, for: fetch, now: lab.now)
      switch bodies {
      case .kept: lab.cache.receive(octets(count).span, for: fetch, now: lab.now)
      case .counted: lab.cache.receive(byteCount: count, for: fetch, now: lab.now)
      }
      lab.cache.finish(fetch, now: lab.now)
      return lab.cache.figures.bytes
    }
    let kept = try occupied(.kept)
    #expect(try kept > count && occupied(.counted) == kept)
  }
}
