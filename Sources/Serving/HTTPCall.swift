import EventLoop
import Glibc
import HTTPWire
import Primitives

/// One request over a connection of its own, and its whole answer.
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
  }

  private var connection: Connection!
  private var parser = ResponseParser()
  private var head = ResponseHead()
  private var decoder: BodyDecoder?
  private var body: [UInt8] = []
  private let limit: Int
  private var completion: ((Result<Answer, Failure>) -> Void)?

  /// Sends `request`; `completion` gets the answer, if there is one within `seconds` whose body has no more than `limit` octets.
  init(
    on loop: EventLoop, _ request: String, to address: SocketAddress, seconds: Int64, limit: Int = .max,
    completion: @escaping (Result<Answer, Failure>) -> Void
  ) {
    (self.completion, self.limit) = (completion, limit)
    do throws(SystemError) {
      connection = try Connection(on: loop, to: address, handler: self)
      connection.limit(totalSeconds: seconds)
      connection.send(Array(request.utf8).span)
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

  func connectionOpened(_ connection: Connection) {}

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
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

  func connectionInputEnded(_ connection: Connection) {
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
