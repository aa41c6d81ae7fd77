import DNSWire
import Primitives
import Testing

@testable import Authority

/// TSIG with keys that the responder knows nothing of (RFC 8945); those it knows are verified before it is asked.
@Suite struct TransactionSignatureTests {
  /// A query with a TSIG record of `key` at the end, its MAC of 16 octets.
  private static func query(count: UInt8 = 1) throws -> [UInt8] {
    var packet = Message.query(try #require(Name("web.example.com")), .a, id: 0x1234)
    packet[11] = count
    for _ in 0..<count { packet += record }
    return packet
  }

  private static let key = [3] + Array("key".utf8) + [0]
  private static let algorithm = [11] + Array("hmac-sha256".utf8) + [0]
  private static let record: [UInt8] = {
    var data = algorithm + [0, 0, 0x60, 0, 0, 0, 1, 0x2C, 0, 16]
    data += [UInt8](repeating: 7, count: 16) + [0x12, 0x34, 0, 0, 0, 0]
    return key + [0, 250, 0, 255, 0, 0, 0, 0, 0, UInt8(data.count)] + data
  }()

  @Test func `section 5_3_2: NOTAUTH, and the record without MAC says BADKEY`() throws {
    let message = try Message(Server().ask(Self.query()).span)
    #expect(message.code == .notAuthoritative)
    #expect(message.answers.isEmpty)
    let record = try #require(message.additional.first)
    #expect(record.type == .tsig && record.recordClass == .any && record.ttlSeconds == 0)
    #expect(record.name == Name("key"))
    // Algorithm, time and fudge as they came; no MAC, the query's ID, error 17, nothing else.
    #expect(
      record.data == Self.algorithm + [0, 0, 0x60, 0, 0, 0, 1, 0x2C, 0, 0, 0x12, 0x34, 0, 17, 0, 0])
  }

  @Test func `section 5_1: a TSIG record that is not the last one is FORMERR`() throws {
    #expect(try Message(Server().ask(Self.query(count: 2)).span).code == .formatError)
  }

  @Test func `a TSIG record cut short never traps`() throws {
    let packet = try Self.query()
    for count in 12..<packet.count {
      #expect(try Message(Server().ask(Array(packet.prefix(count))).span).code == .formatError)
    }
  }
}
