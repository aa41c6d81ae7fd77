import Authority
import EventLoop
import Primitives

/// DNS over one TCP connection: messages behind their length, as many as the client likes, answered in order
/// (RFC 1035 section 4.2.2, RFC 7766).
final class DNSStream: ConnectionHandler {
  private let server: DNSServer
  private var connection: Connection!
  /// Its place among the worker's streams.
  var slot = 0

  init(server: DNSServer, accepted: AcceptedSocket) {
    self.server = server
    connection = Connection(on: server.loop, accepted: accepted, handler: self)
  }

  /// From now the client has so long for a whole query, and for reading what it asked for: octets that trickle in or
  /// out win no time.
  func awaitQuery() { connection.limit(totalSeconds: server.streams.idleSeconds) }

  /// Makes room for another client.
  func evict() { connection?.expire() }

  func connectionOpened(_ connection: Connection) {}

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard input.count >= 2 else { return 0 }
    let length = Int(input[0]) << 8 | Int(input[1])
    guard input.count >= 2 + length else { return 0 }
    answer(input.extracting(2..<2 + length))
    guard connection.isOpen else { return 2 + length }
    server.streams.used(self)
    awaitQuery()
    // A client that asks without reading waits until it has read.
    if connection.outputCount > Connection.outputHighWater { connection.hold() }
    return 2 + length
  }

  private func answer(_ query: Span<UInt8>) {
    withUnsafeTemporaryAllocation(byteCount: 2 + Limits.dnsMessageBytes, alignment: 8) { buffer in
      var reply = MutableSpan<UInt8>(
        _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: buffer[2...]))
      let count = server.answer(query, from: connection.peer.address, over: .tcp, into: &reply)
      // Not a query: whoever sends that over TCP is not a resolver.
      guard count > 0 else { return connection.close() }
      buffer[0] = UInt8(count >> 8)
      buffer[1] = UInt8(count & 0xFF)
      connection.send(Span(_unsafeBytes: buffer[..<(2 + count)]))
    }
  }

  func connectionDrained(_ connection: Connection) { connection.release() }
  func connectionInputEnded(_ connection: Connection) { connection.closeWhenDrained() }
  func connectionReachedDeadline(_ connection: Connection) { connection.expire() }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    server.streams.ended(self, connection.peer.address)
    self.connection = nil
  }
}
