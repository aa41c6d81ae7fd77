import EventLoop
import Primitives
import TLS

/// A viewer's connection while hands are shaken; the edge then gives it to the protocol that was agreed on.
final class ViewerHandshake: ConnectionHandler {
  private let edge: EdgeServer
  let tls: TLSContext
  private(set) var connection: Connection!
  /// Its place among the handshakes under way.
  var slot = 0

  /// On an error `accepted` is closed.
  init(edge: EdgeServer, accepted: AcceptedSocket, tls: TLSContext) throws(SystemError) {
    (self.edge, self.tls) = (edge, tls)
    connection = try Connection(on: edge.loop, accepted: accepted, tls: tls, handler: self)
    connection.limit(totalSeconds: Limits.handshakeSeconds)
  }

  func connectionOpened(_ connection: Connection) { edge.shookHands(self) }
  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int { input.count }
  func connectionInputEnded(_ connection: Connection) { connection.close() }
  func connectionDrained(_ connection: Connection) {}
  func connectionReachedDeadline(_ connection: Connection) { connection.expire() }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) { edge.ended(self) }
}
