import Authority
import EventLoop
import Primitives
import TLS

/// The TCP connections of one worker's DNS clients, those with TLS too.
final class DNSStreams {
  private let limits: StreamLimits
  private var streams = RecencyList<DNSStream>()
  /// Connections in their TLS handshake: they cost the most and have shown the least, so there are few.
  private var handshakes = RecencyList<DNSStream>()
  private var perSource: [IPAddress: Int] = [:]
  private var tcp = DNSOperations.Connections()
  private var tls = DNSOperations.Connections()

  init(limits: StreamLimits) { self.limits = limits }

  /// Adds what happened to connections so far.
  func report(to operations: inout DNSOperations) {
    operations.tcp += tcp
    operations.tls += tls
  }

  /// Seconds a connection may now go without a whole query.
  var idleSeconds: Int64 { limits.idleSeconds(open: streams.count) }

  /// Serves a new connection, at the cost of the idlest one if there are too many; refuses it if its source has its share.
  func accept(_ accepted: AcceptedSocket, tls context: TLSContext? = nil, server: DNSServer) {
    let transport = context == nil ? Transport.tcp : .tls
    let source = Self.source(of: accepted.peer.address)
    guard perSource[source, default: 0] < limits.perSource else {
      count(transport) { $0.refused += 1 }
      return accepted.close()
    }
    if streams.count + handshakes.count >= limits.connections { evict(streams.oldest ?? handshakes.oldest) }
    if transport == .tls, handshakes.count >= Limits.handshakes { evict(handshakes.oldest) }
    guard let stream = try? DNSStream(server: server, accepted: accepted, tls: context) else { return }
    perSource[source, default: 0] += 1
    count(transport) { ($0.accepted, $0.open) = ($0.accepted + 1, $0.open + 1) }
    if transport == .tls {
      stream.slot = handshakes.insert(stream)
      stream.awaitHandshake()
    } else {
      opened(stream)
    }
  }

  private func evict(_ stream: DNSStream?) {
    guard let stream else { return }
    count(stream.transport) { $0.evicted += 1 }
    stream.evict()
  }

  /// A TLS handshake is done.
  func shookHands(_ stream: DNSStream) {
    handshakes.remove(stream.slot)
    opened(stream)
  }

  private func opened(_ stream: DNSStream) {
    stream.slot = streams.insert(stream)
    stream.awaitQuery()
  }

  /// A whole query came over the connection.
  func used(_ stream: DNSStream) { streams.use(stream.slot) }

  func ended(_ stream: DNSStream, _ peer: IPAddress) {
    if stream.isShakingHands { handshakes.remove(stream.slot) } else { streams.remove(stream.slot) }
    count(stream.transport) { $0.open -= 1 }
    let source = Self.source(of: peer)
    let left = perSource[source, default: 1] - 1
    perSource[source] = left > 0 ? left : nil
  }

  private func count(_ transport: Transport, _ change: (inout DNSOperations.Connections) -> Void) {
    if transport == .tls { change(&tls) } else { change(&tcp) }
  }

  /// Who counts as one client: an IPv4 address, or the network an IPv6 host chooses its addresses from.
  private static func source(of address: IPAddress) -> IPAddress {
    address.family == .v4 ? address : IPAddress(v6: (address.bits >> 64) << 64)
  }
}
