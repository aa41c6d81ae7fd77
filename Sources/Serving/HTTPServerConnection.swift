import EventLoop
import HTTPWire
import Logs
import Primitives

/// What answers the requests that come over one connection, one after another.
protocol HTTPResponder: AnyObject {
  /// `connection.request` is there. Send the answer, now or later, and end it with `finishResponse`. Where the
  /// request has a body, `acceptBody` lets it come.
  func respond(on connection: HTTPServerConnection)
  func received(body: Span<UInt8>, on connection: HTTPServerConnection)
  func bodyEnded(on connection: HTTPServerConnection)
  /// Everything sent so far is written: there is room for more.
  func drained(on connection: HTTPServerConnection)
  /// The connection went away before `finishResponse`.
  func aborted(on connection: HTTPServerConnection)
  /// What came was no acceptable request; the connection has answered and ends.
  func refused(on connection: HTTPServerConnection, bytesSent: Int)
}

/// The server's side of HTTP/1.1 on one connection: heads, request bodies, keep-alive, pipelining (the next request
/// waits until this one is answered), time limits, and the answer to what cannot be parsed.
///
/// ```
///            head parsed                 finishResponse, body read
///  reading ──────────────▶ responding ─────────────────────────────▶ reading
///     │ malformed, too slow      │ last response, or body not read
///     ▼                          ▼
///  closing (400, 408, …)      closing
/// ```
final class HTTPServerConnection: ConnectionHandler, ViewerConnection, ViewerChannel {
  private enum State { case reading, responding, closing }

  /// The request being answered. A responder may swap it out.
  @exclusivity(unchecked) var request = RequestHead()  // as in Connection: one user at a time
  /// Octets sent for it so far.
  var responseBytes: Int { connection.queuedCount - responseStart }
  @exclusivity(unchecked) private(set) var connection: Connection!
  var peer: SocketAddress { connection.peer }
  var httpVersion: AccessLogEntry.HTTPVersion { .http1 }
  func requestOctets(of head: borrowing RequestHead) -> Int { requestOctets }
  /// The connection ends with the response being sent, or at once if it is idle.
  private var isDraining = false

  private var state = State.reading
  @exclusivity(unchecked) private var parser = RequestParser()
  private var isHeadTimed = false
  private var responseStart = 0
  private var requestOctets = 0
  private var body: BodyDecoder?
  private var expectsContinue = false
  private let responder: any HTTPResponder
  private let onEnd: (HTTPServerConnection) -> Void

  init(
    on loop: EventLoop, accepted: AcceptedSocket, responder: any HTTPResponder,
    onEnd: @escaping (HTTPServerConnection) -> Void
  ) {
    (self.responder, self.onEnd) = (responder, onEnd)
    connection = Connection(on: loop, accepted: accepted, handler: self)
    connection.limit(idleSeconds: Limits.idleSeconds)
  }

  /// Takes over an open connection, with its handler's place.
  init(
    over connection: Connection, responder: any HTTPResponder, onEnd: @escaping (HTTPServerConnection) -> Void
  ) {
    (self.responder, self.onEnd, self.connection) = (responder, onEnd, connection)
    connection.handler = self
    connection.limit(idleSeconds: Limits.idleSeconds)
  }

  // MARK: For the responder

  /// Whether more output is welcome on `connection`; else wait for `drained`.
  var wantsOutput: Bool { connection.outputCount < Connection.outputHighWater }

  /// Lets the request body come, with a `100 Continue` for the client that waits for one (RFC 9110 section 10.1.1).
  func acceptBody() {
    guard body != nil else { return }
    if expectsContinue {
      expectsContinue = false
      connection.sendText("HTTP/1.1 100 Continue\r\n\r\n")
    }
    connection.release()
  }

  func sendInterim(_ head: Span<UInt8>) { connection.send(head) }

  func sendHead(_ head: Span<UInt8>, hasBody: Bool) { connection.send(head) }

  func sendBody(_ bytes: SharedBytes, isChunked: Bool) {
    if isChunked { connection.sendChunk(bytes) } else { connection.send(bytes) }
  }

  var filePieceBytes: Int {
    connection.agreement == nil ? Limits.sentFileBytes : Limits.readFileBytes
  }

  func sendBody(_ range: Range<Int>, of file: OpenFile) -> Bool { connection.send(range, of: file) }

  func endBody(isChunked: Bool) { if isChunked { connection.sendLastChunk() } }

  func flush() { connection.flush() }

  /// Back-pressure on the request body.
  func pauseBody() { connection.hold() }
  func resumeBody() { if body != nil { connection.release() } }

  /// The response is complete. A request body that was not read to its end ends the connection too: what follows it
  /// cannot be found.
  func finishResponse(keepAlive: Bool) {
    guard state == .responding else { return }
    guard keepAlive, body == nil, !isDraining else {
      state = .closing
      connection.closeWhenDrained(lingering: body != nil)
      return connection.flush()
    }
    state = .reading
    connection.limit(idleSeconds: Limits.idleSeconds)
    connection.release()
  }

  /// Ends the connection in the middle of a response: the only way to say that a body is incomplete.
  func abort() {
    state = .closing
    connection.close()
  }

  /// Ends the connection as a server does that has crashed.
  func reset() {
    state = .closing
    connection.reset()
  }

  /// Ends the connection after what it is doing.
  func drain() {
    isDraining = true
    if state == .reading { close() }
  }

  func cut() { connection.close() }

  // MARK: ConnectionHandler

  func connectionOpened(_ connection: Connection) {}

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    switch state {
    case .reading: readHead(input)
    case .responding: countedBody(input)
    case .closing: input.count
    }
  }

  private func countedBody(_ input: Span<UInt8>) -> Int {
    let used = readBody(input)
    requestOctets += used
    return used
  }

  private func readHead(_ input: Span<UInt8>) -> Int {
    do throws(HTTPError) {
      guard let used = try parser.parse(input, into: &request) else {
        if !isHeadTimed {
          isHeadTimed = true
          connection.limit(totalSeconds: Limits.headSeconds)
        }
        return 0
      }
      isHeadTimed = false
      state = .responding
      (responseStart, requestOctets) = (connection.queuedCount, used)
      if request.bodyFraming != .none { expectBody() }
      connection.limit(idleSeconds: Limits.stallSeconds)
      connection.hold()
      responder.respond(on: self)
      return used
    } catch {
      responder.refused(on: self, bytesSent: refuse(error.status))
      return input.count
    }
  }

  private func expectBody() {
    body = BodyDecoder(request.bodyFraming)
    expectsContinue = false
    if let index = request.fields.first(.expect), request.minorVersion > 0 {
      expectsContinue = request.fields.value(index).equalsIgnoringCase("100-continue")
    }
  }

  private func readBody(_ input: Span<UInt8>) -> Int {
    var offset = 0
    do throws(HTTPError) {
      while var decoder = body {
        let event = try decoder.next(input, &offset)
        body = decoder
        switch event {
        case .data(let range): responder.received(body: input.extracting(range), on: self)
        case .needMore: return offset
        case .end:
          body = nil
          if state == .responding { connection.hold() }
          responder.bodyEnded(on: self)
        }
        if state != .responding { return offset }
      }
    } catch {
      let isUnanswered = responseBytes == 0
      responder.aborted(on: self)
      // In the middle of an answer only the end of the connection says that something is wrong.
      if isUnanswered { refuse(error.status) } else { close() }
      return input.count
    }
    return offset
  }

  func connectionInputEnded(_ connection: Connection) {
    switch state {
    case .reading: close()
    case .responding where body != nil:
      responder.aborted(on: self)
      close()
    // A client may close its side after its last request and still wait for the answer.
    case .responding: isDraining = true
    case .closing: break
    }
  }

  func connectionDrained(_ connection: Connection) {
    if state == .responding { responder.drained(on: self) }
  }

  func connectionReachedDeadline(_ connection: Connection) {
    switch state {
    case .reading where isHeadTimed: responder.refused(on: self, bytesSent: refuse(408))
    case .reading, .closing: close()
    // It is not the viewer that keeps us waiting but the origin, which has time limits of its own, longer ones maybe.
    case .responding where connection.outputCount == 0 && (body == nil || connection.isHeld):
      connection.limit(idleSeconds: Limits.stallSeconds)
    case .responding:
      responder.aborted(on: self)
      close()
    }
  }

  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    if state == .responding { responder.aborted(on: self) }
    state = .closing
    onEnd(self)
  }

  private func close() {
    state = .closing
    connection.close()
  }

  /// The protocol's own error, and the end: after a malformed message the next one cannot be found.
  /// Returns the octets sent.
  @discardableResult private func refuse(_ status: UInt16) -> Int {
    state = .closing
    let page = Array(
      "<html><head><title>\(status)</title></head><body><h1>\(status) \(ReasonPhrase.of(status))</h1></body></html>\n"
        .utf8)
    var head: [UInt8] = []
    head.append(statusLine: status)
    head.append("Server: CloudFront\r\nContent-Type: text/html\r\nConnection: close\r\n")
    head.append(fieldLine: "Content-Length", decimal: page.count)
    head.append("\r\n")
    connection.send(head.span)
    connection.send(page.span)
    connection.closeWhenDrained(lingering: true)
    connection.flush()
    return head.count + page.count
  }
}
