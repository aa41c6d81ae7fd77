import EdgeCache
import EventLoop
import ObjectFile

// What the file held when it was opened comes back.

extension DiskTier {
  func take(_ event: RecordScan.Event) {
    switch event {
    case .intact(let header, let facts, let checksums):
      let body = ColdBody(header, in: storage, written: header.bodyCount)
      body.checksums = checksums
      count(body)
      let outcome = cache.restore(body, facts: facts.span)
      guard outcome == .restored else {
        // An object that the policy has turned away was never in the cache, and is forgotten here.
        forget(body)
        return refuse(outcome.rawValue)
      }
      status.recovery.objects += 1
      status.recovery.bytes += body.count
      found.append((body.recordRange, body))
    case .damagedBody(let header):
      thread.post(.remove(place: header.place, sequence: header.sequence))
      refuse("damagedBody")
    case .damagedHeader: refuse("damagedHeader")
    case .torn: refuse("torn")
    case .removed: break
    }
  }

  private func refuse(_ reason: String) { status.recovery.refused[reason, default: 0] += 1 }

  func endRecovery(_ sequence: UInt64, _ end: Int, _ error: SystemError?) {
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
      "disk of \(pop): \(recovery.objects) objects, \(recovery.bytes) bytes came back from \(storage.path)",
      metadata: ["refused": "\(refused.isEmpty ? "none" : refused.joined(separator: ", "))"])
    FileOctets.stopReadingAhead(storage.descriptor)
    checking = Timer(on: loop, every: Limits.checkInterval) { [unowned self] in checkNext() }
    for done in waitingFlushes { flush(done) }
    waitingFlushes = []
  }
}
