import ObjectFile
import Primitives
import Testing

@Suite struct RecordHeaderTests {
  static let facts = Array("facts of the object".utf8)
  static let key: UInt64 = 0x1234_5678_9ABC_DEF0

  static func header(_ state: RecordHeader.State = .live) -> RecordHeader {
    var header = RecordHeader(place: 8192, sequence: 7, factsCount: facts.count, bodyCount: 5000)
    (header.state, header.bodyChecksum) = (state, 0xCAFE_F00D)
    return header
  }

  static func read(_ bytes: [UInt8], at place: Int = 8192, key: UInt64 = key) -> String {
    switch RecordHeader.read(bytes.span, at: place, key: key) {
    case .record(let header, let range):
      header == Self.header(header.state) && Array(bytes[range]) == facts ? "\(header.state)" : "another"
    case .incomplete: "incomplete"
    case .damaged: "damaged"
    case .none: "none"
    }
  }

  @Test(arguments: [RecordHeader.State.live, .writing, .removed])
  func readsWhatItWrites(state: RecordHeader.State) {
    let header = Self.header(state)
    #expect(Self.read(header.encoded(Self.facts.span, key: Self.key)) == "\(state)")
    #expect(header.bodyOffset == 8192 + 4096 && header.end == 8192 + 4096 + 8192)
  }

  @Test("Cut anywhere, more is needed")
  func everyLength() {
    let bytes = Self.header().encoded(Self.facts.span, key: Self.key)
    for count in 0..<bytes.count { #expect(Self.read(Array(bytes[..<count])) == "incomplete") }
  }

  @Test("No wrong bit goes unseen")
  func everyBit() {
    let bytes = Self.header().encoded(Self.facts.span, key: Self.key)
    for bit in 0..<bytes.count * 8 {
      var wrong = bytes
      wrong[bit / 8] ^= 1 << (bit % 8)
      let reading = Self.read(wrong)
      #expect(reading == "damaged" || reading == "none" || reading == "incomplete", "bit \(bit): \(reading)")
    }
  }

  @Test("A record is one only in its own place of its own file: a body may hold a copy")
  func elsewhere() {
    let bytes = Self.header().encoded(Self.facts.span, key: Self.key)
    #expect(Self.read(bytes, at: 12288) == "damaged")
    #expect(Self.read(bytes, key: Self.key + 1) == "damaged")
  }

  @Test("The state is changed in its place")
  func state() {
    var bytes = Self.header().encoded(Self.facts.span, key: Self.key)
    var removed: [UInt8] = []
    removed.append(littleEndian: RecordHeader.State.removed.rawValue)
    bytes.replaceSubrange(RecordHeader.stateOffset..<RecordHeader.stateOffset + 4, with: removed)
    #expect(Self.read(bytes) == "removed")
  }

  @Test("Facts may grow a little in their place, not more")
  func room() {
    let header = Self.header()
    #expect(header.fits(factsCount: Self.facts.count + 256))
    #expect(header.fits(factsCount: 4096 - RecordHeader.count))
    #expect(!header.fits(factsCount: 4096 - RecordHeader.count + 1))
  }
}

@Suite struct FileHeaderTests {
  @Test func readsWhatItWrites() throws {
    let bytes = FileHeader(key: 42).encoded
    #expect(try FileHeader(reading: bytes.span).key == 42)
  }

  @Test(
    "What it is not",
    arguments: [(0, FileHeader.Fault.foreign), (8, .otherVersion(3)), (12, .damaged), (20, .damaged)])
  func faults(place: Int, fault: FileHeader.Fault) {
    var bytes = FileHeader(key: 42).encoded
    bytes[place] ^= 2
    #expect(throws: fault) { try FileHeader(reading: bytes.span) }
  }

  @Test func cut() {
    let bytes = FileHeader(key: 42).encoded
    for count in 0..<bytes.count {
      let part = Array(bytes[..<count])
      #expect(throws: count < 8 ? FileHeader.Fault.foreign : .damaged) { try FileHeader(reading: part.span) }
    }
  }
}
