import Primitives

import struct HTTPWire.RequestHead

/// One request to an origin: what to send, and who waits for the answer.
///
/// The shell sends `requestHead` (and the viewer's request body after it if `carriesRequestBody`), tries again up
/// to `origin.connectionAttempts` times where `mayRetry` and no byte of the response has come, and tells the
/// cache what it receives. Every fetch the cache hands out is ended by `finish`, `fail`, or by `abandon` returning it.
package final class Fetch {
  package let origin: Origin
  /// The cache to ask in place of the origin, over a connection that nobody else can open; nil: the origin. Time-outs,
  /// retries and the origin's failures are then its business.
  package let upperTier: UpperTier?
  /// Over HTTPS, to `origin.httpsPort`.
  package let usesTLS: Bool
  package let method: RequestHead.Method
  /// Request line and fields, blank line included. `Connection: keep-alive` is implied by HTTP/1.1.
  package let requestHead: [UInt8]
  /// GET and HEAD: sent again after a time-out.
  package let isRetryable: Bool
  /// Once or twice makes no difference to the origin (RFC 9110 section 9.2.2), and nothing of a body is gone: sent again after
  /// a connection was closed without an answer.
  package let isRepeatable: Bool
  /// The request body of `initiator` follows, framed as the viewer framed it (Content-Length, or chunked again).
  package let carriesRequestBody: Bool
  /// Who caused the fetch; its request body is the one to send. Nil once that viewer is gone or answered, and where it
  /// never waited for it (`stale-while-revalidate`).
  package internal(set) var initiator: Exchange?
  /// Nobody wants the rest of the response: it may be read and dropped, or the connection closed.
  package internal(set) var isDiscarding = false
  /// Octets of response body received.
  package internal(set) var receivedBytes = 0
  /// How often the origin has said `100 Continue`.
  var continues = 0
  /// Set by the shell: called when `EdgeCache.wantsMore` has said no and there is room again: from within
  /// `Exchange.advance`, `EdgeCache.end` and `EdgeCache.abandon`, where the slowest reader has moved on or gone, or when
  /// some of the body has been written.
  package var onWantsMore: (() -> Void)?

  /// What the cache that was asked says of its answer.
  var answer: TierAnswer?
  let startedAt: Instant
  let context: FetchContext
  /// How many invalidations there had been when it began; what came after may be meant for its response.
  var invalidationNumber: Int
  /// Exchanges that wait for the head or read the body; whoever began the fetch is the first.
  var exchanges: [Exchange]
  /// The response, once its head is there and it is passed on.
  var response: StoredResponse?
  /// Its body, as it comes.
  var body: Body? { response?.body?.blocks }
  /// Whether the response goes into the store when complete.
  var isStoring = false
  /// Found under its key by later requests.
  var isShared: Bool
  var isPaused = false
  /// Set while the body is compressed on its way.
  var encoding: BodyEncoding?
  /// Octets this fetch has taken from the store's capacity while its body is on the way.
  var reservedBytes = 0

  init(
    origin: Origin, upperTier: UpperTier?, usesTLS: Bool, method: RequestHead.Method, requestHead: [UInt8],
    carriesRequestBody: Bool,
    isShared: Bool, initiator: Exchange?, context: FetchContext, invalidationNumber: Int,
    startedAt: Instant
  ) {
    self.upperTier = upperTier
    (self.origin, self.usesTLS, self.method, self.requestHead) = (origin, usesTLS, method, requestHead)
    (self.carriesRequestBody, self.isShared) = (carriesRequestBody, isShared)
    isRetryable = (method == .get || method == .head) && !carriesRequestBody
    isRepeatable = method.isIdempotent && !carriesRequestBody
    (self.initiator, self.context, self.startedAt) = (initiator, context, startedAt)
    self.invalidationNumber = invalidationNumber
    exchanges = initiator.map { [$0] } ?? []
  }

  /// Whether the request may be sent again after a failure before the first byte of a response: where nothing can have
  /// arrived, or where it does no harm to send it twice (RFC 9110 section 9.2.2; time-outs: GET and HEAD only).
  package func mayRetry(after failure: OriginFailure) -> Bool {
    switch failure {
    case .connectRefused, .connectTimeout: !carriesRequestBody
    case .readTimeout: isRetryable
    case .reset: isRepeatable
    case .nameNotResolved, .completionTimeout, .handshakeFailed, .untrustedCertificate, .invalidResponse,
      .truncatedBody, .busy:
      false
    }
  }

  /// For explanations.
  var isForErrorPage: Bool { initiator.map { $0.errorPage != nil || $0.isForErrorPage } ?? false }

  /// Octets that take memory until the slowest reader has taken them, or they are written.
  var waitingBytes: Int {
    guard let body else { return 0 }
    return switch body.keeping {
    case .window: body.count - (slowestOffset ?? body.count)
    case .spooled: body.count - (body.file?.writtenCount ?? body.count)
    case .whole, .counted: 0
    }
  }

  private var slowestOffset: Int? {
    var slowest: Int?
    for exchange in exchanges where exchange.body != nil {
      slowest = min(slowest ?? .max, exchange.bodyOffset)
    }
    return slowest
  }

  /// Moves the window, and asks for more where the origin had been paused.
  func readerAdvanced() {
    guard let body, body.keeping == .window else { return }
    body.drop(before: slowestOffset ?? body.count)
    goOn()
  }

  /// Asks for more where the origin had been paused, once there is room for it.
  func goOn() {
    guard isPaused, waitingBytes < Limits.windowBytes else { return }
    isPaused = false
    onWantsMore?()
  }
}

extension RequestHead.Method {
  /// RFC 9110 section 9.2.2.
  fileprivate var isIdempotent: Bool {
    switch self {
    case .get, .head, .options, .put, .delete: true
    case .post, .patch, .other: false
    }
  }
}
