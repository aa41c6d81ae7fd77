import ObjectFile
import Primitives
import Testing

/// A file in memory, written as the thread of a disk writes it.
struct MemoryFile {
  static let key: UInt64 = 99
  var bytes = FileHeader(key: key).encoded
  var sequence: UInt64 = 0

  /// `upTo`: the writing ends after so many octets, as a kill ends it.
  @discardableResult
  mutating func write(_ facts: String, _ body: [UInt8], at place: Int, upTo limit: Int = .max) -> RecordHeader
  {
    sequence += 1
    let facts = Array(facts.utf8)
    var header = RecordHeader(
      place: place, sequence: sequence, factsCount: facts.count, bodyCount: body.count)
    var left = limit
    put(header.encoded(facts.span, key: Self.key), at: place, &left)
    put(body, at: header.bodyOffset, &left)
    var checksum = CRC32()
    checksum.add(body.span)
    (header.state, header.bodyChecksum) = (.live, checksum.value)
    put(header.encoded(facts.span, key: Self.key), at: place, &left)
    return header
  }

  mutating func put(_ octets: [UInt8], at place: Int, _ left: inout Int) {
    let octets = octets.prefix(left)
    left -= octets.count
    let end = place + octets.count
    if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
    bytes.replaceSubrange(place..<end, with: octets)
  }

  /// Marks a record in its place.
  mutating func remove(_ header: RecordHeader) {
    var (octets, left): ([UInt8], Int) = ([], 4)
    octets.append(littleEndian: RecordHeader.State.removed.rawValue)
    put(octets, at: header.place + RecordHeader.stateOffset, &left)
  }

  /// What a scan says, as text, and where it would write on.
  func scan(window: Int = Limits.windowBytes) -> (events: [String], end: Int) {
    var scan = RecordScan(end: bytes.count, key: Self.key)
    var events: [String] = []
    var windows = 0
    while !scan.isFinished {
      windows += 1
      precondition(windows <= bytes.count / 4096 + 2, "the scan does not come to an end")
      let part = Array(bytes[min(scan.position, bytes.count)...].prefix(window))
      scan.take(part.span) { event in
        switch event {
        case .intact(_, let facts, _): events.append(String(decoding: facts, as: UTF8.self))
        case .damagedBody: events.append("damaged body")
        case .damagedHeader: events.append("damaged header")
        case .torn: events.append("torn")
        case .removed: events.append("removed")
        }
      }
    }
    return (events, scan.last.end)
  }
}

@Suite struct RecordScanTests {
  static func body(_ count: Int, _ seed: UInt8 = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(seed)) }
  }

  @Test(
    "All that was written comes back, whatever the window",
    arguments: [8192, 12288, 65536, Limits.windowBytes])
  func intact(window: Int) {
    var file = MemoryFile()
    let first = file.write("a", Self.body(70_000), at: 4096)
    let second = file.write("b", Self.body(4096), at: first.end)
    let third = file.write("c", Self.body(1), at: second.end)
    let (events, end) = file.scan(window: window)
    #expect(events == ["a", "b", "c"])
    #expect(end == third.end)
  }

  @Test("What was removed does not come back; what follows does")
  func removed() {
    var file = MemoryFile()
    let first = file.write("a", Self.body(3_000_000), at: 4096)
    file.write("b", Self.body(5000), at: first.end)
    file.remove(first)
    #expect(file.scan().events == ["removed", "b"])
  }

  @Test("A writing that ends anywhere gives no object, and takes none of the others")
  func killedAnywhere() {
    let count = 300
    var file = MemoryFile()
    let first = file.write("a", Self.body(500), at: 4096)
    let whole = 2 * (RecordHeader.count + 1) + count
    for limit in 0..<whole {
      var killed = file
      killed.write("b", Self.body(count), at: first.end, upTo: limit)
      let events = killed.scan().events
      // The last octet of the second header is that of the facts, which were there before.
      let isLive = limit >= whole - 2
      #expect(
        isLive ? events.first == "a" : events.first == "a" && !events.contains("b"), "\(limit): \(events)")
    }
    file.write("b", Self.body(count), at: first.end, upTo: whole)
    #expect(file.scan().events == ["a", "b"])
  }

  @Test("The same over a record that was there before")
  func killedOverAnother() {
    let count = 5000
    var file = MemoryFile()
    let old = file.write("old", Self.body(20_000, 3), at: 4096)
    file.write("next", Self.body(5000, 4), at: old.end)
    for limit in stride(from: 0, to: 2 * (RecordHeader.count + 1) + count - 4, by: 41) {
      var killed = file
      killed.write("new", Self.body(count), at: 4096, upTo: limit)
      let events = killed.scan().events
      #expect(!events.contains("new"), "\(limit): \(events)")
      #expect(events.last == "next", "\(limit): \(events)")
      // Before the first octet changes the old one still stands; afterwards it does not.
      #expect(events.contains("old") == (limit <= RecordHeader.stateOffset), "\(limit): \(events)")
    }
  }

  @Test("A file that is cut anywhere ends there")
  func truncated() {
    var file = MemoryFile()
    let first = file.write("a", Self.body(5000), at: 4096)
    let second = file.write("b", Self.body(5000, 2), at: first.end)
    for count in stride(from: 0, to: second.bodyOffset + 5000, by: 251) {
      var cut = file
      cut.bytes = Array(file.bytes[..<count])
      let events = cut.scan().events
      #expect(!events.contains("b"), "\(count): \(events)")
      #expect(events.contains("a") == (count >= first.bodyOffset + 5000), "\(count): \(events)")
    }
  }

  @Test("A wrong bit in a body takes that object, not the others")
  func wrongBits() {
    var file = MemoryFile()
    let first = file.write("a", Self.body(5000), at: 4096)
    let second = file.write("b", Self.body(5000, 2), at: first.end)
    file.write("c", Self.body(5000, 3), at: second.end)
    for bit in stride(from: 0, to: 5000 * 8, by: 997) {
      var wrong = file
      wrong.bytes[second.bodyOffset + bit / 8] ^= 1 << (bit % 8)
      #expect(wrong.scan().events == ["a", "damaged body", "c"], "bit \(bit)")
    }
  }

  @Test("Of a body that is made of records none is found, even when its own header is gone")
  func forged() {
    var inner = MemoryFile()
    inner.sequence = 1000
    inner.write("forged", Self.body(100), at: 12288)
    var file = MemoryFile()
    // Where the body begins the forged record is in the very place it names; only the key of the file is not known.
    var forged = inner.bytes
    for index in forged.indices.dropFirst(12288 + 48).prefix(8) { forged[index] = 0 }
    let header = file.write("honest", Array(forged[8192...]), at: 4096)
    #expect(header.bodyOffset == 8192)
    file.bytes.replaceSubrange(4096..<4104, with: [UInt8](repeating: 0, count: 8))
    let events = file.scan().events
    #expect(!events.contains("forged") && !events.contains("honest"), "\(events)")
  }

  @Test func emptyFile() { #expect(MemoryFile().scan().events.isEmpty) }
}
