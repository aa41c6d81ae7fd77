import HTTPWire
import Primitives
import Testing

@Suite("Encoding")
struct EncodingTests {
  @Test("a request that was read is written as it was")
  func request() throws {
    let text = "GET /a?b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\n\r\n"
    let bytes = Array(text.utf8)
    var (parser, head) = (RequestParser(), RequestHead())
    _ = try parser.parse(bytes.span, into: &head)
    var output: [UInt8] = []
    head.encode(into: &output)
    #expect(output.span.text == text)
  }

  @Test("a response has the reason of RFC 9110 unless it has its own")
  func response() {
    var head = ResponseHead(status: 404, ["Content-Length": "0"])
    var output: [UInt8] = []
    head.encode(into: &output)
    #expect(output.span.text == "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    head.reason = Array("Gone fishing".utf8)
    output = []
    head.encode(into: &output)
    #expect(output.span.text == "HTTP/1.1 404 Gone fishing\r\nContent-Length: 0\r\n\r\n")
  }

  @Test(arguments: [
    (1, "1"), (15, "f"), (16, "10"), (255, "ff"), (65_536, "10000"), (Int.max, "7fffffffffffffff"),
  ])
  func chunkHeader(size: Int, hex: String) {
    var output: [UInt8] = []
    output.appendChunkHeader(size: size)
    #expect(output.span.text == "\(hex)\r\n")
  }

  @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, Int.max])
  func decimal(value: Int) {
    var output: [UInt8] = []
    output.append(fieldLine: "Age", decimal: value)
    #expect(output.span.text == "Age: \(value)\r\n")
  }
}

@Suite("Fields")
struct FieldsTests {
  @Test("every known name is found in any case, and nothing else")
  func names() {
    for (index, spelling) in FieldName.spellings.enumerated().dropFirst() {
      for text in [
        spelling.description, spelling.description.uppercased(), spelling.description.lowercased(),
      ] {
        #expect(Int(FieldName(Array(text.utf8).span).rawValue) == index)
      }
    }
    for text in ["", "X", "Hostt", "Ho\rt", "Content-Lengtg", "Agf"] {
      #expect(FieldName(Array(text.utf8).span) == .other)
    }
  }

  @Test("lines are taken out and the others keep their order")
  func removal() {
    var head = ResponseHead(status: 200, ["A": "1", "Connection": "2", "C": "3", "connection": "4"])
    head.fields.removeAll { $0.known($1) == .connection }
    #expect(head.fields.summary == "[A=1][C=3]")
    #expect(head.fields.byteCount == 4)
  }
}

@Suite("RFC 9110 section 5: what an octet may be part of")
struct OctetClassTests {
  @Test func classes() {
    let alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    let token = Set((alphanumeric + "!#$%&'*+-.^_`|~").utf8)
    let host = Set((alphanumeric + "-._").utf8)
    for octet in UInt8.min...UInt8.max {
      #expect(OctetClass.token.contains(octet) == token.contains(octet))
      #expect(OctetClass.host.contains(octet) == host.contains(octet))
      #expect(
        OctetClass.target.contains(octet)
          == ((0x21...0x7E).contains(octet) && !"\"#<>".utf8.contains(octet)))
      #expect(OctetClass.fieldValue.contains(octet) == (octet == 9 || (octet >= 32 && octet != 127)))
    }
  }
}
