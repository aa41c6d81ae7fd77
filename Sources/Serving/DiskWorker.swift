import EventLoop
import Glibc
import ObjectFile
import Primitives

/// Does what the thread of a disk is told, one job after the other.
struct DiskWorker {
  /// A record whose body is coming.
  private struct Reception {
    var header: RecordHeader
    var facts: [UInt8]
    var checksums = BodyChecksums()
    var count = 0
    var isRemoved = false
    var error: SystemError?
  }

  private let storage: any OctetStorage
  private let key: UInt64
  private let end: Int
  private var scan: RecordScan
  private var receptions: [UInt64: Reception] = [:]

  /// `end`: octets of the file that may hold records.
  init(_ storage: any OctetStorage, end: Int, key: UInt64) {
    (self.storage, self.end, self.key) = (storage, end, key)
    scan = RecordScan(end: end, key: key)
  }

  /// Nil: there is nothing to say.
  mutating func run(_ job: DiskJob) -> DiskReply? {
    switch job {
    case .scan: return step()
    case .begin(let header, let facts):
      let error = write(header, facts)
      receptions[header.sequence] = Reception(header: header, facts: facts, error: error)
      return nil
    case .append(let number, let sequence, let octets): return .appended(number, append(octets, to: sequence))
    case .close(let sequence): return close(sequence)
    case .update(let place, let sequence, let facts):
      return update(place, sequence, facts).map { .failed($0) }
    case .remove(let place, let sequence): return remove(place, sequence).map { .failed($0) }
    case .load(let number, let part): return .loaded(number, fault(of: part))
    case .check(let number, let part):
      let places = part.offset + part.range.lowerBound..<part.offset + part.range.upperBound
      let wasInMemory = FileOctets.areInMemory(storage.descriptor, places, every: places.count)
      let fault = fault(of: part)
      if wasInMemory != true { FileOctets.dropFromMemory(storage.descriptor, places) }
      return .loaded(number, fault)
    case .flush(let number): return .flushed(number)
    case .stop: return nil
    }
  }

  // MARK: The scan

  private mutating func step() -> DiskReply {
    guard !scan.isFinished else {
      return .scanEnded(sequence: scan.last.sequence, end: scan.last.end, nil)
    }
    do throws(SystemError) {
      let count = min(ObjectFile.Limits.windowBytes, end - scan.position)
      let octets = try storage.read(count, at: scan.position)
      var events: [RecordScan.Event] = []
      scan.take(octets.span) { events.append($0) }
      return .scanned(events, octets: octets.count)
    } catch {
      return .scanEnded(sequence: scan.last.sequence, end: scan.last.end, error)
    }
  }

  // MARK: Records

  private func write(_ header: RecordHeader, _ facts: [UInt8]) -> SystemError? {
    do throws(SystemError) {
      try storage.write(header.encoded(facts.span, key: key), at: header.place)
      return nil
    } catch {
      return error
    }
  }

  private mutating func append(_ octets: LentOctets, to sequence: UInt64) -> SystemError? {
    guard var reception = receptions.removeValue(forKey: sequence) else { return nil }
    defer { receptions[sequence] = reception }
    if let error = reception.error { return error }
    do throws(SystemError) {
      for piece in octets.pieces {
        reception.checksums.add(piece.span)
        try storage.check(storage.write(piece.unsafeBytes, at: reception.header.bodyOffset + reception.count))
        reception.count += piece.count
      }
    } catch {
      reception.error = error
    }
    return reception.error
  }

  private mutating func close(_ sequence: UInt64) -> DiskReply {
    guard let reception = receptions.removeValue(forKey: sequence), reception.error == nil,
      !reception.isRemoved, reception.count == reception.header.bodyCount
    else { return .closed(sequence: sequence, checksums: nil, nil) }
    var header = reception.header
    (header.state, header.bodyChecksum) = (.live, reception.checksums.value)
    let error = write(header, reception.facts)
    return .closed(sequence: sequence, checksums: error == nil ? reception.checksums.blocks : nil, error)
  }

  /// A record that was never written whole, or whose place the facts do not fit, stays as it is: it does not live.
  private mutating func update(_ place: Int, _ sequence: UInt64, _ facts: [UInt8]) -> SystemError? {
    if let header = receptions[sequence]?.header {
      guard header.fits(factsCount: facts.count) else { return nil }
      receptions[sequence]?.header.factsCount = facts.count
      receptions[sequence]?.facts = facts
      receptions[sequence]?.isRemoved = false
      return nil
    }
    do throws(SystemError) {
      let octets = try storage.read(RecordHeader.count + ObjectFile.Limits.factsBytes, at: place)
      guard case .record(var header, _) = RecordHeader.read(octets.span, at: place, key: key),
        header.sequence == sequence, header.state != .writing, header.fits(factsCount: facts.count)
      else { return nil }
      (header.state, header.factsCount) = (.live, facts.count)
      return write(header, facts)
    } catch {
      return error
    }
  }

  private mutating func remove(_ place: Int, _ sequence: UInt64) -> SystemError? {
    guard receptions[sequence] == nil else {
      // It is `writing`, and stays so.
      receptions[sequence]?.isRemoved = true
      return nil
    }
    var state: [UInt8] = []
    state.append(littleEndian: RecordHeader.State.removed.rawValue)
    do throws(SystemError) {
      try storage.write(state, at: place + RecordHeader.stateOffset)
      return nil
    } catch {
      return error
    }
  }

  /// Reads a part of a body, and what belongs to its blocks; nil: it is as it was written.
  private func fault(of part: StoredRange) -> DiskFault? {
    let blocks =
      part.checksums.isEmpty ? part.range : part.checksums.blocks(around: part.range, count: part.count)
    do throws(SystemError) {
      let octets = try storage.read(blocks.count, at: part.offset + blocks.lowerBound)
      guard octets.count == blocks.count else {
        return .unreadable(SystemError(code: EIO, call: "read \(storage.path)"))
      }
      guard !part.checksums.isEmpty,
        let place = part.checksums.firstDamage(in: octets.span, at: blocks.lowerBound)
      else { return nil }
      return .damaged(storage.path, at: part.offset + place)
    } catch {
      return .unreadable(error)
    }
  }
}
