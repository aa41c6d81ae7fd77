import Testing
import Traces

@Suite struct BinaryFormatTests {
  @Test("trace formats, 1: time, id, size and the absolute position of the next request")
  func oracleGeneral() {
    let bytes =
      Packed.oracle(time: 5, 7, size: 100, next: 3) + Packed.oracle(time: 5, 8)
      + Packed.oracle(time: 6, 7, next: .max)
    #expect(
      read(bytes, .oracleGeneral)
        == .success([
          Request(id: 7, size: 100, time: 5, next: 3), Request(id: 8, size: 1, time: 5, next: Request.never),
          Request(id: 7, size: 1, time: 6, next: Request.never),
        ]))
  }

  @Test("A record of size 0 is dropped, and counts as a record")
  func zeroSize() throws {
    let bytes = Packed.oracle(1, size: 0) + Packed.oracle(2)
    var decoder = TraceDecoder(.oracleGeneral)
    var requests: [Request] = []
    #expect(try decoder.decode(bytes.span, isLast: true, into: &requests) == 48)
    #expect(requests.map(\.id) == [2])
    #expect(decoder.progress.records == 2 && decoder.progress.dropped == 1)
  }

  struct Refused: CustomTestStringConvertible, Sendable {
    let format: TraceFormat
    let bytes: [UInt8]
    let record: Int
    let offset: Int
    let words: String
    var testDescription: String { "\(format.name): \(words)" }
  }

  @Test(
    "A fault names the record and the byte",
    arguments: [
      Refused(
        format: .oracleGeneral, bytes: Packed.oracle(1) + [0, 0, 0], record: 2, offset: 24,
        words: "3 of the 24 octets"),
      Refused(
        format: .oracleGeneral, bytes: Packed.oracle(1) + Packed.oracle(2, next: -2), record: 2, offset: 24,
        words: "position is -2"),
      Refused(
        format: .oracleGeneral, bytes: Packed.oracle(time: 9, 1) + Packed.oracle(time: 8, 1), record: 2,
        offset: 24,
        words: "time goes back from 9 to 8"),
      Refused(format: .lcs, bytes: [1, 2], record: 1, offset: 0, words: "2 of 8192 octets"),
      Refused(format: .lcs, bytes: lcs(version: 9), record: 1, offset: 0, words: "version 9"),
      Refused(format: .lcs, bytes: Packed().zeros(8192).bytes, record: 1, offset: 0, words: "0x0 at byte 0"),
      Refused(
        format: .lcs, bytes: lcs(version: 1, requests: 2) + Packed.oracle(1), record: 2, offset: 8216,
        words: "promises 2 requests"),
      Refused(
        format: .lcs, bytes: lcs(version: 3) + Packed().u32(0).u64(1).i64(-5).u32(0).u32(0).i64(-1).bytes,
        record: 1,
        offset: 8192, words: "size is -5"),
      Refused(format: .vscsi, bytes: Packed().zeros(79).bytes, record: 1, offset: 0, words: "79 octets"),
      Refused(format: .vscsi, bytes: Packed().zeros(96).bytes, record: 1, offset: 0, words: "neither"),
      Refused(format: .twr, bytes: Packed().zeros(21).bytes, record: 2, offset: 20, words: "1 of the 20"),
    ])
  func faults(row: Refused) {
    guard case .failure(let fault) = read(row.bytes, row.format) else {
      Issue.record("it was read")
      return
    }
    #expect(fault.record == row.record && fault.offset == row.offset, "\(fault)")
    #expect(fault.description.contains(row.words), "\(fault)")
  }

  static func lcs(version: UInt64, requests: Int64 = 0) -> [UInt8] {
    Packed().u64(0x1234_5678_9abc_def0).u64(version).u64(1).i64(requests).zeros(8184 - 32).u64(
      0x1234_5678_9abc_def0
    ).bytes
  }

  @Test("trace formats, 2: the eight versions of LCS", arguments: 1...8)
  func lcsVersions(version: Int) {
    var record = Packed().u32(3).u64(7)
    switch version {
    case 1: record = record.u32(9).i64(-1)
    case 2: record = record.u32(9).u32(12 << 8 | 1).i64(.max)
    default:
      record = record.i64(5_000_000_000).u32(12 << 8 | 1).u32(60).i64(4)
      if version > 3 { record = record.zeros(4 << (version - 4)) }
    }
    let expected =
      version < 3
      ? Request(id: 7, size: 9, time: 3, next: Request.never, client: version == 2 ? 12 : 0)
      : Request(id: 7, size: 5_000_000_000, time: 3, next: 4, ttl: 60, client: 12)
    let bytes = Self.lcs(version: UInt64(version), requests: 2) + record.bytes + record.bytes
    #expect(read(bytes, .lcs) == .success([expected, expected]))
  }

  @Test("trace formats, 3: vscsi 1 and 2, told apart by two records; size 0 stays")
  func vscsi() {
    let first = Packed().u32(1).u32(4096).u32(1).u16(0x28).u16(0x100).u64(77).u64(2_999_999).bytes
    let second = Packed().u16(0x2a).u16(0x200).u32(1).u32(0).u32(1).u64(78).u64(3_000_000).u64(5).bytes
    let expected = [Request(id: 77, size: 4096, time: 2), Request(id: 78, size: 0, time: 3)]
    #expect(read(first + first + first, .vscsi) == .success([expected[0], expected[0], expected[0]]))
    #expect(read(second + second, .vscsi) == .success([expected[1], expected[1]]))
  }

  @Test("trace formats, 4: Twitter's layouts; a get that found nothing is dropped, a set of nothing is not")
  func twitter() {
    func twr(_ value: UInt32, _ operation: UInt32) -> Packed {
      Packed().u32(1).u64(7).u32(10 << 22 | value).u32(operation << 24 | 300)
    }
    #expect(
      read(twr(90, 1).bytes + twr(0, 1).bytes + twr(0, 2).bytes + twr(0, 3).bytes, .twr)
        == .success([
          Request(id: 7, size: 100, time: 1, ttl: 300), Request(id: 7, size: 10, time: 1, ttl: 300),
        ]))
    #expect(
      read(twr(90, 1).u16(5).bytes, .twrNS)
        == .success([Request(id: 7, size: 100, time: 1, ttl: 300, client: 5)]))
    let full = Packed().u32(1).u64(7).u16(10)
    #expect(
      read(
        full.u32(90).u16(1).u16(5).i32(-1).i64(2).bytes + full.u32(0).u16(1).u16(5).i32(1).i64(2).bytes,
        .oracleSysTwrNS)
        == .success([Request(id: 7, size: 100, time: 1, next: 2, client: 5)]))
    #expect(
      read(Packed().u32(1).u64(7).u32(90).i32(60).u16(5).i64(2).bytes, .oracleSimTwrNS)
        == .success([Request(id: 7, size: 90, time: 1, next: 2, ttl: 60, client: 5)]))
  }

  @Test("Unsorted on demand: time stands still")
  func unsorted() {
    let bytes = Packed.oracle(time: 9, 1) + Packed.oracle(time: 8, 2)
    #expect(
      read(bytes, .oracleGeneral, unsorted: true)
        == .success([
          Request(id: 1, size: 1, time: 9, next: Request.never),
          Request(id: 2, size: 1, time: 9, next: Request.never),
        ]))
  }

  @Test("Pieces make no difference", arguments: [1, 7, 23, 24, 25, 8191])
  func pieces(piece: Int) {
    let records = (0..<50).flatMap { Packed.oracle(time: UInt32($0), UInt64($0 * 7)) }
    #expect(read(records, .oracleGeneral, piece: piece) == read(records, .oracleGeneral))
    let lcs = Self.lcs(version: 1, requests: 50) + records
    #expect(read(lcs, .lcs, piece: max(piece, 24)) == read(records, .oracleGeneral))
  }
}
