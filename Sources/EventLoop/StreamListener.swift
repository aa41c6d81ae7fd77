import CLibevent
import CSystem
import Glibc
import Primitives

/// Accepts TCP connections.
package final class StreamListener {
  /// Takes over a fresh connection's descriptor.
  package typealias Acceptor = (_ accepted: AcceptedSocket) -> Void

  private unowned let loop: EventLoop
  private var socket: Socket
  private let accept: Acceptor
  private var event: Event?
  private var rest: Timer?
  private var isRefusing = false

  package init(on loop: EventLoop, socket: Socket, accept: @escaping Acceptor) {
    (self.loop, self.socket, self.accept) = (loop, socket, accept)
    listen()
  }

  private func listen() {
    event = Event(on: loop, descriptor: socket.descriptor, flags: EV_READ | EV_PERSIST) { [unowned self] _ in
      acceptBatch()
    }
    event?.add()
  }

  /// From now on connections are refused, as on a host where nobody listens; the address stays ours until `resume`.
  package func refuse() throws(SystemError) {
    guard event != nil else { return }
    (event, rest) = (nil, nil)
    // The kernel would give back a port that it chose itself once nobody listens: it is asked for by number.
    socket.close()
    socket = try Socket.listener(boundTo: socket.address)
    socket.stopListening()
    isRefusing = true
  }

  /// Accepts again.
  package func resume() throws(SystemError) {
    guard isRefusing else { return }
    isRefusing = false
    try socket.listenAgain()
    listen()
  }

  deinit { close() }

  /// Stops accepting; open connections go on.
  package func close() {
    guard event != nil || isRefusing else { return }
    (event, rest, isRefusing) = (nil, nil, false)
    socket.close()
  }

  private func acceptBatch() {
    for _ in 0..<Limits.acceptBatch {
      var peer = csystem_address()
      let descriptor = csystem_accept(socket.descriptor, &peer)
      if descriptor >= 0 {
        accept(AcceptedSocket(descriptor: descriptor, peer: SocketAddress(peer)))
      } else if -descriptor == EMFILE || -descriptor == ENFILE || -descriptor == ENOMEM
        || -descriptor == ENOBUFS
      {
        return pause()
      } else if -descriptor == EAGAIN || -descriptor == EWOULDBLOCK {
        return
      }  // else: this one was gone before it was accepted
    }
  }

  /// Out of descriptors, the listener would be readable for ever and the loop would spin.
  private func pause() {
    event?.remove()
    rest = Timer(on: loop, after: Limits.acceptPause) { [unowned self] in event?.add() }
  }
}

/// A TCP connection just accepted, owned by whoever takes it.
package struct AcceptedSocket: Sendable {
  package let descriptor: Int32
  package let peer: SocketAddress

  /// The two ends of a connection that nobody outside the process can open or see.
  package static func pair() throws(SystemError) -> (AcceptedSocket, AcceptedSocket) {
    var ends: (Int32, Int32) = (-1, -1)
    let result = withUnsafeMutablePointer(to: &ends) {
      $0.withMemoryRebound(to: Int32.self, capacity: 2) { csystem_stream_pair($0) }
    }
    _ = try SystemError.check(result, "socketpair")
    let peer = SocketAddress(IPAddress(v4: 0x7F00_0001), port: 0)
    return (AcceptedSocket(descriptor: ends.0, peer: peer), AcceptedSocket(descriptor: ends.1, peer: peer))
  }

  /// Refuses the connection.
  package func close() { _ = csystem_close(descriptor) }
}
