import HTTP2
import HTTPWire
import Primitives
import Testing

/// A session, spoken to in frames written by hand (RFC 9113 section 4.1, RFC 7541 appendix B unused: literals only).
private final class Peer: HTTP2Handler {
  var session: HTTP2Session!
  var events: [String] = []
  var output: [UInt8] = []
  var consumes = true
  var body: [Int32: Int] = [:]

  init() throws {
    session = try HTTP2Session(handler: self)
    send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + frame(4, 0, 0, []))
  }

  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    let isWell = session.receive(bytes.span)
    while let more = session.nextOutput() { output += more }
    return isWell
  }

  func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8]) -> [UInt8] {
    let count = payload.count
    return [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
      + (0..<4).map { UInt8(stream >> (24 - 8 * UInt32($0)) & 255) } + payload
  }

  /// HEADERS; without indexing, names and values as they are.
  func request(
    _ stream: UInt32, _ method: String = "GET", endsStream: Bool = true, _ more: [(String, String)] = []
  )
    -> [UInt8]
  {
    let fields = [(":method", method), (":scheme", "https"), (":path", "/a"), (":authority", "h")] + more
    var block: [UInt8] = []
    for (name, value) in fields {
      block += [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
    }
    return frame(1, endsStream ? 5 : 4, stream, block)
  }

  /// Frames of what was sent: type, flags, stream.
  var frames: [(type: UInt8, flags: UInt8, stream: UInt8, payload: [UInt8])] {
    var frames: [(UInt8, UInt8, UInt8, [UInt8])] = []
    var rest = output[...]
    while rest.count >= 9 {
      let head = Array(rest.prefix(9))
      let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      frames.append((head[3], head[4], head[8], Array(rest.dropFirst(9).prefix(count))))
      rest = rest.dropFirst(9 + count)
    }
    return frames
  }

  func received(_ head: inout RequestHead, on stream: Int32) {
    events.append("\(head.methodBytes.span.text) \(head.target.span.text) \(head.bodyFraming) on \(stream)")
  }
  func refused(_ fault: HTTPError, on stream: Int32) { events.append("\(fault.reason) on \(stream)") }
  func received(body: Span<UInt8>, on stream: Int32) {
    events.append("\(body.count) octets on \(stream)")
    if consumes { session.consume(body.count, on: stream) }
  }
  func bodyEnded(on stream: Int32) { events.append("end on \(stream)") }
  func closed(_ stream: Int32) { events.append("closed \(stream)") }
  func bodyAvailable(on stream: Int32, limit: Int) -> HTTP2Body {
    guard let left = body[stream] else { return .later }
    return .octets(min(left, limit), isLast: left <= limit)
  }
  func sendBody(on stream: Int32, frameHeader: Span<UInt8>, count: Int) {
    for index in frameHeader.indices { output.append(frameHeader[index]) }
    output += [UInt8](repeating: 120, count: count)
    body[stream, default: 0] -= count
  }
}

@Suite("RFC 9113: the server's side of a session")
struct HTTP2SessionTests {
  @Test func requestAndResponse() throws {
    let peer = try Peer()
    peer.send(peer.request(1))
    peer.body[1] = 20_000
    peer.session.respond(
      Array(
        "HTTP/1.1 200 OK\r\nContent-Type: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".utf8
      ).span,
      hasBody: true, on: 1)
    peer.send([])
    #expect(peer.events == ["GET /a none on 1", "closed 1"])
    let data = peer.frames.filter { $0.type == 0 }
    #expect(data.map(\.payload.count) == [16_384, 3_616] && data.map(\.flags) == [0, 1])
    let head = try #require(peer.frames.first { $0.type == 1 })
    #expect(head.stream == 1 && head.payload.first == 0x88)  // `:status: 200` of the static table
    #expect(!head.payload.contains(Array("close".utf8)) && !head.payload.contains(Array("chunked".utf8)))
  }

  @Test func aBodyComesInPiecesAndEnds() throws {
    let peer = try Peer()
    peer.send(peer.request(1, "POST", endsStream: false, [("content-length", "5")]))
    peer.send(peer.frame(0, 0, 1, [1, 2]) + peer.frame(0, 1, 1, [3, 4, 5]))
    #expect(peer.events == ["POST /a length(5) on 1", "2 octets on 1", "3 octets on 1", "end on 1"])
  }

  @Test("Section 8.1.1: content that is not as long as it said is no request")
  func wrongLength() throws {
    let peer = try Peer()
    peer.send(peer.request(1, "POST", endsStream: false, [("content-length", "5")]))
    peer.send(peer.frame(0, 1, 1, [1, 2, 3, 4, 5, 6]))
    #expect(peer.events.last == "closed 1" && !peer.events.contains("end on 1"))
    #expect(peer.frames.contains { $0.type == 3 && $0.payload.last == 1 })
  }

  @Test("Section 8.1: a response that does not wait for the rest of the request asks to have no more of it")
  func earlyAnswer() throws {
    let peer = try Peer()
    peer.send(peer.request(1, "POST", endsStream: false))
    peer.session.respond(Array("HTTP/1.1 403 Forbidden\r\n\r\n".utf8).span, hasBody: false, on: 1)
    peer.send([])
    #expect(peer.frames.contains { $0.type == 3 && $0.payload == [0, 0, 0, 0] })
    #expect(peer.events.last == "closed 1")
  }

  @Test func malformedRequestsReachNobody() throws {
    for more in [
      [("connection", "close")], [("transfer-encoding", "chunked")], [(":path", "/b")], [("X", "y")],
    ] {
      let peer = try Peer()
      peer.send(peer.request(1, "GET", more))
      #expect(!peer.events.contains { $0.hasPrefix("GET") }, "\(more)")
      #expect(!peer.session.isInsideHead)
    }
  }

  @Test("Section 6.9: who does not read holds back who sends")
  func windows() throws {
    let peer = try Peer()
    peer.consumes = false
    peer.send(peer.request(1, "POST", endsStream: false))
    for _ in 0..<3 { peer.send(peer.frame(0, 0, 1, [UInt8](repeating: 0, count: 16_384))) }
    #expect(!peer.frames.contains { $0.type == 8 && $0.stream == 1 })
    peer.session.consume(3 * 16_384, on: 1)
    peer.send([])
    #expect(peer.frames.contains { $0.type == 8 && $0.stream == 1 })
  }

  @Test("CVE-2023-44487: streams that are reset as soon as they are opened")
  func rapidReset() throws {
    let peer = try Peer()
    for number in 0..<1_000 {
      let stream = UInt32(1 + 2 * number)
      peer.send(peer.request(stream) + peer.frame(3, 0, stream, [0, 0, 0, 8]))
    }
    #expect(peer.session.hasEnded)
    #expect(peer.events.count { $0.hasPrefix("GET") } <= Int(Limits.resets) + 1)
    #expect(peer.frames.contains { $0.type == 7 && $0.payload[7] == 11 })  // ENHANCE_YOUR_CALM
  }

  @Test("Frames that ask for nothing", arguments: [6, 4, 2] as [UInt8])
  func idleFrames(type: UInt8) throws {
    let peer = try Peer()
    let payload: [UInt8] = type == 6 ? [0, 0, 0, 0, 0, 0, 0, 0] : type == 2 ? [0, 0, 0, 0, 1] : []
    for _ in 0..<3_000 { peer.send(peer.frame(type, 0, type == 2 ? 3 : 0, payload)) }
    #expect(peer.session.hasEnded)
  }

  @Test func drainingLetsOpenStreamsFinish() throws {
    let peer = try Peer()
    peer.send(peer.request(1))
    peer.session.drain()
    peer.send([])
    #expect(
      peer.frames.contains { $0.type == 7 && $0.payload[3] == 1 && $0.payload[7] == 0 }
        && !peer.session.hasEnded)
    peer.send(peer.request(3))
    #expect(!peer.events.contains("GET /a none on 3"))
    peer.session.respond(Array("HTTP/1.1 204 No Content\r\n\r\n".utf8).span, hasBody: false, on: 1)
    peer.send([])
    #expect(peer.events.contains("closed 1") && peer.session.hasEnded)
  }
}
