import CLibevent
import CSystem

/// Sends datagrams to whom it likes and hears what comes back: for the few that a server starts itself.
package final class DatagramClient {
  private let socket: Socket
  private var event: Event?

  /// Takes over `socket`.
  package init(
    on loop: EventLoop, socket: Socket,
    received: @escaping (_ datagram: Span<UInt8>, _ peer: SocketAddress) -> Void
  ) {
    self.socket = socket
    event = Event(on: loop, descriptor: socket.descriptor, flags: EV_READ | EV_PERSIST) { [unowned loop] _ in
      var peer = csystem_address()
      let count = csystem_receive_from(
        socket.descriptor, loop.readBuffer.baseAddress, Limits.datagramBytes, &peer)
      guard count > 0 else { return }
      received(Span(_unsafeBytes: loop.readBuffer[..<Int(count)]), SocketAddress(peer))
    }
    event?.add()
  }

  deinit {
    event = nil
    socket.close()
  }

  /// Sends one datagram; what the network does with it is its own affair.
  package func send(_ octets: [UInt8], to peer: SocketAddress) {
    var system = peer.system
    _ = csystem_send_to(socket.descriptor, octets, octets.count, &system)
  }
}
