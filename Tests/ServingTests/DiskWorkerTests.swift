import EventLoop
import Foundation
import ObjectFile
import Primitives
import Testing

@testable import Serving

/// What the thread of a disk does, on a disk that fails.
@Suite struct DiskWorkerTests {
  private let storage: FaultyStorage
  private let facts = Array("facts".utf8)
  private let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 9) }

  init() throws { storage = try FaultyStorage() }

  private func worker() -> DiskWorker { DiskWorker(storage, end: 1 << 20, key: storage.file.key) }

  private var header: RecordHeader {
    RecordHeader(place: 4096, sequence: 1, factsCount: facts.count, bodyCount: body.count)
  }

  private func octets(_ range: Range<Int>) -> LentOctets {
    let block = ByteBlock(body[range])
    return LentOctets(pieces: [block.shared(0..<block.count)])
  }

  /// In two pieces; the checksums, once it is closed, and what was said of each piece.
  private func write(_ worker: inout DiskWorker) -> (checksums: [UInt32]?, errors: [Int32?]) {
    _ = worker.run(.begin(header, facts: facts))
    var errors: [Int32?] = []
    for range in [0..<100_000, 100_000..<200_000] {
      guard case .appended(7, let error)? = worker.run(.append(7, sequence: 1, octets(range))) else { break }
      errors.append(error?.code)
    }
    guard case .closed(1, let checksums, let error)? = worker.run(.close(sequence: 1)) else {
      return (nil, [])
    }
    if let error { errors.append(error.code) }
    return (checksums, errors)
  }

  /// What a start would find.
  private func found() -> [String] {
    var scanner = worker()
    var names: [String] = []
    while case .scanned(let events, _)? = scanner.run(.scan) {
      for event in events {
        switch event {
        case .intact(_, let facts, _): names.append(String(decoding: facts, as: UTF8.self))
        case .torn: names.append("torn")
        case .removed: names.append("removed")
        case .damagedBody: names.append("damaged body")
        case .damagedHeader: names.append("damaged header")
        }
      }
    }
    return names
  }

  private func load(_ range: Range<Int>, _ checksums: [UInt32]) -> String? {
    var worker = worker()
    let part = StoredRange(
      range: range, offset: header.bodyOffset, count: body.count, checksums: checksums)
    guard case .loaded(3, let fault)? = worker.run(.load(3, part)) else { return "no answer" }
    return fault?.description
  }

  @Test("a record lives once it is closed, and what is read of it is compared")
  func whole() {
    var worker = worker()
    let (checksums, errors) = write(&worker)
    #expect(checksums?.count == 4 && errors == [nil, nil])
    #expect(found() == ["facts"])
    #expect(load(100..<200, checksums ?? []) == nil)
    #expect(load(0..<200_000, checksums ?? []) == nil)
  }

  @Test("a full disk: what was begun never counts, and says so for each piece")
  func full() {
    storage.faults.withLock { $0.full = 150_000 }
    var worker = worker()
    let (checksums, errors) = write(&worker)
    #expect(checksums == nil && errors == [nil, ENOSPC])
    #expect(found() == ["torn"])
    storage.faults.withLock { $0.full = 4096 }
    let again = write(&worker)
    #expect(again.checksums == nil && again.errors == [ENOSPC, ENOSPC])
  }

  @Test("a record whose last part cannot be written does not live")
  func fullAtTheEnd() {
    var worker = worker()
    _ = worker.run(.begin(header, facts: facts))
    _ = worker.run(.append(1, sequence: 1, octets(0..<200_000)))
    storage.faults.withLock { $0.full = 0 }
    guard case .closed(1, nil, let error)? = worker.run(.close(sequence: 1)) else {
      Issue.record("it lives")
      return
    }
    #expect(error?.code == ENOSPC && found() == ["torn"])
    guard case .failed(let failure)? = worker.run(.remove(place: 4096, sequence: 1)) else {
      Issue.record("nothing is said of a mark that is not written")
      return
    }
    #expect(failure.code == ENOSPC)
  }

  @Test("not whole, or forgotten before it was closed: it does not come back")
  func incomplete() {
    var worker = worker()
    _ = worker.run(.begin(header, facts: facts))
    _ = worker.run(.append(1, sequence: 1, octets(0..<100_000)))
    guard case .closed(1, nil, nil)? = worker.run(.close(sequence: 1)) else {
      Issue.record("it lives"); return
    }
    #expect(found() == ["torn"])
    _ = worker.run(.begin(header, facts: facts))
    _ = worker.run(.append(1, sequence: 1, octets(0..<200_000)))
    _ = worker.run(.remove(place: 4096, sequence: 1))
    guard case .closed(1, nil, nil)? = worker.run(.close(sequence: 1)) else {
      Issue.record("it lives"); return
    }
    #expect(found() == ["torn"])
  }

  @Test("other facts while it comes, and after")
  func updated() {
    var worker = worker()
    _ = worker.run(.begin(header, facts: facts))
    _ = worker.run(.remove(place: 4096, sequence: 1))
    _ = worker.run(.update(place: 4096, sequence: 1, facts: Array("new".utf8)))
    _ = worker.run(.append(1, sequence: 1, octets(0..<200_000)))
    _ = worker.run(.close(sequence: 1))
    #expect(found() == ["new"])
    _ = worker.run(.update(place: 4096, sequence: 1, facts: Array("newer".utf8)))
    #expect(found() == ["newer"])
    _ = worker.run(.remove(place: 4096, sequence: 1))
    #expect(found() == ["removed"])
  }

  @Test("one octet is another: found wherever its block is read, and only there")
  func damaged() {
    var worker = worker()
    let checksums = write(&worker).checksums ?? []
    let place = header.bodyOffset + 70_000
    storage.faults.withLock { $0.damaged = place }
    let expected = "\(storage.path) is damaged at \(header.bodyOffset + 65_536): the checksum is another"
    #expect(load(131_072..<131_073, checksums) == nil)
    #expect(load(0..<100, checksums) == nil)
    #expect(load(65_536..<65_537, checksums) == expected)
    #expect(load(0..<200_000, checksums) == expected)
    #expect(found() == ["damaged body"])
  }

  @Test("a disk that cannot be read")
  func unreadable() {
    var worker = worker()
    let checksums = write(&worker).checksums ?? []
    storage.faults.withLock { $0.unreadable = 100_000 }
    #expect(load(0..<100, checksums) == nil)
    #expect(load(150_000..<150_001, checksums) == "read \(storage.path): Input/output error")
    var scanner = self.worker()
    guard case .scanEnded(_, _, let error)? = scanner.run(.scan) else { Issue.record("it goes on"); return }
    #expect(error?.code == EIO)
  }
}
