import Configuration
import EventLoop
import Glibc
import HTTPWire
import Primitives
import TLS

/// One request over a connection of its own, with TLS or without, and its whole answer.
final class HTTPCall: ConnectionHandler {
  struct Answer {
    var status: UInt16
    var body: [UInt8]
  }

  /// Why there is no answer.
  enum Failure: String, Error {
    case refused = "connection refused"
    case failed = "connection failed"
    case closed = "connection closed before the answer was whole"
    case timedOut = "timed out"
    case invalid = "no valid answer"
    case tooLong = "the answer is too long"
    case handshakeFailed = "the TLS handshake failed"
  }

  private var connection: Connection!
  private var parser = ResponseParser()
  private var head = ResponseHead()
  private var decoder: BodyDecoder?
  private var body: [UInt8] = []
  private let limit: Int
  private let request: [UInt8]
  private let tls: TLSClient?
  private var isHandshakeDone = false
  /// What came in TLS records and was not used yet.
  private var opened: [UInt8] = []
  private var completion: ((Result<Answer, Failure>) -> Void)?

  /// Sends `request`; `completion` gets the answer, if there is one within `seconds` whose body has no more than `limit` octets.
  convenience init(
    on loop: EventLoop, _ request: String, to address: SocketAddress, seconds: Int64, limit: Int = .max,
    completion: @escaping (Result<Answer, Failure>) -> Void
  ) {
    self.init(
      on: loop, request, to: address, tls: nil, seconds: seconds, limit: limit, completion: completion)
  }

  /// With TLS where the endpoint asks for it. Its certificate is not validated: hosts are addresses, and those of a lab have
  /// self-signed ones.
  convenience init(
    on loop: EventLoop, _ request: String, to endpoint: HTTPEndpoint, seconds: Int64, limit: Int = .max,
    completion: @escaping (Result<Answer, Failure>) -> Void
  ) {
    var tls: TLSClient?
    if endpoint.scheme == .https {
      tls = TLSClient.Context().flatMap { TLSClient($0, serverName: nil) }
      precondition(tls != nil, "no memory for a TLS session")
    }
    self.init(
      on: loop, request, to: SocketAddress(endpoint.address, port: endpoint.port), tls: tls, seconds: seconds,
      limit: limit, completion: completion)
  }

  private init(
    on loop: EventLoop, _ request: String, to address: SocketAddress, tls: TLSClient?, seconds: Int64,
    limit: Int,
    completion: @escaping (Result<Answer, Failure>) -> Void
  ) {
    (self.completion, self.limit, self.tls) = (completion, limit, tls)
    let octets = Array(request.utf8)
    self.request = octets
    do throws(SystemError) {
      connection = try Connection(on: loop, to: address, handler: self)
      connection.limit(totalSeconds: seconds)
      if tls == nil { connection.send(octets.span) }
    } catch {
      let failure = Self.failure(error)
      loop.later { [self] in end(.failure(failure)) }
    }
  }

  private static func failure(_ error: SystemError) -> Failure {
    switch error.code {
    case ECONNREFUSED: .refused
    case ETIMEDOUT: .timedOut
    case ECONNRESET, EPIPE: .closed
    default: .failed
    }
  }

  private func end(_ answer: Result<Answer, Failure>) {
    guard let completion else { return }
    self.completion = nil
    connection?.close()
    completion(answer)
  }

  func connectionOpened(_ connection: Connection) {
    if tls != nil { handshake() }
  }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard let tls else { return read(input) }
    tls.receive(input)
    if !isHandshakeDone { handshake() }
    if isHandshakeDone { readSealed(tls) }
    return input.count
  }

  private func handshake() {
    guard let tls else { return }
    let progress = tls.handshake()
    let output = tls.takeOutput()
    connection.send(output.span)
    if progress == .failed { return end(.failure(.handshakeFailed)) }
    if progress == .done {
      isHandshakeDone = true
      let request = request
      let sealed = tls.seal(request.span)
      connection.send(sealed.span)
    }
    connection.flush()
  }

  private func readSealed(_ tls: TLSClient) {
    opened += tls.open()
    while !opened.isEmpty, completion != nil {
      let bytes = opened
      let used = read(bytes.span)
      if used == 0 { break }
      opened.removeFirst(used)
    }
    if tls.hasEnded { inputEnded() }
  }

  private func read(_ input: Span<UInt8>) -> Int {
    do throws(HTTPError) {
      guard decoder != nil else { return try readHead(input) }
      return try readBody(input)
    } catch {
      end(.failure(.invalid))
      return input.count
    }
  }

  private func readHead(_ input: Span<UInt8>) throws(HTTPError) -> Int {
    guard let used = try parser.parse(input, into: &head) else { return 0 }
    if head.status < 200 {
      head.reset()
      return used
    }
    decoder = BodyDecoder(try BodyFraming(response: head, to: .get))
    if decoder?.isComplete == true { end(.success(Answer(status: head.status, body: []))) }
    return used
  }

  private func readBody(_ input: Span<UInt8>) throws(HTTPError) -> Int {
    var offset = 0
    while completion != nil {
      switch try decoder!.next(input, &offset) {
      case .data(let range):
        guard body.count + range.count <= limit else {
          end(.failure(.tooLong))
          return input.count
        }
        input.extracting(range).withUnsafeBufferPointer { body.append(contentsOf: $0) }
      case .needMore: return offset
      case .end: end(.success(Answer(status: head.status, body: body)))
      }
    }
    return input.count
  }

  func connectionInputEnded(_ connection: Connection) { inputEnded() }

  private func inputEnded() {
    let isWhole = (try? decoder?.inputEnded()) != nil
    end(isWhole ? .success(Answer(status: head.status, body: body)) : .failure(.closed))
  }

  func connectionDrained(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) { end(.failure(.timedOut)) }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    if case .failed(let error) = reason { return end(.failure(Self.failure(error))) }
    end(.failure(.closed))
  }
}
