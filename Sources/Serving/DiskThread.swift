import EventLoop
import Glibc
import ObjectFile
import Primitives

/// Octets lent to the thread of a disk.
struct LentOctets: Sendable {
  /// Unsafe, and sound: `SharedBytes` neither move nor change as long as they are held, and the thread only reads them.
  nonisolated(unsafe) let pieces: [SharedBytes]
}

/// Reads and writes a cache's file on a thread of its own: a slow disk delays no answer. What it is told it does in that order.
final class DiskThread: Sendable {
  enum Job: Sendable {
    /// A part of the file is read for what is there; `scanned` tells of it, and the next follows.
    case scan
    /// A new record: `writing`, body, `live`, so that one that is not whole is never taken for one.
    case write(RecordHeader, facts: [UInt8], LentOctets)
    /// Other facts in the place of a record, and it lives.
    case update(place: Int, sequence: UInt64, facts: [UInt8])
    case remove(place: Int)
    /// Octets are to be in memory, in the kernel's.
    case load(Int, Range<Int>)
    case flush(Int)
    case stop
  }

  enum Reply: Sendable {
    case scanned([RecordScan.Event], octets: Int)
    case scanEnded(sequence: UInt64, end: Int, SystemError?)
    case written(sequence: UInt64, SystemError?)
    /// What should be removed, or live by other facts, may come back as it was.
    case failed(SystemError)
    case loaded(Int, SystemError?)
    case flushed(Int)
  }

  private let file: DiskFile
  private let jobs: Mailbox<Job>
  private let replies: Mailbox<Reply>

  init(_ file: DiskFile, replies: Mailbox<Reply>, name: String) throws(SystemError) {
    (self.file, self.replies) = (file, replies)
    jobs = try Mailbox()
    try WorkerThread(name: name) { [self] in
      guard let loop = try? EventLoop() else { return }
      var scan = RecordScan(end: file.count, key: file.key)
      let reception = jobs.receive(on: loop) { [self, unowned loop] job in
        if case .stop = job { return loop.stop() }
        run(job, &scan)
      }
      withExtendedLifetime(reception) { loop.run() }
    }.start()
  }

  func post(_ job: Job) { jobs.post(job) }

  private func run(_ job: Job, _ scan: inout RecordScan) {
    switch job {
    case .scan: step(&scan)
    case .write(let header, let facts, let body):
      replies.post(.written(sequence: header.sequence, write(header, facts, body)))
    case .update(let place, let sequence, let facts): report(update(place, sequence, facts))
    case .remove(let place):
      var state: [UInt8] = []
      state.append(littleEndian: RecordHeader.State.removed.rawValue)
      report(write(state, at: place + RecordHeader.stateOffset))
    case .load(let number, let range): replies.post(.loaded(number, load(range)))
    case .flush(let number): replies.post(.flushed(number))
    case .stop: break
    }
  }

  private func report(_ error: SystemError?) {
    if let error { replies.post(.failed(error)) }
  }

  // MARK: The scan

  private func step(_ scan: inout RecordScan) {
    guard !scan.isFinished else {
      return replies.post(.scanEnded(sequence: scan.last.sequence, end: scan.last.end, nil))
    }
    let count = min(ObjectFile.Limits.windowBytes, file.count - scan.position)
    var window = [UInt8](repeating: 0, count: count)
    let start = scan.position
    let read = window.withUnsafeMutableBytes { FileOctets.read(file.descriptor, into: $0, at: start) }
    guard read >= 0 else {
      let error = SystemError(code: Int32(-read), call: "read \(file.path)")
      return replies.post(.scanEnded(sequence: scan.last.sequence, end: scan.last.end, error))
    }
    let octets = window
    var events: [RecordScan.Event] = []
    scan.take(octets.span.extracting(0..<read)) { events.append($0) }
    replies.post(.scanned(events, octets: read))
    // Behind what has come meanwhile.
    jobs.post(.scan)
  }

  // MARK: Records

  private func write(_ header: RecordHeader, _ facts: [UInt8], _ body: LentOctets) -> SystemError? {
    var header = header
    if let error = write(header.encoded(facts.span, key: file.key), at: header.place) { return error }
    var checksum = CRC32()
    var offset = header.bodyOffset
    for piece in body.pieces {
      checksum.add(piece.span)
      let error = FileOctets.write(file.descriptor, piece.unsafeBytes, at: offset)
      guard error == 0 else { return SystemError(code: -error, call: "write \(file.path)") }
      offset += piece.count
    }
    (header.state, header.bodyChecksum) = (.live, checksum.value)
    return write(header.encoded(facts.span, key: file.key), at: header.place)
  }

  /// A record that was never written whole, or whose place the facts do not fit, stays as it is: it does not live.
  private func update(_ place: Int, _ sequence: UInt64, _ facts: [UInt8]) -> SystemError? {
    var bytes = [UInt8](repeating: 0, count: RecordHeader.count + ObjectFile.Limits.factsBytes)
    let read = bytes.withUnsafeMutableBytes { FileOctets.read(file.descriptor, into: $0, at: place) }
    guard read >= 0 else { return SystemError(code: Int32(-read), call: "read \(file.path)") }
    let octets = bytes
    guard
      case .record(var header, _) = RecordHeader.read(
        octets.span.extracting(0..<read), at: place, key: file.key),
      header.sequence == sequence, header.state != .writing, header.fits(factsCount: facts.count)
    else { return nil }
    (header.state, header.factsCount) = (.live, facts.count)
    return write(header.encoded(facts.span, key: file.key), at: place)
  }

  private func write(_ bytes: [UInt8], at offset: Int) -> SystemError? {
    let error = bytes.withUnsafeBytes { FileOctets.write(file.descriptor, $0, at: offset) }
    return error == 0 ? nil : SystemError(code: -error, call: "write \(file.path)")
  }

  private func load(_ range: Range<Int>) -> SystemError? {
    var bytes = [UInt8](repeating: 0, count: range.count)
    let read = bytes.withUnsafeMutableBytes {
      FileOctets.read(file.descriptor, into: $0, at: range.lowerBound)
    }
    guard read != range.count else { return nil }
    return SystemError(code: read < 0 ? Int32(-read) : EIO, call: "read \(file.path)")
  }
}
