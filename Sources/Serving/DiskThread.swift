import EventLoop
import ObjectFile

/// Reads and writes a cache's file on a thread of its own: a slow disk delays no answer. What it is told it does in that order.
final class DiskThread: Sendable {
  private let jobs: Mailbox<DiskJob>

  /// `end`: octets of the file that may hold records.
  init(
    _ storage: any OctetStorage, end: Int, key: UInt64, replies: Mailbox<DiskReply>, name: String
  ) throws(SystemError) {
    jobs = try Mailbox()
    try WorkerThread(name: name) { [jobs] in
      guard let loop = try? EventLoop() else { return }
      var worker = DiskWorker(storage, end: end, key: key)
      let reception = jobs.receive(on: loop) { [unowned loop] job in
        if case .stop = job { return loop.stop() }
        guard let reply = worker.run(job) else { return }
        replies.post(reply)
        // The next part of the scan stands behind what has come meanwhile.
        if case .scanned = reply { jobs.post(.scan) }
      }
      withExtendedLifetime(reception) { loop.run() }
    }.start()
  }

  func post(_ job: DiskJob) { jobs.post(job) }
}
