import DNSWire
import Testing

@testable import Authority

@Suite struct RedirectionTests {
  static let zone = """
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    ns1 A 192.0.2.1
    t.x A 192.0.2.7
    old TYPE39 \\# 15 0178076578616d706c6503636f6d00
    grow TYPE39 \\# 20 01610467726f77076578616d706c6503636f6d00
    a.up TYPE39 \\# 16 027570076578616d706c6503636f6d00
    up A 192.0.2.8
    v.x CNAME w.old
    w.x A 192.0.2.9
    *.w TYPE39 \\# 17 01770177076578616d706c6503636f6d00
    a.self TYPE39 \\# 18 0473656c66076578616d706c6503636f6d00
    sub NS ns1
    sub TYPE43 \\# 36 00010802abababababababababababababababababababababababababababababababab
    """
  static let soa = "example.com. SOA ns1.example.com. admin.example.com. 7 7200 900 1209600 60"

  @Test(arguments: [
    // RFC 6672 sections 3.1 and 3.2; name, type, code and owners of the answer.
    ("t.old.example.com", "A", "NOERROR", ["old", "t.old", "t.x"]),
    ("t.old.example.com", "CNAME", "NOERROR", ["old", "t.old"]),
    ("hidden.old.example.com", "A", "NXDOMAIN", ["old", "hidden.old"]),
    ("old.example.com", "A", "NOERROR", []),
    ("old.example.com", "TYPE39", "NOERROR", ["old"]),
    ("b.grow.example.com", "A", "NOERROR", ["grow", "b.grow"]),
    // Met again for as long as the name is below it: a.a.a.up, a.a.up, a.up.
    ("a.a.a.up.example.com", "A", "NOERROR", ["a.up", "a.a.a.up", "a.a.up"]),
    // Met again later: in the answer once, as when it is asked for at its own owner (RFC 2181 section 5).
    ("v.old.example.com", "A", "NOERROR", ["old", "v.old", "v.x", "w.old", "w.x"]),
    ("a.a.self.example.com", "TYPE39", "NOERROR", ["a.self", "a.a.self"]),
    ("a.a.self.example.com", "ANY", "NOERROR", ["a.self", "a.a.self"]),
    // Under another owner it is another record.
    ("d.*.w.example.com", "TYPE39", "NOERROR", ["*.w", "d.*.w", "d.w.w"]),
    ("sub.example.com", "TYPE43", "NOERROR", ["sub"]),
  ])
  func `RFC 6672`(name: String, type: String, code: String, owners: [String]) throws {
    let packet = Message.query(try #require(Name(name)), try #require(RecordType(type)))
    let message = try Message(Server(Self.zone).ask(packet).span)
    #expect("\(message.code)" == code)
    #expect(message.answers.map { "\($0.name)" } == owners.map { "\($0).example.com." })
  }

  @Test func `RFC 6672 section 2_2: a new name of more than 255 octets is YXDOMAIN`() throws {
    let label = String(repeating: "l", count: 63)
    let name = "\(label).\(label).\(label).\(String(repeating: "m", count: 43)).grow.example.com"
    let message = try Message(Server(Self.zone).ask(Message.query(try #require(Name(name)), .a)).span)
    #expect(message.code == .yxDomain && message.answers.count == 1)
  }
}
