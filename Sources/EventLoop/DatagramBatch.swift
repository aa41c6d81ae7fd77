import CSystem
import Primitives

/// Datagrams that were received with one system call, and the replies that leave with one.
///
/// Owns the memory of both; the spans it lends end with the call they are lent to.
package struct DatagramBatch: ~Copyable {
  private let batch: OpaquePointer
  private let replyBytes: Int
  /// Datagrams received last.
  package private(set) var count = 0

  init(replyBytes: Int) {
    self.replyBytes = replyBytes
    batch = csystem_batch_create(Int32(Limits.datagramBatch), Limits.datagramBytes, replyBytes)
  }

  deinit { csystem_batch_destroy(batch) }

  /// Receives what has arrived, at most `Limits.datagramBatch` datagrams.
  mutating func receive(_ descriptor: Int32) { count = max(0, Int(csystem_batch_receive(batch, descriptor))) }

  /// Sends the replies.
  func send(_ descriptor: Int32) { _ = csystem_batch_send(batch, descriptor) }

  /// Calls `respond` for each datagram. It writes the reply and returns its octets; 0: there is none.
  package func answer(
    _ respond: (_ datagram: Span<UInt8>, _ peer: IPAddress, _ reply: inout MutableSpan<UInt8>) -> Int
  ) {
    for index in 0..<Int32(truncatingIfNeeded: count) {
      var octets = 0
      let datagram = Span(_unsafeStart: csystem_batch_datagram(batch, index, &octets)!, count: octets)
      var reply = MutableSpan(_unsafeStart: csystem_batch_reply(batch, index)!, count: replyBytes)
      let peer = SocketAddress(csystem_batch_peer(batch, index)).address
      let length = respond(datagram, peer, &reply)
      if length > 0 { csystem_batch_queue_reply(batch, index, length) }
    }
  }
}
