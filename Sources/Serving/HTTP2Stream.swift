import EventLoop
import HTTPWire
import Logs
import Primitives

/// One request of an HTTP/2 connection and its response, as `ViewerExchange` sees them. Used for request after request, on
/// whatever connection.
///
/// Of the response body a little waits here; of the request body what the windows let through before it is accepted.
final class HTTP2Stream: ViewerChannel {
  private var number: Int32 = 0
  @exclusivity(unchecked) var request = RequestHead()  // as in HTTPServerConnection: one user at a time
  private unowned var connection: HTTP2Connection
  private let exchange: ViewerExchange
  private(set) var responseBytes = 0

  private var output: [SharedBytes] = []
  private var firstOutput = 0
  private var outputCount = 0
  private var isOutputComplete = false
  /// nghttp2 asked for more when there was none.
  private var isDeferred = false

  private var input: [UInt8] = []
  private var bodyOctets = 0
  private var isAccepted = false
  private var isPaused = false
  /// Octets of the body handed on that the windows do not know of yet.
  private var unconsumed = 0
  private var hasInputEnded = false
  private var isEndTold = false
  private var expectsContinue = false

  init(on connection: HTTP2Connection, _ exchange: ViewerExchange) {
    (self.connection, self.exchange) = (connection, exchange)
  }

  /// Takes up a request, and leaves its own memory in `head`.
  func begin(
    _ number: Int32, _ head: inout RequestHead, on connection: HTTP2Connection, _ security: ViewerSecurity
  ) {
    (self.number, self.connection) = (number, connection)
    swap(&request, &head)
    hasInputEnded = request.bodyFraming == .none
    if !hasInputEnded, let index = request.fields.first(.expect) {
      expectsContinue = request.fields.value(index).equalsIgnoringCase("100-continue")
    }
    exchange.follow(security)
    exchange.respond(on: self)
  }

  /// Ready for another request; this one is over.
  func rest() {
    output.removeAll(keepingCapacity: true)
    (responseBytes, firstOutput, outputCount, isOutputComplete, isDeferred) = (0, 0, 0, false, false)
    input = []
    (bodyOctets, unconsumed) = (0, 0)
    (isAccepted, isPaused, isEndTold, expectsContinue) = (false, false, false, false)
    // It keeps no certificates of a connection that has gone.
    exchange.follow(nil)
  }

  func abandon() { exchange.aborted(on: self) }
  func drained() { exchange.drained(on: self) }

  // MARK: ViewerChannel

  var peer: SocketAddress { connection.peer }
  var httpVersion: AccessLogEntry.HTTPVersion { .http2 }

  /// Fields count as they are, not as they are compressed: the table that compresses them is the connection's.
  func requestOctets(of head: borrowing RequestHead) -> Int {
    head.methodBytes.count + head.target.count + head.fields.byteCount + bodyOctets
  }
  var wantsOutput: Bool { outputCount < HTTP2Connection.streamOutput }

  func sendInterim(_ head: Span<UInt8>) {
    responseBytes += head.count
    connection.sendInterim(head, on: number)
  }

  func sendHead(_ head: Span<UInt8>, hasBody: Bool) {
    responseBytes += head.count
    connection.respond(head, hasBody: hasBody, on: number)
  }

  func sendBody(_ bytes: SharedBytes, isChunked: Bool) {
    output.append(bytes)
    outputCount += bytes.count
    responseBytes += bytes.count
    resume()
  }

  var filePieceBytes: Int { Limits.readFileBytes }

  func sendBody(_ range: Range<Int>, of file: OpenFile) -> Bool {
    guard let bytes = file.read(range) else { return false }
    sendBody(bytes, isChunked: false)
    return true
  }

  func endBody(isChunked: Bool) {
    isOutputComplete = true
    resume()
  }

  private func resume() {
    guard isDeferred else { return }
    isDeferred = false
    connection.resume(number)
  }

  func finishResponse(keepAlive: Bool) {}
  func abort() { reset() }
  func reset() { connection.reset(number) }
  func flush() { connection.pump() }

  /// It is not the viewer who must do something next.
  var isWaitingForOrigin: Bool {
    outputCount == 0 && !isOutputComplete && (hasInputEnded || !isAccepted || isPaused)
  }

  // MARK: The response body

  func available(limit: Int) -> (count: Int, isLast: Bool)? {
    guard outputCount > 0 || isOutputComplete else {
      isDeferred = true
      return nil
    }
    let count = min(limit, outputCount)
    return (count, isOutputComplete && count == outputCount)
  }

  /// Hands `count` octets to `send`; true if others are wanted now.
  func takeOutput(_ count: Int, _ send: (SharedBytes) -> Void) -> Bool {
    var left = count
    while left > 0 {
      let bytes = output[firstOutput]
      let taken = min(left, bytes.count)
      send(bytes.extracting(0..<taken))
      left -= taken
      if taken < bytes.count {
        output[firstOutput] = bytes.extracting(taken..<bytes.count)
      } else {
        firstOutput += 1
      }
    }
    if firstOutput == output.count {
      output.removeAll(keepingCapacity: true)
      firstOutput = 0
    }
    outputCount -= count
    return !isOutputComplete && wantsOutput
  }

  // MARK: The request body

  func received(_ bytes: Span<UInt8>) {
    unconsumed += bytes.count
    bodyOctets += bytes.count
    guard isAccepted, !isPaused else { return bytes.withUnsafeBufferPointer { input.append(contentsOf: $0) } }
    exchange.received(body: bytes, on: self)
    if !isPaused { consume() }
  }

  func inputEnded() {
    hasInputEnded = true
    tellEnd()
  }

  func acceptBody() {
    guard !isAccepted else { return }
    isAccepted = true
    if expectsContinue, !hasInputEnded, input.isEmpty {
      sendInterim(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).span)
    }
    handOn()
  }

  func pauseBody() { isPaused = true }

  func resumeBody() {
    guard isPaused else { return }
    isPaused = false
    handOn()
    connection.pump()
  }

  private func handOn() {
    if !input.isEmpty {
      let bytes = input
      input = []
      exchange.received(body: bytes.span, on: self)
    }
    guard !isPaused else { return }
    consume()
    tellEnd()
  }

  private func tellEnd() {
    guard hasInputEnded, isAccepted, !isPaused, input.isEmpty, !isEndTold else { return }
    isEndTold = true
    exchange.bodyEnded(on: self)
  }

  private func consume() {
    connection.consume(unconsumed, on: number)
    unconsumed = 0
  }

  /// What no one will read any more, for the window of the connection.
  func takeUnconsumed() -> Int {
    defer { unconsumed = 0 }
    return unconsumed
  }
}
