import HTTPWire
import Primitives
import Testing

@Suite("RFC 9112: request heads")
struct RequestParserTests {
  @Test(arguments: acceptedRequests)
  func accepts(request: String, summary: String) {
    #expect(readRequest(Array(request.utf8)) == .head(summary, consumed: request.utf8.count))
  }

  @Test(arguments: refusedRequests)
  func refuses(request: String, reason: HTTPError.Reason) {
    #expect(readRequest(Array(request.utf8)) == .refused(reason))
  }

  @Test("any split into pieces reads like the whole")
  func splits() {
    var generator = SplitMix64(seed: 9112)
    for request in acceptedRequests.map(\.request) + refusedRequests.map(\.request) {
      let bytes = Array(request.utf8)
      let whole = readRequest(bytes)
      if bytes.count < 512 {
        #expect(readRequest(bytes, cuts: Array(0..<bytes.count)) == whole)
        for cut in 0..<bytes.count { #expect(readRequest(bytes, cuts: [cut]) == whole) }
      }
      for _ in 0..<5 {
        let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
        #expect(readRequest(bytes, cuts: cuts) == whole)
      }
    }
  }

  @Test("a head is not complete before its last octet")
  func needsMore() {
    for (request, _) in acceptedRequests {
      let bytes = Array(request.utf8)
      for count in 0..<bytes.count { #expect(readRequest(Array(bytes[..<count])) == .needMore) }
    }
  }

  @Test("pipelined requests are read one after the other")
  func pipelining() throws {
    let bytes = Array("GET /1 HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n".utf8)
    var parser = RequestParser()
    var head = RequestHead()
    let first = try #require(try parser.parse(bytes.span, into: &head))
    #expect(head.summary == "GET /1 1 [Host=a][X=1]none")
    let rest = bytes.span.extracting(first...)
    let second = try parser.parse(rest, into: &head)
    #expect(second == rest.count)
    #expect(head.summary == "GET /2 1 [Host=b]none")
  }

  @Test("limits are met to the octet")
  func limits() {
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
    func request(headBytes: Int) -> [UInt8] {
      Array(
        "GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "y", count: headBytes - frame.utf8.count))\r\n\r\n"
          .utf8)
    }
    guard case .head(_, consumed: Limits.headBytes) = readRequest(request(headBytes: Limits.headBytes)) else {
      Issue.record("a head of the limit is refused")
      return
    }
    #expect(readRequest(request(headBytes: Limits.headBytes + 1)) == .refused(.headTooLarge))
    let unfinished = [UInt8](repeating: 0x41, count: Limits.headBytes)
    #expect(readRequest(Array(unfinished.dropLast())) == .needMore)
    #expect(readRequest(unfinished) == .refused(.headTooLarge))
    let target = "/" + String(repeating: "a", count: Limits.targetBytes - 1)
    let longest = "GET \(target) HTTP/1.0\r\n\r\n"
    #expect(readRequest(Array(longest.utf8)) == .head("GET \(target) 0 none", consumed: longest.utf8.count))
  }

  @Test("random octets never trap", arguments: 0..<4)
  func garbage(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let alphabet = Array("GET / HTTP/1.1\r\n:ac,;09\u{0}".utf8)
    for _ in 0..<5_000 {
      let count = Int.random(in: 0..<64, using: &generator)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
      _ = readRequest(bytes)
      _ = readResponse(bytes)
      _ = readBody(.chunked, bytes)
    }
  }

  @Test(arguments: [
    (HTTPError.Reason.headTooLarge, UInt16(413)), (.targetTooLong, 413), (.tooManyFieldLines, 431),
    (.methodTooLong, 501), (.transferCodingUnknown, 501), (.versionUnsupported, 505), (.missingHost, 400),
    (.http2Preface, 400), (.tlsHandshake, 400), (.chunkedNotFinal, 400),
  ])
  func status(reason: HTTPError.Reason, status: UInt16) {
    #expect(HTTPError(reason).status == status)
  }

  @Test(
    "RFC 9112 section 9.3: persistence",
    arguments: [
      ("1", "", true), ("1", "Connection: close\r\n", false),
      ("1", "Connection: Keep-Alive, Close\r\n", false),
      ("1", "Connection: x-close\r\n", true), ("0", "", false), ("0", "Connection: keep-alive\r\n", true),
      ("0", "Connection: keep-alive\r\nConnection: close\r\n", false),
    ])
  func keepAlive(version: String, line: String, expected: Bool) throws {
    let bytes = Array("GET / HTTP/1.\(version)\r\nHost: a\r\n\(line)\r\n".utf8)
    var (parser, head) = (RequestParser(), RequestHead())
    _ = try parser.parse(bytes.span, into: &head)
    #expect(head.isKeepAlive == expected)
  }
}
