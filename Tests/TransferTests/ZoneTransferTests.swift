import DNSWire
import Primitives
import Testing
import Transfer
import Zones

@Suite("RFC 5936") struct ZoneTransferTests {
  private func zone(_ text: String) throws -> Zone {
    let head = "$TTL 300\n@ SOA ns1 hostmaster 5 7200 900 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n"
    let (zone, faults) = ZoneReader.read(
      Array((head + text).utf8), file: "test", origin: Name("example.com.")!)
    return try #require(zone, "\(faults)")
  }

  private func messages(_ zone: Zone, serial: UInt32? = nil) throws -> [Message] {
    let request = Message.query(zone.apex, serial == nil ? .axfr : .ixfr, id: 9)
    var transfer = ZoneTransfer(of: zone, request: request.span, questionEnd: request.count, serial: serial)
    var messages: [Message] = []
    var buffer = [UInt8](repeating: 0, count: 65_535)
    while true {
      var span = buffer.mutableSpan
      let count = transfer.writeMessage(into: &span)
      if count == 0 { return messages }
      messages.append(try Message(buffer.span.extracting(0..<count)))
    }
  }

  @Test func soaFirstAndLastAndEveryRecordBetween() throws {
    let zone = try zone(
      "www A 192.0.2.2\nwww A 192.0.2.3\nwww TXT \"x\"\na.b.c MX 10 www\nsub NS ns.sub\nns.sub A 192.0.2.9\n")
    let messages = try messages(zone)
    #expect(messages.count == 1)
    let records = messages[0].answers
    #expect(records.first == records.last && records.first?.type == .soa)
    #expect(records.dropFirst().dropLast().allSatisfy { $0.type != .soa })
    #expect(records.count == zone.recordCount + 1)
    #expect(messages[0].isAuthoritative && messages[0].id == 9 && messages[0].questions.count == 1)
    #expect(records.map(\.description).contains("a.b.c.example.com. 300 IN MX 10 www.example.com."))
    #expect(records.map(\.description).contains("ns.sub.example.com. 300 IN A 192.0.2.9"))
  }

  @Test func aLargeZoneTakesMessagesOfModerateSizeAndLosesNothing() throws {
    let text = (0..<5000).map { "h\($0) A 10.0.\($0 / 256).\($0 % 256)\n" }.joined()
    let large =
      "big TXT " + String(repeating: "\"\(String(repeating: "x", count: 250))\" ", count: 100) + "\n"
    let zone = try zone(text + large)
    let messages = try messages(zone)
    #expect(messages.count > 5)
    #expect(messages.dropFirst().allSatisfy { $0.questions.isEmpty && $0.id == 9 })
    let names = Set(messages.flatMap(\.answers).map(\.name))
    #expect(names.count == 5003)
    #expect(messages.reduce(0) { $0 + $1.answers.count } == zone.recordCount + 1)
  }

  @Test(
    "RFC 1995 section 2: one SOA for a secondary that has it all",
    arguments: [
      (4, false), (5, true), (6, true), (0, false), (0x8000_0006, false),
    ] as [(UInt32, Bool)])
  func incremental(serial: UInt32, isCurrent: Bool) throws {
    let answers = try messages(try zone(""), serial: serial).flatMap(\.answers)
    #expect((answers.count == 1) == isCurrent)
  }

  @Test(
    "RFC 1982 section 3.2",
    arguments: [
      (1, 0, true), (0, 1, false), (0, 0, false), (0, 0xFFFF_FFFF, true), (0x8000_0000, 0, false),
      (0x7FFF_FFFF, 0, true),
    ] as [(UInt32, UInt32, Bool)])
  func serials(a: UInt32, b: UInt32, isAfter: Bool) {
    #expect(SerialNumber(a).isAfter(SerialNumber(b)) == isAfter)
  }
}

@Suite struct TransferPolicyTests {
  @Test func everythingGivenMustHold() throws {
    let zone = try #require(Name("example.com."))
    let key = try #require(Name("key."))
    let client = try #require(IPAddress("192.0.2.1"))
    func allows(_ prefix: String?, _ wanted: Name?, _ zones: [Name], signedWith used: Name? = nil) -> Bool {
      TransferPolicy(
        keys: [],
        grants: [.init(prefix: prefix.flatMap { IPPrefix($0) }, key: wanted, zones: zones)], secondaries: []
      ).allows(zone, to: client, key: used)
    }
    #expect(!TransferPolicy.none.allows(zone, to: client, key: key))
    #expect(allows("192.0.2.0/24", nil, []))
    #expect(!allows("192.0.3.0/24", nil, []))
    #expect(allows("192.0.2.0/24", key, [zone], signedWith: key))
    #expect(!allows("192.0.2.0/24", key, []))
    #expect(allows(nil, key, [], signedWith: key))
    #expect(!allows(nil, key, [.root], signedWith: key))
  }
}
