import DNSWire
import Primitives
import Testing
import Transfer
import Zones

@Suite("RFC 1996, in virtual time") struct NotifierTests {
  static let start = Instant(secondsSinceEpoch: 1000)
  static let secondary = TransferPolicy.Secondary(address: IPAddress("192.0.2.53")!, port: 53, key: nil)
  static let policy = TransferPolicy(keys: [], grants: [], secondaries: [secondary])

  private func zone(serial: Int) throws -> Zone {
    let text = "$TTL 300\n@ SOA ns1 h \(serial) 7200 900 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n"
    return try #require(ZoneReader.read(Array(text.utf8), file: "t", origin: Name("example.com.")!).zone)
  }

  @Test func announcesUntilItIsAnswered() throws {
    var notifier = Notifier(seed: 1)
    notifier.follow([try zone(serial: 1)], Self.policy, now: Self.start)
    let first = notifier.advance(to: Self.start).send
    #expect(first.count == 1)
    let octets = first[0].octets
    let message = try Message(octets.span)
    #expect(message.opcode == .notify && message.isAuthoritative && message.questions.first?.type == .soa)
    #expect(message.answers.first?.type == .soa)
    #expect(notifier.advance(to: Self.start.advanced(bySeconds: 1)).send.isEmpty)
    #expect(notifier.advance(to: Self.start.advanced(bySeconds: 2)).send == first)
    var reply = Array(first[0].octets[..<29])
    reply[2] |= 0x80
    #expect(notifier.receive(reply.span, from: IPAddress("192.0.2.54")!, port: 53) == nil)
    #expect(notifier.receive(reply.span, from: Self.secondary.address, port: 53) != nil)
    #expect(notifier.nextDue == nil)
  }

  @Test func givesUpInTheEnd() throws {
    var notifier = Notifier(seed: 1)
    notifier.follow([try zone(serial: 1)], Self.policy, now: Self.start)
    var sent: [Int64] = []
    var events: [Notifier.Event] = []
    while let due = notifier.nextDue {
      let step = notifier.advance(to: due)
      sent += step.send.map { _ in due.seconds(since: Self.start) }
      events += step.events
    }
    #expect(sent == [0, 2, 6, 14, 30, 62])
    #expect(events == [.gaveUp(zone: Name("example.com.")!, Self.secondary)])
  }

  @Test func onlyAnotherSerialIsNews() throws {
    var notifier = Notifier(seed: 1)
    for (serial, isNews) in [(1, true), (1, false), (2, true), (2, false)] {
      notifier.follow([try zone(serial: serial)], Self.policy, now: Self.start)
      #expect(notifier.advance(to: Self.start).send.isEmpty != isNews)
      while let due = notifier.nextDue { _ = notifier.advance(to: due) }
    }
  }
}
