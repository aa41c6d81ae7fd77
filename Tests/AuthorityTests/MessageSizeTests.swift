import DNSWire
import Primitives
import Testing

@testable import Authority

/// How many octets answers have, beside what Knot DNS 3.2.6 sent for the same zone: names are compressed as well.
@Suite struct MessageSizeTests {
  static let zone = """
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    @ NS ns2.example.net.
    @ MX 10 mail
    @ MX 20 mail2.sub.mail
    @ TXT "x"
    ns1 A 192.0.2.1
    ns1 AAAA 2001:db8::1
    mail A 192.0.2.2
    mail AAAA 2001:db8::2
    mail2.sub.mail A 192.0.2.22
    www CNAME web
    web A 192.0.2.3
    far CNAME www
    out CNAME www.example.net.
    gone CNAME missing
    *.wild A 192.0.2.4
    *.wc CNAME a.b.c.example.net.
    sub NS ns.sub
    sub NS ns.example.net.
    sub NS ns.deep.sub
    ns.sub A 192.0.2.6
    ns.deep.sub AAAA 2001:db8::6
    _sip._tcp SRV 1 2 5060 mail
    _sip._tcp SRV 2 2 5060 mail2.sub.mail
    old DNAME new
    x.new A 192.0.2.7
    ptr PTR mail
    rp RP admin txt.mail
    six A 192.0.2.11
    six A 192.0.2.12
    six A 192.0.2.13
    six A 192.0.2.14
    six A 192.0.2.15
    six A 192.0.2.16
    naptr NAPTR 1 2 "s" "x" "" _sip._tcp
    """

  @Test(arguments: [
    // Octets and records without EDNS, as Knot has them.
    ("", "SOA", 75, 1), ("", "NS", 120, 4), ("", "MX", 136, 5), ("", "TXT", 43, 1), ("ns1", "A", 49, 1),
    ("www", "A", 67, 2), ("far", "AAAA", 115, 3), ("out", "A", 62, 1), ("gone", "A", 102, 2),
    ("q.wild", "A", 52, 1), ("q.wc", "A", 65, 1), ("a.sub", "A", 146, 5), ("sub", "NS", 144, 5),
    ("_sip._tcp", "SRV", 181, 5), ("x.old", "A", 100, 3), ("y.old", "A", 130, 3), ("ptr", "PTR", 52, 1),
    ("rp", "RP", 85, 1), ("six", "A", 129, 6), ("none", "A", 80, 1),
    ("a.very.long.name.that.is.not.there", "A", 110, 1), ("web", "AAAA", 79, 1), ("naptr", "NAPTR", 79, 1),
    ("old", "DNAME", 62, 1),
  ])
  func `RFC 1035 section 4_1_4`(name: String, type: String, octets: Int, records: Int) throws {
    let name = try #require(Name(name.isEmpty ? "example.com" : name + ".example.com"))
    let type = try #require(RecordType(type))
    for (packet, opt) in [(Message.query(name, type), 0), (Message.query(name, type, udpOctets: 1232), 11)] {
      let answer = try Server(Self.zone).ask(packet)
      let message = try Message(answer.span)
      #expect(message.answers.count + message.authorities.count + message.additional.count == records)
      #expect(answer.count <= octets + opt)
    }
  }
}
