import EdgeCache
import EventLoop
import Logging
import ObjectFile
import Primitives

/// The large bodies of one cache in a file: gives out its room, tells its thread what to write, and at the start hands back
/// what it finds. Lives on the cache's loop.
final class DiskTier: ColdStore {
  enum Readiness { case ready, onDisk, lost }

  private unowned let loop: EventLoop
  private unowned let cache: EdgeCache
  private let pop: String
  private let log: Logger
  private let diskFile: DiskFile
  private let thread: DiskThread
  private var reception: MailboxReception?
  private(set) var status: DiskStatus
  private var space: RecordSpace<ColdBody>
  private var nextSequence: UInt64 = 1
  /// Whose octets are still in memory, by sequence.
  private var writing: [UInt64: ColdBody] = [:]
  private var loads: [Int: (body: ColdBody, done: () -> Void)] = [:]
  private var flushes: [Int: () -> Void] = [:]
  private var nextNumber = 0
  private let startedAt: Instant
  /// What has come back until now, in the order of the file.
  private var found: [(range: Range<Int>, tenant: ColdBody)] = []
  /// For the end of the recovery.
  private var waitingFlushes: [() -> Void] = []

  /// Begins to bring back what `file` holds.
  init(
    on loop: EventLoop, _ file: DiskFile, of cache: EdgeCache, pop: String, log: Logger
  ) throws(SystemError) {
    (self.loop, self.cache, self.pop, self.log, diskFile) = (loop, cache, pop, log, file)
    status = DiskStatus(path: file.path, capacity: file.settings.size)
    space = RecordSpace(ObjectFile.Limits.blockBytes..<file.settings.size)
    startedAt = loop.now
    let replies = try Mailbox<DiskThread.Reply>()
    thread = try DiskThread(file, replies: replies, name: "disk")
    if let fault = file.fault { log.warning("disk of \(pop): \(file.path) is begun anew: \(fault)") }
    reception = replies.receive(on: loop) { [unowned self, replies] reply in
      withExtendedLifetime(replies) { handle(reply) }
    }
    thread.post(.scan)
  }

  deinit { thread.post(.stop) }

  private func handle(_ reply: DiskThread.Reply) {
    switch reply {
    case .scanned(let events, let octets):
      status.recovery.octetsRead += octets
      for event in events { take(event) }
    case .scanEnded(let sequence, let end, let error): endRecovery(sequence, end, error)
    case .written(let sequence, let error): written(sequence, error)
    case .failed(let error):
      log.error("disk of \(pop): what was removed may come back after a restart: \(error)")
    case .loaded(let number, let error):
      guard let load = loads.removeValue(forKey: number) else { return }
      if let error {
        log.error("disk of \(pop): an object is lost: \(error)")
        lose(load.body)
      }
      load.done()
    case .flushed(let number): flushes.removeValue(forKey: number)?()
    }
  }

  // MARK: ColdStore

  var minimumObjectSize: Int { diskFile.settings.minimumObjectSize }

  func keep(_ body: ResponseBody, facts: [UInt8]) -> ColdBody? {
    guard status.recovery.isComplete, status.fault == nil else { return nil }
    let length = RecordHeader.length(factsCount: facts.count, bodyCount: body.count)
    guard status.waitingBytes == 0 || status.waitingBytes + body.count <= Limits.diskQueueBytes,
      let place = space.makeRoom(for: length, release: { release(&$0) })
    else {
      status.turnedAway += 1
      return nil
    }
    let header = RecordHeader(
      place: place, sequence: nextSequence, factsCount: facts.count, bodyCount: body.count)
    nextSequence += 1
    let cold = ColdBody(header, in: diskFile, memory: body)
    space.take(length, for: cold)
    count(cold)
    writing[cold.sequence] = cold
    status.waitingBytes += cold.count
    thread.post(.write(header, facts: facts, LentOctets(pieces: body.pieces)))
    return cold
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
    status.bytes -= body.range.count
    thread.post(.remove(place: body.place))
  }

  private func count(_ body: ColdBody) {
    status.objects += 1
    status.bytes += body.range.count
  }

  private func written(_ sequence: UInt64, _ error: SystemError?) {
    guard let body = writing.removeValue(forKey: sequence) else { return }
    status.waitingBytes -= body.count
    if let error {
      // Those who read it have the octets in memory.
      cache.remove(body)
      guard status.fault == nil else { return }
      status.fault = "\(error)"
      log.error("disk of \(pop): nothing more is written until the next start: \(error)")
    } else {
      status.written += 1
      body.memory = nil
    }
  }

  /// Calls `done` when all that was told until now is in the file, and what the file held is known.
  func flush(_ done: @escaping () -> Void) {
    guard status.recovery.isComplete else { return waitingFlushes.append(done) }
    nextNumber += 1
    flushes[nextNumber] = done
    thread.post(.flush(nextNumber))
  }

  // MARK: Reading

  /// For a connection to send from: as long as `body` is held its place is not written again.
  func file(keeping body: ColdBody) -> OpenFile { OpenFile(descriptor: diskFile.descriptor, keeping: body) }

  func places(of range: Range<Int>, in body: ColdBody) -> Range<Int> {
    body.offset + range.lowerBound..<body.offset + range.upperBound
  }

  /// Whether a range of the body can be sent without waiting for the disk; else `load` it first. What was in memory half a
  /// second ago is taken to be there still: looking takes two system calls, a twentieth of what sending 100 KiB does.
  func readiness(of range: Range<Int>, in body: ColdBody) -> Readiness {
    if body.wasInMemory(range, at: loop.coarseNow) { return .ready }
    let places = places(of: range, in: body)
    switch FileOctets.areInMemory(diskFile.descriptor, places) {
    case true?:
      body.foundInMemory(range, at: loop.coarseNow)
      return .ready
    case false?: return .onDisk
    case nil:
      log.error("disk of \(pop): an object is lost: \(diskFile.path) cannot be read at \(places.lowerBound)")
      lose(body)
      return .lost
    }
  }

  /// Has the thread read a range of the body, and calls `done`.
  func load(_ range: Range<Int>, of body: ColdBody, _ done: @escaping () -> Void) {
    nextNumber += 1
    loads[nextNumber] = (body, done)
    thread.post(.load(nextNumber, places(of: range, in: body)))
  }

  func lose(_ body: ColdBody) {
    guard !body.isLost else { return }
    body.isLost = true
    status.readErrors += 1
    cache.remove(body)
  }

  // MARK: Recovery

  private func take(_ event: RecordScan.Event) {
    switch event {
    case .intact(let header, let facts):
      let body = ColdBody(header, in: diskFile)
      count(body)
      let outcome = cache.restore(body, facts: facts.span)
      guard outcome == .restored else {
        // An object that the policy has turned away was never in the cache, and is forgotten here.
        forget(body)
        return refuse(outcome.rawValue)
      }
      status.recovery.objects += 1
      status.recovery.bytes += body.count
      found.append((body.range, body))
    case .damagedBody(let header):
      thread.post(.remove(place: header.place))
      refuse("damagedBody")
    case .damagedHeader: refuse("damagedHeader")
    case .torn: refuse("torn")
    case .removed: break
    }
  }

  private func refuse(_ reason: String) { status.recovery.refused[reason, default: 0] += 1 }

  private func endRecovery(_ sequence: UInt64, _ end: Int, _ error: SystemError?) {
    nextSequence = sequence + 1
    space = RecordSpace(space.bounds, head: end, found)
    found = []
    status.recovery.isComplete = true
    let nanoseconds = loop.now.nanosecondsSinceEpoch - startedAt.nanosecondsSinceEpoch
    status.recovery.seconds = Double(nanoseconds) / 1e9
    if let error {
      status.fault = "\(error)"
      log.error(
        "disk of \(pop): what it still holds does not come back, and nothing more is written: \(error)")
    }
    let recovery = status.recovery
    let refused = recovery.refused.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    log.notice(
      "disk of \(pop): \(recovery.objects) objects, \(recovery.bytes) bytes came back from \(diskFile.path)",
      metadata: ["refused": "\(refused.isEmpty ? "none" : refused.joined(separator: ", "))"])
    for done in waitingFlushes { flush(done) }
    waitingFlushes = []
  }
}

extension ColdBody {
  /// What the record takes of the file.
  fileprivate var range: Range<Int> { place..<offset + count.roundedUpToBlock }

  fileprivate convenience init(_ header: RecordHeader, in file: DiskFile, memory: ResponseBody? = nil) {
    self.init(
      place: header.place, offset: header.bodyOffset, count: header.bodyCount, sequence: header.sequence,
      keeping: file, memory: memory)
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
