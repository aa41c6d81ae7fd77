import EventLoop
import Synchronization

/// Writes what the workers' logs gathered, on a thread of its own: a slow disk delays no answer.
final class LogWriter: Sendable {
  private enum Message: Sendable {
    case lines(LogBatch)
    /// Files may have been renamed: open their names again.
    case reopen
    case finish
  }

  /// In messages: `query log`.
  private let name: String
  private let makeSink: @Sendable () -> any LogSink
  private let lost = Atomic<Int>(0)
  private let queuedOctets = Atomic<Int>(0)
  private let mailbox: Mailbox<Message>

  /// `makeSink` is called on the writer's thread.
  init(_ name: String, to makeSink: @escaping @Sendable () -> any LogSink) throws(SystemError) {
    (self.name, self.makeSink) = (name, makeSink)
    mailbox = try Mailbox()
  }

  /// Writes until `finish`, then calls `ended` on the writer's thread.
  func start(ended: @escaping @Sendable () -> Void) throws(SystemError) {
    try WorkerThread(name: name) { [self] in
      var sink = makeSink()
      if let loop = try? EventLoop() {
        let reception = mailbox.receive(on: loop) { [self, unowned loop] message in
          switch message {
          case .lines(let batch): write(batch, to: &sink)
          case .reopen: sink.reopen()
          case .finish: loop.stop()
          }
        }
        withExtendedLifetime(reception) { loop.run() }
      }
      sink.finish()
      if linesLost > 0 { printError("\(name): \(linesLost) lines lost, \(sink.path) takes them too slowly") }
      ended()
    }.start()
  }

  private func write(_ batch: LogBatch, to sink: inout any LogSink) {
    queuedOctets.subtract(batch.lines.count, ordering: .relaxed)
    if !sink.write(batch) { lost.add(batch.count, ordering: .relaxed) }
  }

  /// Lines lost because the file took them too slowly, so far.
  var linesLost: Int { lost.load(ordering: .relaxed) }

  /// Queues lines; they are lost, and counted, if too much waits.
  func post(_ batch: LogBatch) {
    guard batch.count > 0 else { return }
    let queued = queuedOctets.add(batch.lines.count, ordering: .relaxed).newValue
    guard queued <= Limits.logQueueOctets else {
      queuedOctets.subtract(batch.lines.count, ordering: .relaxed)
      lost.add(batch.count, ordering: .relaxed)
      return
    }
    mailbox.post(.lines(batch))
  }

  func reopen() { mailbox.post(.reopen) }
  func finish() { mailbox.post(.finish) }
}
