import CLibevent
import CSystem
import Primitives

/// Answers datagrams in batches: one system call receives up to 32, one sends their replies.
package final class DatagramServer {
  /// Writes the reply to a datagram into the buffer and returns its length; 0 for no reply.
  package typealias Responder = (
    _ datagram: Span<UInt8>, _ peer: IPAddress, _ reply: inout MutableSpan<UInt8>
  ) -> Int

  private let socket: Socket
  private let batch: OpaquePointer
  private let replyBytes: Int
  private let respond: Responder
  private var event: Event?

  /// Takes over `socket`. No reply is longer than `replyBytes`.
  package init(on loop: EventLoop, socket: Socket, replyBytes: Int, respond: @escaping Responder) {
    (self.socket, self.replyBytes, self.respond) = (socket, replyBytes, respond)
    batch = csystem_batch_create(Int32(Limits.datagramBatch), Limits.datagramBytes, replyBytes)
    event = Event(on: loop, descriptor: socket.descriptor, flags: EV_READ | EV_PERSIST) { [unowned self] _ in
      while answerBatch() == Limits.datagramBatch {}
    }
    event?.add()
  }

  deinit { close() }

  /// Answers what has already arrived, then stops.
  package func close() {
    guard event != nil else { return }
    event = nil
    while answerBatch() > 0 {}
    csystem_batch_destroy(batch)
    socket.close()
  }

  private func answerBatch() -> Int {
    let received = csystem_batch_receive(batch, socket.descriptor)
    guard received > 0 else { return 0 }
    for index in 0..<received {
      var count = 0
      // The batch owns the memory of its datagrams and replies; the spans end with this iteration.
      let datagram = Span(
        _unsafeStart: csystem_batch_datagram(batch, index, &count)!, count: count)
      var reply = MutableSpan(_unsafeStart: csystem_batch_reply(batch, index)!, count: replyBytes)
      let peer = SocketAddress(csystem_batch_peer(batch, index)).address
      let length = respond(datagram, peer, &reply)
      if length > 0 { csystem_batch_queue_reply(batch, index, length) }
    }
    _ = csystem_batch_send(batch, socket.descriptor)
    return Int(received)
  }
}
