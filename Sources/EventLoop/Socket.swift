import CSystem
import Glibc
import Primitives

/// An open socket that does not yet live on a loop: bound before the workers start, so that every failure to bind is
/// known, and every port chosen, before anything is served.
package struct Socket: Sendable {
  package let descriptor: Int32
  /// The address it is bound to; the port is the real one also when 0 was asked for.
  package let address: SocketAddress

  /// `shared`: several sockets may be bound to the address (SO_REUSEPORT), and the kernel spreads the load over them.
  /// The first of them says `joining: false`, so that an address some other process has is still an error.
  package static func datagram(
    boundTo address: SocketAddress, shared: Bool = false, joining: Bool = false
  ) throws(SystemError) -> Socket {
    try bind("udp", address, shared: shared, joining: joining) {
      csystem_udp_listen(&$0, $1, Limits.datagramQueueBytes)
    }
  }

  /// See `datagram`; the socket listens.
  package static func listener(
    boundTo address: SocketAddress, shared: Bool = false, joining: Bool = false
  ) throws(SystemError) -> Socket {
    try bind("tcp", address, shared: shared, joining: joining) {
      csystem_tcp_listen(&$0, $1, Limits.listenBacklog)
    }
  }

  private static func bind(
    _ protocolName: String, _ address: SocketAddress, shared: Bool, joining: Bool,
    _ open: (inout csystem_address, Int32) -> Int32
  ) throws(SystemError) -> Socket {
    var system = address.system
    let call = "bind \(protocolName) \(address)"
    if shared, !joining { try Socket(SystemError.check(open(&system, 0), call)).close() }
    return try Socket(SystemError.check(open(&system, shared ? 1 : 0), call))
  }

  /// A second handle to the same socket, for a new owner while the old one still closes the first.
  package func duplicated() throws(SystemError) -> Socket {
    try Socket(SystemError.check(csystem_duplicate(descriptor), "duplicate \(address)"))
  }

  /// Connections are refused from now on; the address stays bound.
  func stopListening() { _ = shutdown(descriptor, Int32(SHUT_RD)) }

  func listenAgain() throws(SystemError) {
    if listen(descriptor, Limits.listenBacklog) != 0 {
      throw SystemError(code: errno, call: "listen \(address)")
    }
  }

  package func close() { _ = csystem_close(descriptor) }

  private init(_ descriptor: Int32) throws(SystemError) {
    self.descriptor = descriptor
    var local = csystem_address()
    _ = try SystemError.check(csystem_local_address(descriptor, &local), "getsockname")
    address = SocketAddress(local)
  }
}
