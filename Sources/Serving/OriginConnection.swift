import EdgeCache
import EventLoop
import HTTPWire
import Glibc
import Primitives
import TLS

/// The client's side of HTTP/1.1 on one connection to an origin, one fetch at a time.
///
/// ```
///  connecting ──▶ head ──▶ body ──▶ idle ──▶ head …      any ──▶ ended
/// ```
final class OriginConnection: ConnectionHandler {
  private enum State { case connecting, head, body, idle, ended }

  let endpoint: OriginEndpoint
  private unowned let client: OriginClient
  private var connection: Connection!
  private var state = State.connecting
  private var fetch: Fetch?
  private var parser = ResponseParser()
  private var head = ResponseHead()
  private var body = BodyDecoder(.none)
  private var isReusable = false
  private var interimResponses = 0
  /// Some of the response has come.
  private var hasAnswered = false
  /// What to report when the connection ends, if it isn't plain.
  private var failure: OriginFailure?
  /// What was wrong with what the origin sent.
  private var fault: HTTPError.Reason?
  /// The request body is sent (or there is none).
  private var isUploaded = true
  private var isUploadChunked = false
  private weak var uploader: (any UploadSource)?

  /// Begins to connect. `tls`: that of the endpoint's trust.
  init(client: OriginClient, endpoint: OriginEndpoint, tls: TLSClientContext?) throws(SystemError) {
    (self.client, self.endpoint) = (client, endpoint)
    switch endpoint.place {
    case .regionalCache(let region):
      let (own, other) = try AcceptedSocket.pair()
      connection = Connection(on: client.edge.loop, accepted: own, handler: self)
      state = .idle
      client.join(other, to: region)
    case .address(let address):
      if let tls, let names = endpoint.tls?.names {
        connection = try Connection(
          on: client.edge.loop, to: address, tls: tls, names: names, handler: self)
      } else {
        connection = try Connection(on: client.edge.loop, to: address, handler: self)
      }
    }
  }

  // MARK: For the client

  func send(_ fetch: Fetch) {
    self.fetch = fetch
    (hasAnswered, failure, fault, interimResponses) = (false, nil, nil, 0)
    isUploaded = !fetch.carriesRequestBody
    isUploadChunked = fetch.initiator?.request.bodyFraming == .chunked
    head.reset()
    let requestHead = fetch.requestHead
    connection.send(requestHead.span)
    fetch.onWantsMore = { [weak self] in
      guard let self else { return }
      // Not at once: a reader of the body is in the middle of its loop.
      client.edge.loop.later { [weak self] in self?.resume() }
    }
    if state == .connecting {
      connection.limit(totalSeconds: Int64(fetch.origin.connectionTimeout))
    } else {
      state = .head
      limitReading(fetch)
      connection.flush()
    }
  }

  /// Another cache of the edge keeps the origin's times itself, all its attempts included.
  private func limitReading(_ fetch: Fetch) {
    if fetch.upperTier == nil {
      connection.limit(idleSeconds: Int64(fetch.origin.readTimeout))
    } else {
      connection.liftTimeLimit()
    }
  }

  func upload(_ bytes: Span<UInt8>, from viewer: any UploadSource) {
    guard state == .connecting || state == .head else { return }
    if isUploadChunked { connection.sendChunk(bytes) } else { connection.send(bytes) }
    if connection.outputCount > Connection.outputHighWater {
      uploader = viewer
      viewer.pauseBody()
    }
    connection.flush()
  }

  func endUpload() {
    isUploaded = true
    if isUploadChunked { connection.sendLastChunk() }
    connection.flush()
  }

  /// Waits for the next fetch.
  func rest(seconds: Int) {
    state = .idle
    fetch = nil
    connection.limit(totalSeconds: Int64(seconds))
  }

  /// The fetch is not wanted any more.
  func abandon() {
    fetch = nil
    close()
  }

  func close() {
    state = .ended
    connection.close()
  }

  private func resume() {
    guard state == .body, let fetch else { return }
    limitReading(fetch)
    connection.release()
  }

  // MARK: ConnectionHandler

  func connectionOpened(_ connection: Connection) {
    guard let fetch else { return close() }
    state = .head
    limitReading(fetch)
  }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard let fetch else {
      // Bytes nobody asked for: the connection cannot be trusted with another request.
      close()
      return input.count
    }
    hasAnswered = true
    do throws(HTTPError) {
      return try state == .head ? readHead(input, fetch) : readBody(input, fetch)
    } catch {
      failure = state == .head ? .invalidResponse : .truncatedBody
      fault = error.reason
      self.connection.close()
      return input.count
    }
  }

  private func readHead(_ input: Span<UInt8>, _ fetch: Fetch) throws(HTTPError) -> Int {
    guard let used = try parser.parse(input, into: &head) else { return 0 }
    if head.status < 200 {
      interimResponses += 1
      guard interimResponses <= Limits.interimResponses, client.received(interim: head, for: fetch) else {
        throw HTTPError(.statusCode)
      }
      head.reset()
      return used
    }
    let framing = try BodyFraming(response: head, to: fetch.method)
    isReusable = head.isKeepAlive(framing)
    body = BodyDecoder(framing)
    state = .body
    client.received(head, for: fetch)
    if self.fetch === fetch, body.isComplete { complete(fetch) }
    return used
  }

  private func readBody(_ input: Span<UInt8>, _ fetch: Fetch) throws(HTTPError) -> Int {
    var offset = 0
    // Completing one fetch may begin the next on this very connection: then this one's bytes are all used.
    while self.fetch === fetch {
      switch try body.next(input, &offset) {
      case .data(let range):
        client.received(input.extracting(range), for: fetch)
        guard self.fetch === fetch, !body.isComplete, !client.edge.cache.wantsMore(fetch) else { continue }
        connection.liftTimeLimit()
        connection.hold()
        return offset
      case .needMore: return offset
      case .end:
        complete(fetch)
        return offset
      }
    }
    return offset
  }

  private func complete(_ fetch: Fetch) {
    let reusable = isReusable && isUploaded && connection.isOpen
    client.completed(fetch, on: self, reusable: reusable)
  }

  func connectionInputEnded(_ connection: Connection) {
    if let fetch, state == .body {
      do throws(HTTPError) {
        try body.inputEnded()
        isReusable = false
        return complete(fetch)
      } catch {
        failure = .truncatedBody
      }
    }
    connection.close()
  }

  func connectionDrained(_ connection: Connection) {
    uploader?.resumeBody()
    uploader = nil
  }

  func connectionReachedDeadline(_ connection: Connection) {
    failure = state == .connecting ? .connectTimeout : .readTimeout
    connection.expire()
  }

  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    let otherwise = state == .connecting ? Self.failure(toConnect: reason) : .reset
    state = .ended
    client.ended(self)
    guard let fetch else { return }
    self.fetch = nil
    client.failed(fetch, failure ?? otherwise, isFresh: !hasAnswered, fault: fault)
  }

  private static func failure(toConnect reason: Connection.EndReason) -> OriginFailure {
    guard case .failed(let error) = reason else { return .connectRefused }
    return switch error.code {
    case EKEYREJECTED: .untrustedCertificate
    case EPROTO: .handshakeFailed
    case ETIMEDOUT: .connectTimeout
    default: .connectRefused
    }
  }
}
