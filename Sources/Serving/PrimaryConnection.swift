import EventLoop
import Primitives
import Transfer

/// Asks a primary for a zone over TCP and receives it (RFC 5936 section 4.1): one request, then the connection is closed.
final class PrimaryConnection: ConnectionHandler {
  enum Failure: Error, CustomStringConvertible {
    case unusable(PrimaryFault)
    case network(String)

    var description: String {
      switch self {
      case .unusable(let fault): "\(fault)"
      case .network(let reason): reason
      }
    }
  }

  private unowned let loop: EventLoop
  private let request: PrimaryRequest
  private var reception: ZoneReception
  private var connection: Connection?
  private var completion: ((Result<ZoneReception, Failure>) -> Void)?

  /// `completion` is called once, and not from here. Released before, the connection ends and nothing is called.
  init(
    on loop: EventLoop, to primary: SocketAddress, from source: IPAddress, request: PrimaryRequest,
    after held: UInt32?, seed: UInt64,
    completion: @escaping (Result<ZoneReception, Failure>) -> Void
  ) throws(SystemError) {
    (self.loop, self.request, self.completion) = (loop, request, completion)
    reception = ZoneReception(request, after: held, seed: seed)
    connection = try Connection(on: loop, to: primary, from: source, handler: self)
    connection?.limit(idleSeconds: Limits.transferIdleSeconds)
  }

  /// Ends it; nothing is called any more.
  func abandon() {
    completion = nil
    connection?.close()
  }

  func connectionOpened(_ connection: Connection) {
    let octets = request.octets
    connection.send([UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)].span)
    connection.send(octets.span)
  }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard input.count >= 2 else { return 0 }
    let end = 2 + Int(input[0]) << 8 + Int(input[1])
    guard input.count >= end else { return 0 }
    do throws(PrimaryFault) {
      try reception.receive(input.extracting(2..<end), now: loop.now)
      if reception.isComplete { finish(.success(reception)) }
    } catch { finish(.failure(.unusable(error))) }
    return end
  }

  private func finish(_ result: Result<ZoneReception, Failure>) {
    guard let completion else { return }
    self.completion = nil
    connection?.close()
    // Whoever is told may release this, which is in the middle of a call.
    loop.later { completion(result) }
  }

  func connectionInputEnded(_ connection: Connection) { finish(.failure(.unusable(.ended))) }
  func connectionDrained(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) {
    finish(.failure(.network("nothing came for \(Limits.transferIdleSeconds) seconds")))
  }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    if case .failed(let error) = reason { finish(.failure(.network("\(error)"))) }
    finish(.failure(.unusable(.ended)))
    self.connection = nil
  }
}
