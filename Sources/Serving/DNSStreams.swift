import EventLoop
import Primitives
import TLS

/// The TCP connections of one worker's DNS clients, those with TLS too.
final class DNSStreams {
  private let limits: StreamLimits
  private var streams = RecencyList<DNSStream>()
  private var perSource: [IPAddress: Int] = [:]

  init(limits: StreamLimits) { self.limits = limits }

  var count: Int { streams.count }

  /// Seconds a connection may now go without a whole query.
  var idleSeconds: Int64 { limits.idleSeconds(open: streams.count) }

  /// Serves a new connection, at the cost of the idlest one if there are too many; refuses it if its source has its share.
  func accept(_ accepted: AcceptedSocket, tls: TLSContext? = nil, server: DNSServer) {
    let source = Self.source(of: accepted.peer.address)
    guard perSource[source, default: 0] < limits.perSource else { return accepted.close() }
    if streams.count >= limits.connections { streams.oldest?.evict() }
    guard let stream = try? DNSStream(server: server, accepted: accepted, tls: tls) else { return }
    perSource[source, default: 0] += 1
    stream.slot = streams.insert(stream)
    stream.begin()
  }

  /// A whole query came over the connection.
  func used(_ stream: DNSStream) { streams.use(stream.slot) }

  func ended(_ stream: DNSStream, _ peer: IPAddress) {
    streams.remove(stream.slot)
    let source = Self.source(of: peer)
    let left = perSource[source, default: 1] - 1
    perSource[source] = left > 0 ? left : nil
  }

  /// Who counts as one client: an IPv4 address, or the network an IPv6 host chooses its addresses from.
  private static func source(of address: IPAddress) -> IPAddress {
    address.family == .v4 ? address : IPAddress(v6: (address.bits >> 64) << 64)
  }
}
