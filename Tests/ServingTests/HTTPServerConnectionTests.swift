import Testing

@testable import EventLoop
@testable import Serving

@Suite struct HTTPServerConnectionTests {
  private final class Responder: HTTPResponder {
    var aborted = 0
    func respond(on connection: HTTPServerConnection) {}
    func received(body: Span<UInt8>, on connection: HTTPServerConnection) {}
    func bodyEnded(on connection: HTTPServerConnection) {}
    func drained(on connection: HTTPServerConnection) {}
    func aborted(on connection: HTTPServerConnection) { aborted += 1 }
    func refused(on connection: HTTPServerConnection, bytesSent: Int) {}
  }

  /// `action`: after the request has come, before its time is up.
  private func abortions(_ request: String, _ action: (HTTPServerConnection) -> Void) throws -> Int {
    let loop = try EventLoop()
    let (own, other) = try AcceptedSocket.pair()
    defer { other.close() }
    let responder = Responder()
    let server = HTTPServerConnection(on: loop, accepted: own, responder: responder) { _ in }
    let bytes = Array(request.utf8)
    #expect(server.connection(server.connection, received: bytes.span) == bytes.count)
    action(server)
    server.connection.liftTimeLimit()
    server.connectionReachedDeadline(server.connection)
    let aborted = responder.aborted
    #expect(server.connection.isOpen == (aborted == 0) && (server.connection.deadline != .max || aborted > 0))
    server.connection.close()
    return aborted
  }

  @Test("the time of a stalled viewer runs out, not that of one who waits for the origin")
  func stall() throws {
    let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
    #expect(try abortions(get) { _ in } == 0)
    // It does not read.
    #expect(
      try abortions(get) { $0.sendHead(Array("HTTP/1.1 200 OK\r\n\r\n".utf8).span, hasBody: true) } == 1)
    // The origin is not there yet for a body.
    #expect(try abortions(post) { _ in } == 0)
    #expect(try abortions(post) { $0.acceptBody() } == 1)
    #expect(
      try abortions(post) {
        $0.acceptBody()
        $0.pauseBody()
      } == 0)
  }
}
