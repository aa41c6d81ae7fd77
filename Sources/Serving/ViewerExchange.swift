import EdgeCache
import EventLoop
import HTTPWire
import Primitives
import Simulation
import TLS

/// Answers a viewer's requests from a PoP's cache: puts the exchange that `EdgeCache` decides on the wire.
final class ViewerExchange: HTTPResponder {
  private let edge: EdgeServer
  private let exchange = Exchange()
  /// Whose exchange is under way; none between requests, so that the two do not keep each other. Not weak: an object
  /// with weak references counts all others the slow way.
  private var connection: (any ViewerChannel)?
  private var isHeadSent = false
  private var isSending = false
  private var passage = ViewerPassage()
  /// The fetch that the request body goes to.
  private var upload: Fetch?
  /// What is sent next of a body in a file is being read from the disk, or has been: up to where in the body.
  private var isLoading = false
  private var loadedEnd = 0
  /// Counts requests: what is waited for on behalf of one must not reach the next.
  private var turn = 0
  /// A fault of the point of presence has the answer wait.
  private var lateness: Timer?

  /// `security`: that of the connection, nil over plain HTTP; `isFromCache`: another cache of the edge asks.
  init(edge: EdgeServer, _ security: ViewerSecurity? = nil, isFromCache: Bool = false) {
    self.edge = edge
    exchange.isFromCache = isFromCache
    follow(security)
    exchange.onInterim = { [unowned self] head in
      connection?.sendInterim(head.span)
      connection?.flush()
    }
    exchange.onProgress = { [unowned self] in
      guard let connection else { return }
      send(on: connection)
      connection.flush()
    }
  }

  /// Of the connection that requests come from now.
  func follow(_ security: ViewerSecurity?) {
    exchange.viewerScheme = security == nil ? .http : .https
    exchange.viewerTLS = security?.session
    exchange.coversHost = security?.coversHost
  }

  func respond(on connection: some ViewerChannel) {
    self.connection = connection
    (isHeadSent, isLoading, loadedEnd) = (false, false, 0)
    turn &+= 1
    guard let fate = edge.faulty.fate() else { return begin(on: connection) }
    meet(fate, on: connection)
  }

  /// Has the cache answer.
  private func begin(on connection: some ViewerChannel) {
    swap(&exchange.request, &connection.request)
    if exchange.viewer != connection.peer.address {
      exchange.viewer = connection.peer.address
      exchange.viewerPort = connection.peer.port
      exchange.viewerLocation = edge.locator.locate(connection.peer.address)
    }
    exchange.mustClose = edge.isDraining
    let now = edge.loop.now
    passage.begin = now
    if let fetch = edge.cache.begin(exchange, now: now) {
      if fetch.carriesRequestBody { upload = fetch }
      edge.origins.start(fetch) { [weak self, turn] in
        if let self, turn == self.turn { self.connection?.acceptBody() }
      }
    }
    send(on: connection)
  }

  // MARK: Faults of the point of presence, of which its cache knows nothing

  private func meet(_ fate: ServerFault.Fate, on connection: some ViewerChannel) {
    switch fate {
    case .reset:
      self.connection = nil
      connection.reset()
    // Until the viewer goes.
    case .silence: break
    case .answer(.zero, let status): answer(on: connection, failing: status)
    case .answer(let delay, let status):
      lateness = Timer(on: edge.loop, after: delay) { [weak self] in
        guard let self, let connection = self.connection else { return }
        answer(on: connection, failing: status)
        connection.flush()
      }
    }
  }

  /// `failing`: the status that the answer has for the fault's sake.
  private func answer(on connection: some ViewerChannel, failing: UInt16?) {
    lateness = nil
    guard let status = failing else { return begin(on: connection) }
    let keepAlive = connection.request.isKeepAlive
    self.connection = nil
    var head: [UInt8] = []
    head.append(statusLine: status)
    head.append("Server: CloudFront\r\nContent-Length: 0\r\n")
    if !keepAlive { head.append("Connection: close\r\n") }
    head.append("\r\n")
    connection.sendHead(head.span, hasBody: false)
    connection.finishResponse(keepAlive: keepAlive)
  }

  // MARK: The request body

  func received(body: Span<UInt8>, on connection: some ViewerChannel) {
    guard let upload else { return }
    edge.origins.upload(body, to: upload, from: connection)
  }

  func bodyEnded(on connection: some ViewerChannel) {
    guard let upload else { return }
    edge.origins.endUpload(to: upload)
    self.upload = nil
  }

  // MARK: The response

  func drained(on connection: some ViewerChannel) { send(on: connection) }

  /// Sends as much as is there and as the connection takes, and ends the exchange with its last byte.
  private func send(on connection: some ViewerChannel) {
    guard exchange.phase == .responding, !isSending else { return }
    isSending = true
    let outcome = sendWhatIsThere(on: connection)
    // Before the exchange ends: the next request of the connection may be answered within that call.
    isSending = false
    switch outcome {
    case .waiting: break
    case .complete: finish(connection)
    case .failed: cut(connection)
    }
  }

  private enum Outcome { case waiting, complete, failed }

  private func sendWhatIsThere(on connection: some ViewerChannel) -> Outcome {
    let isChunked = exchange.framing == .chunked
    if !isHeadSent {
      isHeadSent = true
      if edge.accessLog != nil {
        (passage.firstByte, passage.responseResult) = (edge.loop.now, exchange.result)
      }
      let head = exchange.head
      let hasBody = exchange.body.map { $0.count > 0 || !$0.isComplete } ?? false
      connection.sendHead(head.span, hasBody: hasBody)
    }
    while true {
      switch exchange.content {
      case .bytes(let bytes):
        guard connection.wantsOutput else { return .waiting }
        connection.sendBody(bytes, isChunked: isChunked)
        exchange.sent(bytes.count)
      case .cold(let body, let range):
        guard connection.wantsOutput else { return .waiting }
        if let outcome = send(range, of: body, on: connection) { return outcome }
      case .awaited: return .waiting
      case .failed: return .failed
      case .complete:
        connection.endBody(isChunked: isChunked)
        return .complete
      }
    }
  }

  /// Sends the first piece of what is in a file, once it can be had without waiting for the disk. Nil: it is sent.
  private func send(
    _ range: Range<Int>, of body: ColdBody, on connection: some ViewerChannel
  ) -> Outcome? {
    guard let disk = edge.disk else { return .failed }
    guard !isLoading else { return .waiting }
    let piece = range.prefix(connection.filePieceBytes)
    if piece.endIndex > loadedEnd {
      switch disk.readiness(of: piece, in: body) {
      case .ready: break
      case .onDisk:
        isLoading = true
        disk.load(piece, of: body) { [weak self, turn] in
          if let self, turn == self.turn { loaded(piece) }
        }
        return .waiting
      case .lost: return .failed
      }
    }
    guard connection.sendBody(disk.places(of: piece, in: body), of: disk.file(keeping: body)) else {
      disk.cannotRead(body)
      return .failed
    }
    exchange.sent(piece.count)
    return nil
  }

  private func loaded(_ piece: Range<Int>) {
    (isLoading, loadedEnd) = (false, piece.upperBound)
    exchange.onProgress?()
  }

  private func finish(_ connection: some ViewerChannel) {
    let keepAlive = exchange.isKeepAlive
    (upload, self.connection) = (nil, nil)
    log(on: connection)
    edge.cache.end(exchange, bytesSent: connection.responseBytes, now: edge.loop.now)
    connection.finishResponse(keepAlive: keepAlive)
  }

  /// The origin failed half-way: the viewer must not take what it has for the whole.
  private func cut(_ connection: some ViewerChannel) {
    leave(connection, .originTruncatedBody)
    connection.abort()
  }

  func refused(on connection: HTTPServerConnection, bytesSent: Int) {
    edge.cache.countRefused(bytesSent: bytesSent)
  }

  func aborted(on connection: some ViewerChannel) { leave(connection, .viewerGone) }

  private func leave(_ connection: some ViewerChannel, _ reason: ResultReason) {
    (upload, self.connection, lateness) = (nil, nil, nil)
    guard exchange.phase != .idle else { return }
    passage.prematureEnd = reason
    log(on: connection)
    if let fetch = edge.cache.abandon(exchange, bytesSent: connection.responseBytes, now: edge.loop.now) {
      edge.origins.cancel(fetch)
    }
  }

  private func log(on connection: some ViewerChannel) {
    guard let log = edge.accessLog else { return }
    log.add(exchange, of: passage, on: connection, at: edge)
    (passage.responseResult, passage.prematureEnd) = (nil, nil)
  }
}
