import EventLoop
import Foundation
import Primitives
import Testing

/// The loop against real sockets on loopback. Each test runs a loop on its own thread until its condition stops it; a
/// timer that stops it too turns a hang into a failure.
@Suite struct LoopTests {
  private static let loopback = SocketAddress(IPAddress(v4: 0x7F00_0001), port: 0)

  private func run(_ body: (EventLoop) throws -> Void) throws {
    let loop = try EventLoop()
    let limit = Timer(on: loop, after: .seconds(20)) {
      Issue.record("gave up")
      loop.stop()
    }
    try body(loop)
    loop.run()
    withExtendedLifetime(limit) {}
  }

  @Test func laterRunsAfterTheCallbackInOrder() throws {
    var order: [Int] = []
    try run { loop in
      loop.later {
        order.append(1)
        loop.later {
          order.append(3)
          loop.stop()
        }
        order.append(2)
      }
    }
    #expect(order == [1, 2, 3])
  }

  @Test func mailboxDeliversInOrderFromAnotherThread() throws {
    let mailbox = try Mailbox<Int>()
    var received: [Int] = []
    var reception: MailboxReception?
    try run { loop in
      reception = mailbox.receive(on: loop) { number in
        received.append(number)
        if number == 999 { loop.stop() }
      }
      Thread.detachNewThread { for number in 0..<1000 { mailbox.post(number) } }
    }
    #expect(received == Array(0..<1000))
    withExtendedLifetime(reception) {}
  }

  @Test("A slow reader holds the writer back, and nothing is lost or repeated")
  func backPressure() throws {
    let total = 8 << 20
    var largestQueue = 0
    var reader: Collector?
    var listener: StreamListener?
    try run { loop in
      let socket = try Socket.listener(boundTo: Self.loopback)
      listener = StreamListener(on: loop, socket: socket) { accepted in
        let sender = Sender(total: total) { largestQueue = max(largestQueue, $0) }
        sender.start(Connection(on: loop, accepted: accepted, handler: sender))
      }
      reader = Collector { loop.stop() }
      _ = try Connection(on: loop, to: socket.address, handler: #require(reader))
    }
    #expect(reader?.bytes.count == total)
    #expect(reader?.bytes.enumerated().allSatisfy { $1 == UInt8(truncatingIfNeeded: $0 % 251) } == true)
    #expect(largestQueue <= Connection.outputHighWater + 64 * 1024)
    withExtendedLifetime(listener) {}
  }

  @Test func aRefusedConnectionEndsWithItsReason() throws {
    let reader = Collector {}
    try run { loop in
      let socket = try Socket.listener(boundTo: Self.loopback)
      socket.close()
      reader.onEnd = { loop.stop() }
      _ = try Connection(on: loop, to: socket.address, handler: reader)
    }
    guard case .failed(let error) = reader.reason else {
      Issue.record("ended with \(String(describing: reader.reason))")
      return
    }
    #expect(error.description.contains("Connection refused"))
  }

  @Test func anAddressInUseIsAnError() throws {
    let first = try Socket.listener(boundTo: Self.loopback)
    defer { first.close() }
    #expect(throws: SystemError.self) { try Socket.listener(boundTo: first.address) }
    #expect(throws: SystemError.self) { try Socket.listener(boundTo: first.address, shared: true) }
    let shared = try Socket.datagram(boundTo: Self.loopback, shared: true)
    defer { shared.close() }
    let second = try Socket.datagram(boundTo: shared.address, shared: true, joining: true)
    second.close()
  }
}

/// Sends numbered bytes, as many as the connection wants at a time.
private final class Sender: ConnectionHandler {
  private var offset = 0
  private let total: Int
  private let onQueue: (Int) -> Void

  init(total: Int, onQueue: @escaping (Int) -> Void) { (self.total, self.onQueue) = (total, onQueue) }

  func start(_ connection: Connection) { connectionDrained(connection) }

  func connectionDrained(_ connection: Connection) {
    while offset < total, connection.outputCount < Connection.outputHighWater {
      let count = min(10_000, total - offset)
      let block = ByteBlock((offset..<offset + count).map { UInt8(truncatingIfNeeded: $0 % 251) })
      connection.send(block.shared(0..<count))
      offset += count
    }
    onQueue(connection.outputCount)
    connection.flush()
    if offset == total { connection.closeWhenDrained() }
  }

  func connectionOpened(_ connection: Connection) {}
  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int { input.count }
  func connectionInputEnded(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) {}
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {}
}

/// Keeps all it receives; takes an odd number of bytes at a time, as a parser would.
final class Collector: ConnectionHandler {
  var bytes: [UInt8] = []
  var reason: Connection.EndReason?
  var onEnd: () -> Void

  init(onEnd: @escaping () -> Void) { self.onEnd = onEnd }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    let used = min(input.count, 9973)
    for index in 0..<used { bytes.append(input[index]) }
    return used
  }

  func connectionInputEnded(_ connection: Connection) { connection.close() }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    self.reason = reason
    onEnd()
  }
  func connectionOpened(_ connection: Connection) {}
  func connectionDrained(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) {}
}
