import EdgeCache
import EventLoop
import HTTPWire
import Primitives

/// Answers a viewer's requests from a PoP's cache: puts the exchange that `EdgeCache` decides on the wire.
final class ViewerExchange: HTTPResponder {
  private let edge: EdgeServer
  private let exchange = Exchange()
  /// Whose exchange is under way; none between requests, so that the two do not keep each other. Not weak: an object
  /// with weak references counts all others the slow way.
  private var connection: HTTPServerConnection?
  private var isHeadSent = false
  private var isSending = false
  /// The fetch that the request body goes to.
  private var upload: Fetch?

  init(edge: EdgeServer) {
    self.edge = edge
    exchange.onProgress = { [unowned self] in
      guard let connection else { return }
      send(on: connection)
      connection.connection.flush()
    }
  }

  func respond(on connection: HTTPServerConnection) {
    self.connection = connection
    isHeadSent = false
    swap(&exchange.request, &connection.request)
    exchange.viewer = connection.peer.address
    exchange.mustClose = edge.isDraining
    if let fetch = edge.cache.begin(exchange, now: edge.loop.now) {
      if fetch.carriesRequestBody { upload = fetch }
      edge.origins.start(fetch) { [weak self] in self?.connection?.acceptBody() }
    }
    send(on: connection)
  }

  // MARK: The request body

  func received(body: Span<UInt8>, on connection: HTTPServerConnection) {
    guard let upload else { return }
    edge.origins.upload(body, to: upload, from: connection)
  }

  func bodyEnded(on connection: HTTPServerConnection) {
    guard let upload else { return }
    edge.origins.endUpload(to: upload)
    self.upload = nil
  }

  // MARK: The response

  func drained(on connection: HTTPServerConnection) { send(on: connection) }

  /// Sends as much as is there and as the connection takes, and ends the exchange with its last byte.
  private func send(on connection: HTTPServerConnection) {
    guard exchange.phase == .responding, !isSending else { return }
    isSending = true
    let outcome = sendWhatIsThere(on: connection.connection)
    // Before the exchange ends: the next request of the connection may be answered within that call.
    isSending = false
    switch outcome {
    case .waiting: break
    case .complete: finish(connection)
    case .failed: cut(connection)
    }
  }

  private enum Outcome { case waiting, complete, failed }

  private func sendWhatIsThere(on connection: Connection) -> Outcome {
    if !isHeadSent {
      isHeadSent = true
      let head = exchange.head
      connection.send(head.span)
    }
    while let body = exchange.body, exchange.bodyOffset < body.count || !body.isComplete {
      if body.isFailed { return .failed }
      guard connection.outputCount < Connection.outputHighWater,
        let (block, range) = body.block(at: exchange.bodyOffset)
      else { return .waiting }
      if exchange.framing == .chunked {
        connection.sendChunk(block, range)
      } else {
        connection.send(block, range)
      }
      exchange.advance(to: exchange.bodyOffset + range.count)
    }
    if exchange.framing == .chunked { connection.sendLastChunk() }
    return .complete
  }

  private func finish(_ connection: HTTPServerConnection) {
    let keepAlive = exchange.isKeepAlive
    (upload, self.connection) = (nil, nil)
    edge.cache.end(exchange, bytesSent: connection.responseBytes, now: edge.loop.now)
    connection.finishResponse(keepAlive: keepAlive)
  }

  /// The origin failed half-way: the viewer must not take what it has for the whole.
  private func cut(_ connection: HTTPServerConnection) {
    leave(connection)
    connection.abort()
  }

  func refused(on connection: HTTPServerConnection, bytesSent: Int) {
    edge.cache.countRefused(bytesSent: bytesSent)
  }

  func aborted(on connection: HTTPServerConnection) { leave(connection) }

  private func leave(_ connection: HTTPServerConnection) {
    (upload, self.connection) = (nil, nil)
    guard exchange.phase != .idle else { return }
    if let fetch = edge.cache.abandon(exchange, bytesSent: connection.responseBytes, now: edge.loop.now) {
      edge.origins.cancel(fetch)
    }
  }

}
