import EventLoop
import Glibc
import Synchronization

/// Writes what the workers' query logs gathered, on a thread of its own: a slow disk delays no answer.
final class QueryLogWriter: Sendable {
  enum Message: Sendable {
    /// Whole lines, and how many.
    case lines([UInt8], count: Int)
    /// The file may have been renamed: open its name again.
    case reopen
    case finish
  }

  let options: QueryLogOptions
  private let lost = Atomic<Int>(0)
  private let queuedOctets = Atomic<Int>(0)
  private let mailbox: Mailbox<Message>
  private let descriptor: Mutex<Int32>

  /// Opens the file, so that a path that cannot be written is known before anything is served.
  init(_ options: QueryLogOptions) throws(SystemError) {
    self.options = options
    mailbox = try Mailbox()
    descriptor = Mutex(try Self.open(options.path))
  }

  private static func open(_ path: String) throws(SystemError) -> Int32 {
    if path == "-" { return STDOUT_FILENO }
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemError(code: errno, call: "open \(path)") }
    return descriptor
  }

  /// Writes until `finish`, then calls `ended` on the writer's thread.
  func start(ended: @escaping @Sendable () -> Void) throws(SystemError) {
    try WorkerThread(name: "query-log") { [self] in
      if let loop = try? EventLoop() {
        let reception = mailbox.receive(on: loop) { [self, unowned loop] message in
          switch message {
          case .lines(let lines, let count): write(lines, count: count)
          case .reopen: reopen()
          case .finish: loop.stop()
          }
        }
        withExtendedLifetime(reception) { loop.run() }
      }
      if linesLost > 0 {
        printError("query log: \(linesLost) lines lost, \(options.path) takes them too slowly")
      }
      ended()
    }.start()
  }

  /// Lines lost because the file took them too slowly, so far.
  var linesLost: Int { lost.load(ordering: .relaxed) }

  /// Queues lines; they are lost, and counted, if too much waits.
  func post(_ lines: [UInt8], count: Int) {
    let queued = queuedOctets.add(lines.count, ordering: .relaxed).newValue
    guard queued <= Limits.queryLogQueueOctets else {
      queuedOctets.subtract(lines.count, ordering: .relaxed)
      lost.add(count, ordering: .relaxed)
      return
    }
    mailbox.post(.lines(lines, count: count))
  }

  func reopen() {
    guard options.path != "-", let new = try? Self.open(options.path) else { return }
    descriptor.withLock { descriptor in
      close(descriptor)
      descriptor = new
    }
  }

  func finish() { mailbox.post(.finish) }

  private func write(_ lines: [UInt8], count: Int) {
    queuedOctets.subtract(lines.count, ordering: .relaxed)
    let descriptor = descriptor.withLock { $0 }
    lines.withUnsafeBytes { bytes in
      var written = 0
      while written < bytes.count {
        let result = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        if result < 0, errno == EINTR { continue }
        if result < 0 { return _ = lost.add(count, ordering: .relaxed) }
        written += result
      }
    }
  }
}
