import EventLoop
import HTTPWire
import Primitives

/// One request over a connection of its own, and its whole answer.
final class HTTPCall: ConnectionHandler {
  struct Answer {
    var status: UInt16
    var body: [UInt8]
  }

  private var connection: Connection!
  private var parser = ResponseParser()
  private var head = ResponseHead()
  private var decoder: BodyDecoder?
  private var body: [UInt8] = []
  private let limit: Int
  private var completion: ((Answer?) -> Void)?

  /// Sends `request`; `completion` gets the answer, or nil if there is none within `seconds` or its body has more than `limit`
  /// octets.
  init(
    on loop: EventLoop, _ request: String, to address: SocketAddress, seconds: Int64, limit: Int = .max,
    completion: @escaping (Answer?) -> Void
  ) {
    (self.completion, self.limit) = (completion, limit)
    do throws(SystemError) {
      connection = try Connection(on: loop, to: address, handler: self)
      connection.limit(totalSeconds: seconds)
      connection.send(Array(request.utf8).span)
    } catch {
      loop.later { [self] in end(nil) }
    }
  }

  private func end(_ answer: Answer?) {
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
      end(nil)
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
    if decoder?.isComplete == true { end(Answer(status: head.status, body: [])) }
    return used
  }

  private func readBody(_ input: Span<UInt8>) throws(HTTPError) -> Int {
    var offset = 0
    while completion != nil {
      switch try decoder!.next(input, &offset) {
      case .data(let range):
        guard body.count + range.count <= limit else {
          end(nil)
          return input.count
        }
        input.extracting(range).withUnsafeBufferPointer { body.append(contentsOf: $0) }
      case .needMore: return offset
      case .end: end(Answer(status: head.status, body: body))
      }
    }
    return input.count
  }

  func connectionInputEnded(_ connection: Connection) {
    let isWhole = (try? decoder?.inputEnded()) != nil
    end(isWhole ? Answer(status: head.status, body: body) : nil)
  }

  func connectionDrained(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) { end(nil) }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) { end(nil) }
}
