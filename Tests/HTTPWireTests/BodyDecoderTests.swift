import HTTPWire
import Primitives
import Testing

private let accepted: [(body: String, content: String, consumed: Int)] = [
  ("0\r\n\r\n", "", 5),
  ("5\r\nhello\r\n0\r\n\r\n", "hello", 15),
  ("5\r\nhello\r\n1\r\n!\r\n000\r\n\r\nGET", "hello!", 23),
  ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789", 20),
  ("A\r\n0123456789\r\n0\r\n\r\n", "0123456789", 20),
  ("0000000000000001\r\nx\r\n0\r\n\r\n", "x", 26),
  ("1;a\r\nx\r\n0;b=\"c d\"\r\n\r\n", "x", 21),
  ("1 \t;a\r\nx\r\n0\r\n\r\n", "x", 15),
  ("1;a=\"\\\"\";b\r\nx\r\n0\r\n\r\n", "x", 20),
  ("0\r\nA: b\r\nC:\r\n\r\n", "", 15),
  ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n", 12),
]

private let refused: [(body: String, reason: HTTPError.Reason)] = [
  ("\r\n", .chunkSize),
  ("g\r\n", .chunkSize),
  ("-1\r\n", .chunkSize),
  ("0x1\r\n", .chunkSize),
  (" 1\r\n", .chunkSize),
  (";a\r\n", .chunkSize),
  ("00000000000000001\r\n", .chunkSize),
  ("8000000000000000\r\n", .chunkSize),
  ("ffffffffffffffff\r\n", .chunkSize),
  ("1 \r\nx\r\n", .chunkExtension),
  ("1 1\r\nx\r\n", .chunkExtension),
  ("1\nx\r\n", .chunkSize),
  ("1\rx\r\n", .bareCarriageReturn),
  ("1;a\nx\r\n", .chunkExtension),
  ("1;a=\"\r\nx\r\n", .chunkExtension),
  ("1;a=\"\\\r\n\"\r\nx\r\n", .chunkExtension),
  ("1;a=\"\\\"\r\nx\r\n", .chunkExtension),
  ("1;\0\r\nx\r\n", .chunkExtension),
  ("1\r\nxy\r\n", .chunkEnd),
  ("1\r\nx\n0\r\n\r\n", .chunkEnd),
  ("1\r\nx\r0\r\n\r\n", .chunkEnd),
  ("0\r\n\n", .trailer),
  ("0\r\n\rx", .trailer),
  ("0\r\nA\r\n\r\n", .trailer),
  ("0\r\n A: b\r\n\r\n", .trailer),
  ("0\r\n: b\r\n\r\n", .trailer),
  ("0\r\nA : b\r\n\r\n", .trailer),
  ("0\r\nA: b\n\r\n", .trailer),
  ("0\r\nA: \0\r\n\r\n", .trailer),
  ("1;" + String(repeating: "a", count: Limits.chunkExtensionBytes), .chunkExtensionsTooLarge),
  (String(repeating: "1;a\r\nx\r\n", count: Limits.chunkExtensionBytes), .chunkExtensionsTooLarge),
  ("0\r\nA:" + String(repeating: "a", count: Limits.trailerBytes), .trailersTooLarge),
]

@Suite("RFC 9112: bodies")
struct BodyDecoderTests {
  @Test("section 7.1: chunked bodies that are read", arguments: accepted)
  func accepts(body: String, content: String, consumed: Int) {
    let bytes = Array(body.utf8)
    #expect(readBody(.chunked, bytes) == .head(content, consumed: consumed))
    #expect(readBody(.chunked, bytes, cuts: Array(0..<bytes.count)) == .head(content, consumed: consumed))
    for cut in 0..<bytes.count {
      #expect(readBody(.chunked, bytes, cuts: [cut]) == .head(content, consumed: consumed))
    }
    for count in 0..<consumed { #expect(readBody(.chunked, Array(bytes[..<count])) == .needMore) }
  }

  @Test("section 7.1: chunked bodies that are refused", arguments: refused)
  func refuses(body: String, reason: HTTPError.Reason) {
    let bytes = Array(body.utf8)
    #expect(readBody(.chunked, bytes) == .refused(reason))
    #expect(readBody(.chunked, bytes, cuts: Array(0..<bytes.count)) == .refused(reason))
  }

  @Test("a chunk that never ends passes through")
  func hugeChunk() throws {
    var decoder = BodyDecoder(.chunked)
    var offset = 0
    let line = Array("7fffffffffffffff\r\n".utf8)
    #expect(try decoder.next(line.span, &offset) == .needMore)
    let piece = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<3 {
      offset = 0
      #expect(try decoder.next(piece.span, &offset) == .data(0..<4096))
    }
  }

  @Test("section 6.3: other framings")
  func others() {
    #expect(readBody(.none, Array("GET".utf8)) == .head("", consumed: 0))
    #expect(readBody(.length(3), Array("abcGET".utf8)) == .head("abc", consumed: 3))
    #expect(readBody(.length(3), Array("abcGET".utf8), cuts: [0, 1, 2, 3]) == .head("abc", consumed: 3))
    #expect(readBody(.length(3), Array("ab".utf8)) == .needMore)
    #expect(readBody(.untilClose, Array("ab".utf8)) == .needMore)
  }

  @Test("section 8: a connection that ends inside a body")
  func ends() throws {
    var untilClose = BodyDecoder(.untilClose)
    try untilClose.inputEnded()
    #expect(untilClose.isComplete)
    for framing in [BodyFraming.length(1), .chunked] {
      var decoder = BodyDecoder(framing)
      #expect(throws: HTTPError(.truncated)) { try decoder.inputEnded() }
    }
    var none = BodyDecoder(.none)
    try none.inputEnded()
  }
}
