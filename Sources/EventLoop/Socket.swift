import CSystem
import Primitives

/// An open socket that does not yet live on a loop: bound before the workers start, so that every failure to bind is
/// known, and every port chosen, before anything is served.
package struct Socket: Sendable {
  package let descriptor: Int32
  /// The address it is bound to; the port is the real one also when 0 was asked for.
  package let address: SocketAddress

  /// `shared`: several sockets may be bound to the address (SO_REUSEPORT), and the kernel spreads the load over them.
  /// Then the first of them says `joining: false`, so that an address some other process has is still an error.
  package static func datagram(
    boundTo address: SocketAddress, shared: Bool = false, joining: Bool = false
  ) throws(SystemError) -> Socket {
    var system = address.system
    func open(_ shared: Bool) throws(SystemError) -> Socket {
      try Socket(
        SystemError.check(
          csystem_udp_listen(&system, shared ? 1 : 0, Limits.datagramQueueBytes), "bind udp \(address)"))
    }
    if shared, !joining { try open(false).close() }
    return try open(shared)
  }

  /// See `datagram`; the socket listens.
  package static func listener(
    boundTo address: SocketAddress, shared: Bool = false, joining: Bool = false
  ) throws(SystemError) -> Socket {
    var system = address.system
    func open(_ shared: Bool) throws(SystemError) -> Socket {
      try Socket(
        SystemError.check(
          csystem_tcp_listen(&system, shared ? 1 : 0, Limits.listenBacklog), "bind tcp \(address)"))
    }
    if shared, !joining { try open(false).close() }
    return try open(shared)
  }

  /// A second handle to the same socket, for a new owner while the old one still closes the first.
  package func duplicated() throws(SystemError) -> Socket {
    try Socket(SystemError.check(csystem_duplicate(descriptor), "duplicate \(address)"))
  }

  package func close() { _ = csystem_close(descriptor) }

  private init(_ descriptor: Int32) throws(SystemError) {
    self.descriptor = descriptor
    var local = csystem_address()
    _ = try SystemError.check(csystem_local_address(descriptor, &local), "getsockname")
    address = SocketAddress(local)
  }
}
