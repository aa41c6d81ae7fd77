import EdgeCache
import EventLoop
import Glibc
import ObjectFile

// How bodies are read from the file. What the kernel has in its memory has been written by this process, or read by its thread,
// which compares checksums; nothing else is read (`FileOctets.stopReadingAhead`).

extension DiskTier {
  enum Readiness { case ready, onDisk, lost }

  /// For a connection to send from: as long as `body` is held its place is not written again.
  func file(keeping body: ColdBody) -> OpenFile { OpenFile(descriptor: storage.descriptor, keeping: body) }

  func places(of range: Range<Int>, in body: ColdBody) -> Range<Int> {
    body.offset + range.lowerBound..<body.offset + range.upperBound
  }

  /// Whether a range of the body can be sent without waiting for the disk; else `load` it first. What was in memory half a
  /// second ago is taken to be there still: looking takes two system calls, a twentieth of what sending 100 KiB does.
  func readiness(of range: Range<Int>, in body: ColdBody) -> Readiness {
    if body.wasInMemory(range, at: loop.coarseNow) { return .ready }
    let places = places(of: range, in: body)
    let isInMemory = FileOctets.areInMemory(
      storage.descriptor, places, every: ObjectFile.Limits.checkedBytes)
    switch isInMemory {
    case true?:
      body.foundInMemory(range, at: loop.coarseNow)
      return .ready
    case false?: return .onDisk
    case nil:
      cannotRead(body)
      return .lost
    }
  }

  /// Has the thread read a range of the body and compare its checksums, and calls `done`.
  func load(_ range: Range<Int>, of body: ColdBody, _ done: @escaping () -> Void) {
    nextNumber += 1
    loads[nextNumber] = (body, done)
    thread.post(.load(nextNumber, StoredRange(range, of: body)))
  }

  func cannotRead(_ body: ColdBody) {
    lose(body, .unreadable(SystemError(code: EIO, call: "read \(storage.path)")))
  }

  func lose(_ body: ColdBody, _ fault: DiskFault) {
    guard !body.isLost else { return }
    body.isLost = true
    log.error("disk of \(pop): an object is lost: \(fault)")
    switch fault {
    case .unreadable: status.readErrors += 1
    case .damaged: status.damaged += 1
    }
    cache.remove(body)
  }

  /// A piece of what the file holds is read and compared with its checksums, from one end to the other and again: damage is
  /// found before anybody asks.
  func checkNext() {
    guard status.fault == nil, status.waitingBytes == 0, loads.isEmpty else { return }
    guard let (range, body) = space.first(from: nextCheck.place) ?? space.first(from: 0) else { return }
    if range.lowerBound != nextCheck.place { nextCheck = (range.lowerBound, 0) }
    guard body.isInCache, !body.checksums.isEmpty, nextCheck.offset < body.count else {
      nextCheck = (range.upperBound, 0)
      return
    }
    let end = min(nextCheck.offset + Limits.checkedFileBytes, body.count)
    let part = StoredRange(nextCheck.offset..<end, of: body)
    nextCheck = end == body.count ? (range.upperBound, 0) : (range.lowerBound, end)
    nextNumber += 1
    loads[nextNumber] = (body, { [unowned self] in status.checkedBytes += part.range.count })
    thread.post(.check(nextNumber, part))
  }
}

extension StoredRange {
  fileprivate init(_ range: Range<Int>, of body: ColdBody) {
    self.init(range: range, offset: body.offset, count: body.count, checksums: body.checksums)
  }
}
