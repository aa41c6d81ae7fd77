import DNSWire
import Geo
import Primitives
import Routing
import Testing
import Zones

@testable import Authority

/// The client subnet option on the wire (RFC 7871), and what distributions answer by it.
@Suite struct ClientSubnetTests {
  static let zone = """
    $TTL 300
    @ SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    ns1 A 192.0.2.53
    cdn AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 false
    cdn AWS ALIAS AAAA d1.cloudfront.net. Z2FDTNDATAQYW2 false
    deep AWS ALIAS A cdn $self false
    www CNAME cdn
    *.wild AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 false
    """

  /// Clients of 10.0/16 are near the first point, those of 10.1.2/24 and 2001:db8/32 near the second, which alone has IPv6.
  static func server() throws -> Server {
    func place(_ network: String, _ country: String) throws -> LocationOverride {
      LocationOverride(
        network: try #require(IPPrefix(network)),
        location: Gazetteer.completed(ClientLocation(country: Country(country))))
    }
    func point(_ id: String, _ latitude: Double, _ longitude: Double, _ addresses: String...) throws
      -> Routing.PointOfPresence
    {
      PointOfPresence(
        id: id, coordinates: try #require(Coordinates(latitude: latitude, longitude: longitude)),
        addresses: addresses.compactMap { IPAddress($0) })
    }
    let edges = EdgeDirectory(
      distributions: [try #require(Name("d1.cloudfront.net"))],
      pointsOfPresence: [
        try point("FRA", 50, 8, "198.51.100.1"), try point("ORD", 42, -88, "198.51.100.2", "2001:db8:1::2"),
      ],
      locator: Locator(overrides: [
        try place("10.0.0.0/16", "DE"), try place("10.1.2.0/24", "US"), try place("2001:db8::/32", "US"),
      ]))
    return try Server(Self.zone, edges: edges)
  }

  /// `CODE answer, ... | types of the authority section | source/scope`.
  private static func ask(_ name: String, _ type: String, option: [UInt8], _ transport: Transport) throws
    -> String
  {
    let packet = Message.query(
      try #require(Name(name + ".example.com")), try #require(RecordType(type)), options: [(8, option)])
    let message = try Message(server().ask(packet, transport).span)
    let answers = message.answers.map {
      "\($0.name.description.dropLast(13)) \($0.ttlSeconds) \($0.type.presentation(of: $0.data.span))"
    }
    let back = message.edns?.options.first { $0.code == 8 }.map { "\($0.data[2])/\($0.data[3])" } ?? "none"
    return
      "\(message.code) \(answers.joined(separator: ", ")) | \(message.authorities.map { "\($0.type)" }.joined()) | \(back)"
  }

  @Test(
    arguments: [
      // The prefix that decided, more or less specific than what the client told.
      ("cdn", "A", [0, 1, 24, 0, 10, 0, 7], "NOERROR cdn 60 198.51.100.1 |  | 24/16"),
      ("cdn", "A", [0, 1, 24, 0, 10, 1, 2], "NOERROR cdn 60 198.51.100.2 |  | 24/24"),
      ("cdn", "A", [0, 2, 32, 0, 0x20, 1, 0x0D, 0xB8], "NOERROR cdn 60 198.51.100.2 |  | 32/32"),
      ("cdn", "AAAA", [0, 1, 24, 0, 10, 1, 2], "NOERROR cdn 60 2001:db8:1::2 |  | 24/24"),
      // The point has no IPv6 address: so much depends on the place, too.
      ("cdn", "AAAA", [0, 1, 24, 0, 10, 0, 7], "NOERROR  | SOA | 24/16"),
      ("deep", "A", [0, 1, 24, 0, 10, 1, 2], "NOERROR deep 60 198.51.100.2 |  | 24/24"),
      ("x.wild", "A", [0, 1, 24, 0, 10, 1, 2], "NOERROR x.wild 60 198.51.100.2 |  | 24/24"),
      (
        "www", "A", [0, 1, 24, 0, 10, 0, 7],
        "NOERROR www 300 cdn.example.com., cdn 60 198.51.100.1 |  | 24/16"
      ),
      // Section 7.2.1: 0 where the place made no difference.
      ("ns1", "A", [0, 1, 24, 0, 10, 0, 7], "NOERROR ns1 300 192.0.2.53 |  | 24/0"),
      ("none", "A", [0, 1, 24, 0, 10, 0, 7], "NXDOMAIN  | SOA | 24/0"),
      ("cdn", "TXT", [0, 1, 24, 0, 10, 0, 7], "NOERROR  | SOA | 24/0"),
      // Section 7.1.2: a client that wants none of it sends a prefix of 0; the address the query came from decides.
      ("cdn", "A", [0, 1, 0, 0], "NOERROR cdn 60 198.51.100.1 |  | 0/0"),
      ("cdn", "A", [0, 0, 0, 0], "NOERROR cdn 60 198.51.100.1 |  | 0/0"),
    ] as [(String, String, [UInt8], String)])
  func `section 7_2: address and scope`(name: String, type: String, option: [UInt8], expected: String) throws
  {
    #expect(try Self.ask(name, type, option: option, .udp) == expected)
    #expect(try Self.ask(name, type, option: option, .tcp) == expected)
  }

  @Test(
    arguments: [
      [], [0], [0, 1, 24], [0, 1, 24, 0], [0, 1, 24, 0, 10, 0], [0, 1, 24, 0, 10, 0, 7, 0],
      [0, 1, 33, 0, 10, 0, 7, 0, 0], [0, 1, 23, 0, 10, 0, 7], [0, 1, 24, 8, 10, 0, 7], [0, 3, 8, 0, 10],
      [0, 0, 8, 0, 10], [0, 2, 129, 0] + [UInt8](repeating: 0, count: 17), [0, 1, 0, 0, 0],
    ] as [[UInt8]])
  func `section 7_1_2: what is malformed gets FORMERR`(option: [UInt8]) throws {
    #expect(try Self.ask("cdn", "A", option: option, .udp) == "FORMERR  |  | none")
  }

  @Test(arguments: [(UInt8(1), 32), (2, 128)])
  func `section 7_2_1: what came goes back, at every length of the prefix`(family: UInt8, width: Int) throws {
    let server = try Self.server()
    func answer(_ option: [UInt8]) throws -> Message {
      try Message(
        server.ask(Message.query(try #require(Name("ns1.example.com")), .a, options: [(8, option)])).span)
    }
    for length in 0...width {
      var option = [0, family, UInt8(length), 0]
      for index in 0..<(length + 7) / 8 { option.append(UInt8(0xA1 + index)) }
      let spare = UInt8((8 - length % 8) % 8)
      if length > 0 { option[option.count - 1] &= 0xFF << spare }
      let message = try answer(option)
      #expect(message.code == .noError && message.edns?.options.map(\.data) == [option], "/\(length)")
      // Section 6: bits past the prefix are zero.
      if spare > 0 {
        option[option.count - 1] |= 1 << (spare - 1)
        #expect(try answer(option).code == .formatError, "/\(length)")
      }
    }
  }

  @Test func `without the option the answer has none`() throws {
    let packet = Message.query(try #require(Name("cdn.example.com")), .a, udpOctets: 1232)
    let message = try Message(Self.server().ask(packet).span)
    #expect(message.answers.count == 1)
    #expect(message.edns?.options == [])
  }
}
