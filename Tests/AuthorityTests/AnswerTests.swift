import DNSWire
import Geo
import Primitives
import Routing
import Testing
import Zones

@testable import Authority

/// One server over one zone, answers as text: `CODE flags | answer | authority | additional`.
struct Server {
  let catalog: Catalog

  init(_ text: String = Server.example, edges: EdgeDirectory = EdgeDirectory()) throws {
    let (zone, diagnostics) = ZoneReader.read(
      Array(text.utf8), file: "test.zone", origin: try #require(Name("example.com")))
    catalog = Catalog(zones: [try #require(zone, "\(diagnostics)")], edges: edges)
  }

  func ask(
    _ packet: [UInt8], _ transport: Transport = .udp, settings: AnswerSettings = AnswerSettings(),
    draw: UInt64 = 0
  ) -> [UInt8] {
    var responder = Responder(settings: settings)
    var buffer = [UInt8](repeating: 0, count: 65535)
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: packet.span, from: IPAddress(v4: 0x7F00_0001), over: transport, catalog: catalog, draw: draw,
      into: &span)
    return Array(buffer.prefix(response.count))
  }

  func ask(_ name: String, _ type: RecordType, _ transport: Transport = .udp) throws -> String {
    let answer = ask(Message.query(try #require(Name(name)), type), transport)
    let message = try Message(answer.span)
    func text(_ records: [Message.Record]) -> String {
      records.map { "\($0.name) \($0.type) \($0.type.presentation(of: $0.data.span))" }.joined(
        separator: ", ")
    }
    return "\(message.code)\(message.isAuthoritative ? " aa" : "")\(message.isTruncated ? " tc" : "")"
      + " | \(text(message.answers)) | \(text(message.authorities)) | \(text(message.additional))"
  }

  static let example = """
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    @ MX 10 mail
    ns1 A 192.0.2.1
    mail A 192.0.2.2
    mail AAAA 2001:db8::2
    www CNAME web
    web A 192.0.2.3
    loop1 CNAME loop2
    loop2 CNAME loop1
    out CNAME www.example.net.
    gone CNAME missing
    a.b.ent TXT "below an empty non-terminal"
    *.wild A 192.0.2.4
    x.y.wild A 192.0.2.5
    sub NS ns.sub
    sub NS ns.example.net.
    ns.sub A 192.0.2.6
    _sip._tcp SRV 1 2 5060 mail
    self AWS ALIAS A web $self false
    """
}

@Suite struct AnswerTests {
  static let soa = "example.com. SOA ns1.example.com. admin.example.com. 7 7200 900 1209600 60"

  @Test(arguments: [
    // RFC 1034 section 4.3.2, RFC 2308, RFC 4592; name, type, answer.
    ("web.example.com", "A", "NOERROR aa | web.example.com. A 192.0.2.3 |  | "),
    ("WEB.Example.com", "A", "NOERROR aa | web.example.com. A 192.0.2.3 |  | "),
    ("self.example.com", "A", "NOERROR aa | self.example.com. A 192.0.2.3 |  | "),
    ("web.example.com", "AAAA", "NOERROR aa |  | \(soa) | "),
    ("none.example.com", "A", "NXDOMAIN aa |  | \(soa) | "),
    ("a.web.example.com", "A", "NXDOMAIN aa |  | \(soa) | "),
    ("ent.example.com", "A", "NOERROR aa |  | \(soa) | "),
    ("b.ent.example.com", "TXT", "NOERROR aa |  | \(soa) | "),
    ("c.ent.example.com", "TXT", "NXDOMAIN aa |  | \(soa) | "),
    (
      "www.example.com", "A",
      "NOERROR aa | www.example.com. CNAME web.example.com., web.example.com. A 192.0.2.3 |  | "
    ),
    ("www.example.com", "CNAME", "NOERROR aa | www.example.com. CNAME web.example.com. |  | "),
    ("out.example.com", "A", "NOERROR aa | out.example.com. CNAME www.example.net. |  | "),
    ("gone.example.com", "A", "NXDOMAIN aa | gone.example.com. CNAME missing.example.com. | \(soa) | "),
    ("q.wild.example.com", "A", "NOERROR aa | q.wild.example.com. A 192.0.2.4 |  | "),
    ("p.q.wild.example.com", "A", "NOERROR aa | p.q.wild.example.com. A 192.0.2.4 |  | "),
    ("q.wild.example.com", "MX", "NOERROR aa |  | \(soa) | "),
    ("y.wild.example.com", "A", "NOERROR aa |  | \(soa) | "),
    ("z.y.wild.example.com", "A", "NXDOMAIN aa |  | \(soa) | "),
    ("*.wild.example.com", "A", "NOERROR aa | *.wild.example.com. A 192.0.2.4 |  | "),
    (
      "www.sub.example.com", "A",
      "NOERROR |  | sub.example.com. NS ns.sub.example.com., sub.example.com. NS ns.example.net. | ns.sub.example.com. A 192.0.2.6"
    ),
    (
      "ns.sub.example.com", "A",
      "NOERROR |  | sub.example.com. NS ns.sub.example.com., sub.example.com. NS ns.example.net. | ns.sub.example.com. A 192.0.2.6"
    ),
    ("sub.example.com", "TYPE43", "NOERROR aa |  | \(soa) | "),
    (
      "example.com", "MX",
      "NOERROR aa | example.com. MX 10 mail.example.com. |  | mail.example.com. A 192.0.2.2, mail.example.com. AAAA 2001:db8::2"
    ),
    ("example.net", "A", "REFUSED |  |  | "),
    ("example.com", "AXFR", "NOTIMP |  |  | "),
  ])
  func `RFC 1034 section 4_3_2`(name: String, type: String, expected: String) throws {
    #expect(try Server().ask(name, try #require(RecordType(type))).replacingCase(of: name) == expected)
  }

  @Test(arguments: [RecordType.srv, .any])
  func `RFC 2181 section 5: a host that two records name has its addresses in the message once`(
    type: RecordType
  ) throws {
    let server = try Server(
      Server.example + "\n_x._tcp SRV 1 2 53 mail\n_x._tcp SRV 1 2 54 MAIL\n_x._tcp MX 1 mail")
    let text = try server.ask("_x._tcp.example.com", type, .tcp)
    #expect(
      text.hasSuffix("|  | mail.example.com. A 192.0.2.2, mail.example.com. AAAA 2001:db8::2"), "\(text)")
  }

  @Test func `RFC 4592: addresses that a wildcard stands for, those of each name`() throws {
    let server = try Server(
      Server.example + "\nh MX 1 p.wild\nh MX 2 q.wild\nh MX 3 P.wild\nh MX 4 z.y.wild")
    let text = try server.ask("h.example.com", .mx, .tcp)
    #expect(
      text.hasSuffix("|  | p.wild.example.com. A 192.0.2.4, q.wild.example.com. A 192.0.2.4"), "\(text)")
  }

  @Test(arguments: [30, 60]) func `RFC 9471 section 3_1: the addresses of all servers of a cut, or TC`(
    servers: Int
  ) throws {
    let records = (1...servers).map { "cut NS n\($0).cut\nn\($0).cut A 192.0.2.\($0)" }
    let server = try Server(Server.example + "\n" + records.joined(separator: "\n"))
    let name = try #require(Name("www.cut.example.com"))
    for transport in [Transport.udp, .tcp] {
      let message = try Message(server.ask(Message.query(name, .a, udpOctets: 1232), transport).span)
      #expect(message.additional.count == servers || message.isTruncated)
      #expect(transport == .udp || !message.isTruncated)
      #expect(servers > 30 || !message.isTruncated)
    }
  }

  @Test func `a CNAME loop ends`() throws {
    #expect(
      try Server().ask("loop1.example.com", .a).hasPrefix("NOERROR aa | loop1.example.com. CNAME loop2"))
  }

  @Test func `RFC 6891: version 1 is BADVERS, and OPT comes back`() throws {
    var packet = Message.query(try #require(Name("web.example.com")), .a, udpOctets: 4096, dnssecOK: true)
    packet[packet.count - 5] = 1
    let message = try Message(try Server().ask(packet).span)
    #expect(message.code == .badVersion)
    #expect(message.edns?.udpOctets == 1232)
    #expect(message.edns?.dnssecOK == true)
  }

  @Test func `RFC 2181 section 9: a set that does not fit over UDP sets TC`() throws {
    let many = (1...60).map { "many A 192.0.2.\($0)" }.joined(separator: "\n")
    let server = try Server(Server.example + "\n" + many)
    #expect(try server.ask("many.example.com", .a) == "NOERROR aa tc |  |  | ")
    #expect(try server.ask("many.example.com", .a, .tcp).contains("192.0.2.60"))
  }

  @Test func `every truncation of a query gets FORMERR or nothing`() throws {
    let server = try Server()
    let packet = Message.query(
      try #require(Name("web.example.com")), .a, udpOctets: 1232, clientSubnet: IPPrefix("192.0.2.0/24"))
    for count in 0..<packet.count {
      let answer = server.ask(Array(packet.prefix(count)))
      #expect(answer.isEmpty == (count < 12))
      if count >= 12 { #expect(try Message(answer.span).code == .formatError) }
    }
  }
}

extension String {
  /// The owner as asked for, in lower case: the case of the question is kept.
  fileprivate func replacingCase(of name: String) -> String {
    split(separator: name, omittingEmptySubsequences: false).joined(separator: name.lowercased())
  }
}
