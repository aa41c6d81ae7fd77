import CLibevent

/// Answers datagrams in batches: one system call receives up to 32, one sends their replies.
///
/// While batches come full the loop does not watch the socket: the kernel tells whoever watches a socket of every reply
/// that has left it, which was 4 % of an answer. There is no need to be told that more has arrived, either.
package final class DatagramServer {
  private let socket: Socket
  private var batch: DatagramBatch
  private let respond: (borrowing DatagramBatch) -> Void
  /// Datagrams have arrived.
  private var arrival: Event?
  /// It is this server's turn again, the others on the loop have had theirs.
  private var turn: Event?
  private var isWatched = false

  /// Takes over `socket`. No reply is longer than `replyBytes`; `respond` answers a batch, with `DatagramBatch.answer`.
  package init(
    on loop: EventLoop, socket: Socket, replyBytes: Int,
    respond: @escaping (_ batch: borrowing DatagramBatch) -> Void
  ) {
    (self.socket, self.respond) = (socket, respond)
    batch = DatagramBatch(replyBytes: replyBytes)
    arrival = Event(on: loop, descriptor: socket.descriptor, flags: EV_READ | EV_PERSIST) {
      [unowned self] _ in answerBatches()
    }
    turn = Event(on: loop, descriptor: -1, flags: 0) { [unowned self] _ in answerBatches() }
    watch(true)
  }

  deinit { close() }

  /// Answers what has already arrived, then stops.
  package func close() {
    guard arrival != nil else { return }
    (arrival, turn) = (nil, nil)
    while answerBatch() > 0 {}
    socket.close()
  }

  private func answerBatches() {
    for _ in 0..<Limits.datagramBatches {
      let isFull = answerBatch() == Limits.datagramBatch
      watch(!isFull)
      if !isFull { return }
    }
    turn?.add(after: 0)
  }

  private func watch(_ wanted: Bool) {
    guard wanted != isWatched else { return }
    isWatched = wanted
    if wanted { arrival?.add() } else { arrival?.remove() }
  }

  private func answerBatch() -> Int {
    batch.receive(socket.descriptor)
    guard batch.count > 0 else { return 0 }
    respond(batch)
    batch.send(socket.descriptor)
    return batch.count
  }
}
