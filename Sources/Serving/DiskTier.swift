import Configuration
import EdgeCache
import EventLoop
import Logging
import ObjectFile
import Primitives

/// The large bodies of one cache in a file: gives out its room, tells its thread what to write, and at the start hands back
/// what it finds. Lives on the cache's loop.
final class DiskTier: ColdStore {
  unowned let loop: EventLoop
  unowned let cache: EdgeCache
  let pop: String
  let log: Logger
  private let settings: DiskSettings
  let storage: any OctetStorage
  let thread: DiskThread
  private var reception: MailboxReception?
  var status: DiskStatus
  var space: RecordSpace<ColdBody>
  var nextSequence: UInt64 = 1
  private var appends: [Int: (body: ColdBody, count: Int, done: (Bool) -> Void)] = [:]
  /// Those that are whole, or given up, by sequence.
  private var closing: [UInt64: ColdBody] = [:]
  var loads: [Int: (body: ColdBody, done: () -> Void)] = [:]
  private var flushes: [Int: () -> Void] = [:]
  var nextNumber = 0
  let startedAt: Instant
  /// What of the file is checked next: a place in it, and an offset in the body of the record there.
  var nextCheck = (place: 0, offset: 0)
  var checking: Timer?
  /// What has come back until now, in the order of the file.
  var found: [(range: Range<Int>, tenant: ColdBody)] = []
  /// For the end of the recovery.
  var waitingFlushes: [() -> Void] = []

  /// Of now.
  var report: DiskStatus {
    var report = status
    report.indexBytes = cache.figures.coldIndexBytes
    return report
  }

  /// Begins to bring back what `file` holds. `storage`: through which it is read and written; else the file itself.
  init(
    on loop: EventLoop, _ file: DiskFile, through storage: (any OctetStorage)? = nil, of cache: EdgeCache,
    pop: String, log: Logger
  ) throws(SystemError) {
    (self.loop, self.cache, self.pop, self.log) = (loop, cache, pop, log)
    (self.storage, settings) = (storage ?? file, file.settings)
    status = DiskStatus(path: file.path, capacity: file.settings.size)
    space = RecordSpace(ObjectFile.Limits.blockBytes..<file.settings.size)
    startedAt = loop.now
    let replies = try Mailbox<DiskReply>()
    thread = try DiskThread(
      storage ?? file, end: file.count, key: file.key, replies: replies, name: "disk")
    if let fault = file.fault { log.warning("disk of \(pop): \(file.path) is begun anew: \(fault)") }
    reception = replies.receive(on: loop) { [unowned self, replies] reply in
      withExtendedLifetime(replies) { handle(reply) }
    }
    thread.post(.scan)
  }

  deinit { thread.post(.stop) }

  private func handle(_ reply: DiskReply) {
    switch reply {
    case .scanned(let events, let octets):
      status.recovery.octetsRead += octets
      for event in events { take(event) }
    case .scanEnded(let sequence, let end, let error): endRecovery(sequence, end, error)
    case .appended(let number, let error): appended(number, error)
    case .closed(let sequence, let checksums, let error): closed(sequence, checksums, error)
    case .failed(let error):
      log.error("disk of \(pop): what was removed may come back after a restart: \(error)")
    case .loaded(let number, let fault):
      guard let load = loads.removeValue(forKey: number) else { return }
      if let fault { lose(load.body, fault) }
      load.done()
    case .flushed(let number): flushes.removeValue(forKey: number)?()
    }
  }

  // MARK: ColdStore

  var minimumObjectSize: Int { settings.minimumObjectSize }
  /// One object cannot flush all others.
  var maximumObjectSize: Int { settings.size / Limits.largestShareOfDisk }

  func keep(_ body: ResponseBody, facts: [UInt8]) -> ColdBody? {
    guard status.waitingBytes == 0 || status.waitingBytes + body.count <= Limits.diskQueueBytes else {
      status.turnedAway += 1
      return nil
    }
    guard let cold = reserve(body.count, facts: facts) else { return nil }
    cold.memory = body
    append(body.pieces, to: cold) { [unowned self] isWritten in
      // Where it is not, those who read it have the octets in memory.
      if isWritten { cold.memory = nil } else { cache.remove(cold) }
    }
    close(cold)
    return cold
  }

  func reserve(_ count: Int, facts: [UInt8]) -> ColdBody? {
    guard status.recovery.isComplete, status.fault == nil, count <= maximumObjectSize else { return nil }
    let length = RecordHeader.length(factsCount: facts.count, bodyCount: count)
    guard let place = space.makeRoom(for: length, release: { release(&$0) }) else {
      status.turnedAway += 1
      return nil
    }
    let header = RecordHeader(
      place: place, sequence: nextSequence, factsCount: facts.count, bodyCount: count)
    nextSequence += 1
    let cold = ColdBody(header, in: storage, written: 0)
    space.take(length, for: cold)
    self.count(cold)
    thread.post(.begin(header, facts: facts))
    return cold
  }

  func append(_ octets: [SharedBytes], to body: ColdBody, _ done: @escaping (Bool) -> Void) {
    nextNumber += 1
    let count = octets.reduce(0) { $0 + $1.count }
    appends[nextNumber] = (body, count, done)
    status.waitingBytes += count
    thread.post(.append(nextNumber, sequence: body.sequence, LentOctets(pieces: octets)))
  }

  func close(_ body: ColdBody) {
    closing[body.sequence] = body
    thread.post(.close(sequence: body.sequence))
  }

  /// The oldest leaves the cache; its room is free unless an answer is still being sent from there.
  private func release(_ body: inout ColdBody) -> Bool {
    cache.remove(body)
    return isKnownUniquelyReferenced(&body)
  }

  func update(_ body: ColdBody, facts: [UInt8]) {
    count(body)
    thread.post(.update(place: body.place, sequence: body.sequence, facts: facts))
  }

  func forget(_ body: ColdBody) {
    status.objects -= 1
    status.bytes -= body.recordRange.count
    thread.post(.remove(place: body.place, sequence: body.sequence))
  }

  func count(_ body: ColdBody) {
    status.objects += 1
    status.bytes += body.recordRange.count
  }

  private func appended(_ number: Int, _ error: SystemError?) {
    guard let (body, count, done) = appends.removeValue(forKey: number) else { return }
    status.waitingBytes -= count
    if let error { stopWriting(error) } else { body.writtenCount += count }
    done(error == nil)
  }

  private func closed(_ sequence: UInt64, _ checksums: [UInt32]?, _ error: SystemError?) {
    guard let body = closing.removeValue(forKey: sequence) else { return }
    if let checksums {
      status.written += 1
      body.checksums = checksums
    } else if let error {
      stopWriting(error)
      cache.remove(body)
    }
  }

  private func stopWriting(_ error: SystemError) {
    guard status.fault == nil else { return }
    status.fault = "\(error)"
    log.error("disk of \(pop): nothing more is written until the next start: \(error)")
  }

  /// Calls `done` when all that was told until now is in the file, and what the file held is known.
  func flush(_ done: @escaping () -> Void) {
    guard status.recovery.isComplete else { return waitingFlushes.append(done) }
    nextNumber += 1
    flushes[nextNumber] = done
    thread.post(.flush(nextNumber))
  }
}

extension ColdBody {
  /// What the record takes of the file.
  var recordRange: Range<Int> { place..<offset + count.roundedUpToBlock }

  convenience init(_ header: RecordHeader, in storage: any OctetStorage, written: Int) {
    self.init(
      place: header.place, offset: header.bodyOffset, count: header.bodyCount, sequence: header.sequence,
      keeping: storage, written: written)
  }
}

extension ResponseBody {
  /// All octets, which are in memory.
  fileprivate var pieces: [SharedBytes] {
    var pieces: [SharedBytes] = []
    var offset = 0
    while let piece = octets(at: offset) {
      pieces.append(piece)
      offset += piece.count
    }
    return pieces
  }
}
