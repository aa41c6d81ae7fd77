import EventLoop
import Glibc
import HTTPWire
import Health
import Primitives
import TLS

/// One probe over a connection of its own.
///
/// ```
///  connecting ──▶ [handshake ──▶] head ──▶ [body ──▶] ended
///   4 s, TCP 10 s            2 s        2 s
/// ```
final class ProbeConnection: ConnectionHandler {
  private enum State { case connecting, handshake, head, body, ended }

  private let request: ProbeRequest
  private var connection: Connection!
  private var state = State.connecting
  private var outcome = ProbeOutcome()
  private let completion: (ProbeOutcome) -> Void
  /// When what is being timed began, in nanoseconds of the monotonic clock.
  private var began = MonotonicClock.nanoseconds
  private var parser = ResponseParser()
  private var head = ResponseHead()
  private var headOctets = 0
  private var decoder = BodyDecoder(.none)
  private var inflater: Inflater?
  /// The first octets of the content, decoded.
  private var content: [UInt8] = []
  private let tls: TLSClient?

  /// Begins to connect; `completion` follows, once.
  init(
    on loop: EventLoop, _ request: ProbeRequest, to address: SocketAddress, tls: TLSClient?,
    completion: @escaping (ProbeOutcome) -> Void
  ) {
    (self.request, self.tls, self.completion) = (request, tls, completion)
    outcome.address = address.address
    do throws(SystemError) {
      connection = try Connection(on: loop, to: address, handler: self)
      let seconds = request.config.connectLimit.components.seconds
      connection.limit(totalSeconds: seconds)
    } catch {
      // Not from within init: the owner does not have it yet.
      let failure = Self.failure(error)
      loop.later { [self] in end(failure) }
    }
  }

  private func elapsed() -> Duration {
    .nanoseconds(MonotonicClock.nanoseconds - began)
  }

  private func end(_ failure: ProbeFailure?) {
    guard state != .ended else { return }
    state = .ended
    outcome.failure = failure
    connection?.close()
    completion(outcome)
  }

  private static func failure(_ error: SystemError) -> ProbeFailure {
    switch error.code {
    case ECONNREFUSED: .connectionRefused
    case ETIMEDOUT: .connectionTimedOut
    default: .connectionFailed
    }
  }

  // MARK: ConnectionHandler

  func connectionOpened(_ connection: Connection) {
    outcome.connectedAfter = elapsed()
    if request.config.type == .tcp { return end(nil) }
    began = MonotonicClock.nanoseconds
    connection.limit(totalSeconds: Limits.probeStatusSeconds)
    guard tls != nil else { return sendRequest() }
    state = .handshake
    handshake()
  }

  private func sendRequest() {
    state = .head
    began = MonotonicClock.nanoseconds
    connection.limit(totalSeconds: Limits.probeStatusSeconds)
    let octets = request.octets
    if let tls {
      let sealed = tls.seal(octets.span)
      connection.send(sealed.span)
    } else {
      connection.send(octets.span)
    }
    connection.flush()
  }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard state != .ended else { return input.count }
    guard let tls else { return read(input) }
    tls.receive(input)
    if state == .handshake { handshake() }
    if state == .head || state == .body { readSealed() }
    return input.count
  }

  private func handshake() {
    guard let tls else { return }
    let progress = tls.handshake()
    let output = tls.takeOutput()
    connection.send(output.span)
    connection.flush()
    switch progress {
    case .failed: end(.handshakeFailed)
    case .done:
      outcome.handshakeTook = elapsed()
      sendRequest()
    case .needsMore: break
    }
  }

  /// What came in TLS records, with what was not used of the last.
  private var opened: [UInt8] = []

  private func readSealed() {
    guard let tls else { return }
    opened += tls.open()
    while !opened.isEmpty, state == .head || state == .body {
      let bytes = opened
      let used = read(bytes.span)
      if used == 0 { return }
      opened.removeFirst(used)
    }
    if tls.hasEnded, state != .ended { inputEnded() }
  }

  private func read(_ input: Span<UInt8>) -> Int {
    if outcome.firstByteAfter == nil { outcome.firstByteAfter = elapsed() }
    do throws(HTTPError) {
      return try state == .head ? readHead(input) : readBody(input)
    } catch {
      end(.invalidResponse)
      return input.count
    }
  }

  private func readHead(_ input: Span<UInt8>) throws(HTTPError) -> Int {
    guard let used = try parser.parse(input, into: &head) else {
      if headOctets + input.count > Health.Limits.responseHeadBytes { end(.headTooLong) }
      return 0
    }
    headOctets += used
    guard headOctets <= Health.Limits.responseHeadBytes else {
      end(.headTooLong)
      return used
    }
    if head.status < 200 {
      // Interim responses are passed over; nothing was upgraded.
      if head.status == 101 { throw HTTPError(.statusCode) }
      head.reset()
      return used
    }
    outcome.status = head.status
    // Whatever else there is to see, the status has decided.
    guard request.config.type.searchesBody, (200..<400).contains(head.status) else {
      end(nil)
      return used
    }
    decoder = BodyDecoder(try BodyFraming(response: head, to: .get))
    if isEncoded { inflater = Inflater() }
    state = .body
    connection.limit(totalSeconds: Limits.probeBodySeconds)
    if decoder.isComplete { finish() }
    return used
  }

  private var isEncoded: Bool {
    let fields = head.fields
    guard let index = fields.first(.contentEncoding) else { return false }
    let value = fields.value(index)
    return value.equalsIgnoringCase("gzip") || value.equalsIgnoringCase("deflate")
      || value.equalsIgnoringCase("x-gzip")
  }

  private func readBody(_ input: Span<UInt8>) throws(HTTPError) -> Int {
    var offset = 0
    while state == .body {
      switch try decoder.next(input, &offset) {
      case .data(let range): add(input.extracting(range))
      case .needMore: return offset
      case .end: finish()
      }
    }
    return input.count
  }

  /// Keeps what a checker looks at, and ends the probe as soon as the string is in it or cannot be any more.
  private func add(_ bytes: Span<UInt8>) {
    let limit = Health.Limits.searchedBytes
    if let inflater {
      inflater.decode(bytes, into: &content, limit: limit)
    } else {
      let piece = bytes.extracting(first: min(bytes.count, limit - content.count))
      piece.withUnsafeBufferPointer { content.append(contentsOf: $0) }
    }
    if hasSearchString || content.count == limit { finish() }
  }

  private var hasSearchString: Bool {
    !content.ranges(of: Array((request.config.searchString ?? "").utf8)).isEmpty
  }

  private func finish() {
    outcome.foundSearchString = hasSearchString
    end(nil)
  }

  func connectionInputEnded(_ connection: Connection) { inputEnded() }

  private func inputEnded() {
    switch state {
    // The body may last until here; one that is cut short holds what it holds.
    case .body: finish()
    case .handshake: end(.handshakeFailed)
    default: end(.connectionClosed)
    }
  }

  func connectionDrained(_ connection: Connection) {}

  func connectionReachedDeadline(_ connection: Connection) {
    switch state {
    case .connecting: end(.connectionTimedOut)
    case .handshake: end(.handshakeFailed)
    case .body: end(.bodyTimedOut)
    case .head, .ended: end(.responseTimedOut)
    }
  }

  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    guard state != .ended else { return }
    if state == .connecting, case .failed(let error) = reason { return end(Self.failure(error)) }
    if state == .body { return finish() }
    end(state == .handshake ? .handshakeFailed : .connectionClosed)
  }
}
