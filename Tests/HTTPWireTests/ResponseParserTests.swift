import HTTPWire
import Primitives
import Testing

private let accepted: [(response: String, summary: String)] = [
  ("HTTP/1.1 200 OK\r\n\r\n", "200 OK 1 "),
  ("HTTP/1.0 200 OK\r\nA: b\r\n\r\n", "200 OK 0 [A=b]"),
  ("HTTP/1.1 404 Not Found at all\r\n\r\n", "404 Not Found at all 1 "),
  ("HTTP/1.1 204 \r\n\r\n", "204  1 "),
  ("HTTP/1.1 204\r\n\r\n", "204  1 "),
  ("HTTP/1.1 100 Continue\r\n\r\n", "100 Continue 1 "),
  ("HTTP/1.1 599 x\r\n\r\n", "599 x 1 "),
]

private let refused: [(response: String, reason: HTTPError.Reason)] = [
  ("\r\nHTTP/1.1 200 OK\r\n\r\n", .startLine),
  ("HTTP/1.1\r\n\r\n", .startLine),
  ("HTTP/1.1  200 OK\r\n\r\n", .statusCode),
  ("HTTP/1.1 20 OK\r\n\r\n", .statusCode),
  ("HTTP/1.1 2000 OK\r\n\r\n", .statusCode),
  ("HTTP/1.1 099 OK\r\n\r\n", .statusCode),
  ("HTTP/1.1 600 OK\r\n\r\n", .statusCode),
  ("HTTP/1.1 +20 OK\r\n\r\n", .statusCode),
  ("HTTP/2.0 200 OK\r\n\r\n", .versionUnsupported),
  ("http/1.1 200 OK\r\n\r\n", .versionSyntax),
  ("HTTP/1.1 200 OK\n\r\n", .bareLineFeed),
  ("HTTP/1.1 200 O\0K\r\n\r\n", .controlCharacter),
  ("HTTP/1.1 200 OK\r\nA : b\r\n\r\n", .fieldName),
  ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .foldedLine),
]

private let framings: [(RequestHead.Method, UInt16, String, BodyFraming)] = [
  (.get, 200, "Content-Length: 5\r\n", .length(5)),
  (.get, 200, "Content-Length: 0\r\n", .none),
  (.get, 200, "Transfer-Encoding: chunked\r\n", .chunked),
  (.get, 200, "", .untilClose),
  (.get, 200, "Transfer-Encoding: frobnicate\r\n", .untilClose),
  (.head, 200, "Transfer-Encoding: frobnicate\r\n", .none),
  (.head, 200, "Content-Length: 5\r\n", .none),
  (.head, 200, "Transfer-Encoding: chunked\r\n", .none),
  (.get, 204, "Content-Length: 5\r\n", .none),
  (.get, 304, "Content-Length: 5\r\n", .none),
  (.get, 103, "", .none),
  (.post, 201, "", .untilClose),
]

private let ambiguousFramings: [(String, HTTPError.Reason)] = [
  ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", .transferEncodingWithContentLength),
  ("Content-Length: 5\r\nContent-Length: 5\r\n", .duplicateContentLength),
  ("Content-Length: 5;\r\n", .contentLength),
  ("Transfer-Encoding: gzip\r\n", .transferCodingUnknown),
  ("Transfer-Encoding: X-Gzip\r\n", .transferCodingUnknown),
  ("Transfer-Encoding: frobnicate, gzip\r\n", .transferCodingUnknown),
  ("Transfer-Encoding: chunked;q=1\r\n", .transferCodingUnknown),
  ("Transfer-Encoding: frobnicate, chunked, x\r\n", .chunkedNotFinal),
  ("Transfer-Encoding: frobnicate\r\nTransfer-Encoding: gzip\r\n", .transferCodingUnknown),
  ("Content-Length: 5\r\nTransfer-Encoding: frobnicate\r\n", .transferEncodingWithContentLength),
]

private func responseHead(_ status: UInt16, _ fields: String) throws -> ResponseHead {
  let bytes = Array("HTTP/1.1 \(status)\r\n\(fields)\r\n".utf8)
  var (parser, head) = (ResponseParser(), ResponseHead())
  _ = try parser.parse(bytes.span, into: &head)
  return head
}

@Suite("RFC 9112: response heads")
struct ResponseParserTests {
  @Test(arguments: accepted)
  func accepts(response: String, summary: String) {
    #expect(readResponse(Array(response.utf8)) == .head(summary, consumed: response.utf8.count))
  }

  @Test(arguments: refused)
  func refuses(response: String, reason: HTTPError.Reason) {
    #expect(readResponse(Array(response.utf8)) == .refused(reason))
  }

  @Test("any split into pieces reads like the whole")
  func splits() {
    for response in accepted.map(\.response) + refused.map(\.response) {
      let bytes = Array(response.utf8)
      let whole = readResponse(bytes)
      #expect(readResponse(bytes, cuts: Array(0..<bytes.count)) == whole)
      for cut in 0..<bytes.count { #expect(readResponse(bytes, cuts: [cut]) == whole) }
    }
  }

  @Test("RFC 9112 section 6.3: how the body ends", arguments: framings)
  func framing(method: RequestHead.Method, status: UInt16, fields: String, expected: BodyFraming) throws {
    let framing = try BodyFraming(response: responseHead(status, fields), to: method)
    #expect(framing == expected)
  }

  @Test("RFC 9112 section 6.3: ambiguous framing is refused", arguments: ambiguousFramings)
  func ambiguous(fields: String, reason: HTTPError.Reason) throws {
    let head = try responseHead(200, fields)
    #expect(throws: HTTPError(reason)) { try BodyFraming(response: head, to: .get) }
  }

  @Test("RFC 9112 section 9.3: a body until close ends the connection")
  func keepAlive() {
    let head = ResponseHead(status: 200)
    #expect(head.isKeepAlive(.length(1)))
    #expect(!head.isKeepAlive(.untilClose))
    #expect(!ResponseHead(status: 200, ["Connection": "close"]).isKeepAlive(.length(1)))
  }
}
