import HTTP2
import HTTPWire
import Primitives
import Testing

private let plain = [(":method", "GET"), (":scheme", "https"), (":path", "/a"), (":authority", "h")]
private func post(_ more: [(String, String)]) -> [(String, String)] {
  [(":method", "POST"), (":scheme", "https"), (":path", "/a"), (":authority", "h")] + more
}
private func request(path: String, method: String = "GET") -> [(String, String)] {
  [(":method", method), (":scheme", "https"), (":path", path), (":authority", "h")]
}

private let accepted: [(fields: [(String, String)], hasBody: Bool, summary: String)] = [
  (plain, false, "GET /a [Host=h]none"),
  (plain + [("x", "a\tb \u{e9}")], false, "GET /a [Host=h][x=a\tb \u{e9}]none"),
  (plain + [("host", "H")], false, "GET /a [Host=h]none"),
  (
    [(":method", "GET"), (":scheme", "http"), (":path", "/"), ("host", "h:1")], false, "GET / [host=h:1]none"
  ),
  (
    plain + [("cookie", "a=1"), ("x", ""), ("cookie", "b=2")], false,
    "GET /a [Host=h][x=][Cookie=a=1; b=2]none"
  ),
  (plain + [("te", "trailers")], false, "GET /a [Host=h][te=trailers]none"),
  (request(path: "*", method: "OPTIONS"), false, "OPTIONS * [Host=h]none"),
  (post([("content-length", "5")]), true, "POST /a [Host=h][content-length=5]length(5)"),
  (post([]), true, "POST /a [Host=h][Transfer-Encoding=chunked]chunked"),
  (post([("content-length", "0")]), true, "POST /a [Host=h][content-length=0]none"),
  (post([]), false, "POST /a [Host=h]none"),
]

private let refused: [(fields: [(String, String)], reason: HTTPError.Reason)] = [
  // RFC 9113 section 8.3: pseudo-header fields, each once and first.
  (Array(plain.dropFirst()), .methodToken),
  ([(":method", "GET"), (":path", "/"), (":authority", "h")], .target),
  ([(":method", "GET"), (":scheme", "ftp"), (":path", "/"), (":authority", "h")], .target),
  (plain + [(":path", "/b")], .fieldName),
  (plain + [(":authority", "b")], .fieldName),
  (plain + [(":status", "200")], .fieldName),
  (plain + [(":protocol", "websocket")], .fieldName),
  ([("x", "y")] + plain, .fieldName),
  ([("cookie", "y")] + plain, .fieldName),
  // What a request line of HTTP/1.1 could not hold, or would read as something else.
  (request(path: ""), .target), (request(path: "a"), .target), (request(path: "*"), .target),
  (request(path: "/a b"), .target), (request(path: "/ HTTP/1.1\r\nHost: b"), .target),
  (request(path: "/a\r\n"), .target), (request(path: "/\0"), .target), (request(path: "/#a"), .target),
  (request(path: "http://h/"), .target), (request(path: "/\u{e9}"), .target),
  (request(path: "/" + String(repeating: "a", count: 8192)), .targetTooLong),
  (request(path: "/", method: "GET / HTTP/1.1\r\nX:"), .methodToken),
  (request(path: "/", method: "G T"), .methodToken), (request(path: "/", method: ""), .methodToken),
  (request(path: "/", method: "CONNECT"), .connectMethod),
  (request(path: "/", method: String(repeating: "A", count: 33)), .methodTooLong),
  // RFC 9113 section 8.2.1.
  (plain + [("X", "a")], .fieldName), (plain + [("a b", "c")], .fieldName),
  (plain + [("a:", "c")], .fieldName),
  (plain + [("", "c")], .fieldName), (plain + [("a\r\nhost", "c")], .fieldName),
  (plain + [("x", "a\r\nHost: b")], .controlCharacter), (plain + [("x", "a\nb")], .controlCharacter),
  (plain + [("x", "a\0b")], .controlCharacter), (plain + [("x", " a")], .controlCharacter),
  (plain + [("x", "a\t")], .controlCharacter),
  // RFC 9113 section 8.2.2.
  (plain + [("connection", "close")], .fieldName), (plain + [("transfer-encoding", "chunked")], .fieldName),
  (plain + [("upgrade", "h2c")], .fieldName), (plain + [("keep-alive", "1")], .fieldName),
  (plain + [("proxy-connection", "close")], .fieldName), (plain + [("te", "gzip")], .fieldName),
  // RFC 9113 section 8.3.1: one host.
  (Array(plain.dropLast()), .missingHost), (plain + [("host", "b")], .hostMismatch),
  (plain + [("host", "h"), ("host", "h")], .duplicateHost),
  (Array(plain.dropLast()) + [(":authority", "a@h")], .invalidHost),
  (Array(plain.dropLast()) + [(":authority", "")], .invalidHost),
  (Array(plain.dropLast()) + [("host", "h/a")], .invalidHost),
  // Lengths as in HTTP/1.1.
  (post([("content-length", "5")]), .contentLength),
  (plain + [("content-length", "+0")], .contentLength),
  (plain + [("content-length", "0, 0")], .contentLength),
  (plain + [("content-length", "0"), ("content-length", "0")], .duplicateContentLength),
  // Limits.
  (plain + (0..<101).map { ("x\($0)", "") }, .tooManyFieldLines),
  (plain + [("x", String(repeating: "y", count: 20_480))], .headTooLarge),
]

@Suite("RFC 9113 section 8: fields of a request")
struct RequestFieldsTests {
  private func read(_ fields: [(String, String)], hasBody: Bool = false) throws(HTTPError) -> RequestHead {
    var list = RequestFields()
    for (name, value) in fields {
      let (name, value) = (Array(name.utf8), Array(value.utf8))
      list.append(name.span, value.span)
    }
    var head = RequestHead()
    try list.finish(into: &head, hasBody: hasBody)
    return head
  }

  @Test(arguments: accepted.indices) func accepts(row: Int) throws {
    let head = try read(accepted[row].fields, hasBody: accepted[row].hasBody)
    let lines = head.fields.indices.map { "[\(head.fields.name($0).text)=\(head.fields.value($0).text)]" }
    #expect(
      "\(head.methodBytes.span.text) \(head.target.span.text) \(lines.joined())\(head.bodyFraming)"
        == accepted[row].summary)
  }

  @Test(arguments: refused.indices) func refuses(row: Int) {
    #expect(throws: HTTPError(refused[row].reason), "\(refused[row].fields)") {
      try read(refused[row].fields)
    }
  }

  @Test("What is accepted and written as HTTP/1.1 is read as the same one request")
  func roundTrip() throws {
    for row in accepted {
      let head = try read(row.fields, hasBody: row.hasBody)
      var bytes: [UInt8] = []
      head.encode(into: &bytes)
      var (parser, again) = (RequestParser(), RequestHead())
      let used = try parser.parse(bytes.span, into: &again)
      #expect(used == bytes.count && again.bodyFraming == head.bodyFraming && again.target == head.target)
    }
  }
}
