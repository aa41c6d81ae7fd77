import CSystem
import Primitives

/// An open socket that does not yet live on a loop: bound before the workers start, so that every failure to bind is
/// known, and every port chosen, before anything is served.
package struct Socket: Sendable {
  package let descriptor: Int32
  /// The address it is bound to; the port is the real one also when 0 was asked for.
  package let address: SocketAddress

  /// Several sockets may be bound to one address (SO_REUSEPORT): the kernel spreads the load over them.
  package static func datagram(boundTo address: SocketAddress) throws(SystemError) -> Socket {
    var system = address.system
    return try Socket(
      SystemError.check(csystem_udp_listen(&system, Limits.datagramQueueBytes), "bind udp \(address)"))
  }

  /// See `datagram`; the socket listens.
  package static func listener(boundTo address: SocketAddress) throws(SystemError) -> Socket {
    var system = address.system
    return try Socket(
      SystemError.check(csystem_tcp_listen(&system, Limits.listenBacklog), "bind tcp \(address)"))
  }

  package func close() { _ = csystem_close(descriptor) }

  private init(_ descriptor: Int32) throws(SystemError) {
    self.descriptor = descriptor
    var local = csystem_address()
    _ = try SystemError.check(csystem_local_address(descriptor, &local), "getsockname")
    address = SocketAddress(local)
  }
}
