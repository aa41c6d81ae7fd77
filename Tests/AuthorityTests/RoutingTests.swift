import DNSWire
import Geo
import Health
import Primitives
import Routing
import Testing
import Zones

@testable import Authority

/// Answers of names with routing policies, over the wire.
@Suite struct RoutingTests {
  static let zone = """
    $TTL 300
    @ 900 SOA ns1 admin 7 7200 900 1209600 60
    @ NS ns1
    ns1 A 192.0.2.53
    w A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="a"
    w A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 identifier="2" healthCheckId="b"
    w A 192.0.2.3 ; AWS routing="WEIGHTED" weight=1 identifier="2" healthCheckId="b"
    w TXT "plain beside it"
    geo 60 A 192.0.2.10 ; AWS routing="GEOLOCATION" countryCode="KR" identifier="kr"
    geo 90 A 192.0.2.11 ; AWS routing="GEOLOCATION" continentCode="EU" identifier="eu"
    ip 60 A 192.0.2.20 ; AWS routing="IPBASED" collection="c" location="l" identifier="l"
    ip 60 A 192.0.2.21 ; AWS routing="IPBASED" collection="c" location="*" identifier="d"
    cn CNAME kr.example.net. ; AWS routing="GEOLOCATION" countryCode="KR" identifier="kr"
    cn CNAME w ; AWS routing="GEOLOCATION" countryCode="DE" identifier="de"
    *.wild A 192.0.2.30 ; AWS routing="FAILOVER" failover="PRIMARY" healthCheckId="a" identifier="p"
    *.wild A 192.0.2.31 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
    m 60 A 192.0.2.40 ; AWS routing="MULTIVALUE" identifier="1" healthCheckId="a"
    m 30 A 192.0.2.41 ; AWS routing="MULTIVALUE" identifier="2"
    m 90 A 192.0.2.42 ; AWS routing="MULTIVALUE" identifier="3"
    wc CNAME w1 ; AWS routing="WEIGHTED" weight=1 identifier="1"
    wc CNAME w2 ; AWS routing="WEIGHTED" weight=1 identifier="2"
    w1 A 192.0.2.51 ; AWS routing="WEIGHTED" weight=1 identifier="1"
    w1 A 192.0.2.52 ; AWS routing="WEIGHTED" weight=1 identifier="2"
    w2 A 192.0.2.53 ; AWS routing="WEIGHTED" weight=1 identifier="1"
    w2 A 192.0.2.54 ; AWS routing="WEIGHTED" weight=1 identifier="2"
    alias 5 AWS ALIAS A geo $self true
    cnalias 5 AWS ALIAS CNAME cn $self true
    mx MX 10 w
    """

  let catalog: Catalog

  init() throws {
    let (zone, diagnostics) = ZoneReader.read(
      Array(Self.zone.utf8), file: "z", origin: try #require(Name("example.com")))
    func place(_ network: String, _ country: String) throws -> LocationOverride {
      LocationOverride(
        network: try #require(IPPrefix(network)),
        location: Gazetteer.completed(ClientLocation(country: Country(country))))
    }
    let locator = Locator(overrides: [try place("10.1.0.0/16", "KR"), try place("10.5.0.0/16", "DE")])
    catalog = Catalog(
      zones: [try #require(zone, "\(diagnostics)")],
      edges: EdgeDirectory(distributions: [], pointsOfPresence: [], locator: locator),
      cidr: CIDRTable([
        CIDRCollection(
          name: "c", locations: [.init(name: "l", blocks: [try #require(IPPrefix("10.1.2.0/24"))])])
      ]), healthChecks: ["a", "b"])
    #expect(catalog.routingDiagnostics.isEmpty)
  }

  func message(
    _ name: String, _ type: RecordType = .a, from subnet: String? = nil, bad: Set<String> = [],
    draw: UInt64 = 0, _ transport: Transport = .udp, settings: AnswerSettings = AnswerSettings()
  ) throws -> Message {
    var responder = Responder(settings: settings)
    let packet = Message.query(
      try #require(Name(name + ".example.com")), type, clientSubnet: subnet.flatMap { IPPrefix($0) })
    var buffer = [UInt8](repeating: 0, count: 65535)
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: packet.span, from: IPAddress(v4: 0x7F00_0001), over: transport, catalog: catalog,
      health: HealthSnapshot(healthy: ["a", "b"].map { !bad.contains($0) }), draw: draw, into: &span)
    return try Message(Array(buffer.prefix(response.count)).span)
  }

  /// `CODE name TTL TYPE data, ... /scope`.
  func ask(
    _ name: String, _ type: RecordType = .a, from subnet: String? = nil, bad: Set<String> = [],
    draw: UInt64 = 0, _ transport: Transport = .udp
  ) throws -> String {
    let message = try message(name, type, from: subnet, bad: bad, draw: draw, transport)
    let answers = message.answers.map {
      "\($0.name.description.dropLast(13)) \($0.ttlSeconds) \($0.type) \($0.type.presentation(of: $0.data.span))"
    }
    let scope = message.edns?.options.first { $0.code == 8 }.map { " /\($0.data[3])" } ?? ""
    return "\(message.code) \(answers.joined(separator: ", "))\(scope)"
  }

  @Test(arguments: [
    ("geo", "10.1.0.0/24", "NOERROR geo 60 A 192.0.2.10 /16"),
    ("geo", "10.5.0.0/24", "NOERROR geo 90 A 192.0.2.11 /16"),
    // No location and no default: no data, the name exists.
    ("geo", "10.1.0.0/8", "NOERROR  /16"),
    ("ip", "10.1.2.0/24", "NOERROR ip 60 A 192.0.2.20 /24"),
    ("ip", "10.1.3.0/24", "NOERROR ip 60 A 192.0.2.21 /24"),
    // An alias has its target's TTL.
    ("alias", "10.1.0.0/24", "NOERROR alias 60 A 192.0.2.10 /16"),
    ("cn", "10.1.0.0/24", "NOERROR cn 300 CNAME kr.example.net. /16"),
    // RFC 7871: 0 where the place makes no difference.
    ("x.wild", "10.1.0.0/24", "NOERROR x.wild 300 A 192.0.2.30 /0"),
  ])
  func `answers and scope by place`(name: String, subnet: String, expected: String) throws {
    #expect(try ask(name, from: subnet) == expected)
    #expect(try ask(name, from: subnet, .tcp) == expected)
  }

  @Test func `no location and no default: the SOA record comes with it`() throws {
    let message = try message("geo")
    #expect(message.code == .noError)
    #expect(message.answers.isEmpty)
    #expect(message.authorities.map(\.type) == [.soa])
  }

  @Test func `health decides over the wire`() throws {
    #expect(try ask("w", bad: ["b"]) == "NOERROR w 300 A 192.0.2.1")
    #expect(try ask("x.wild", bad: ["a"]) == "NOERROR x.wild 300 A 192.0.2.31")
    // All values of the one record chosen.
    #expect(try message("w", bad: ["a"]).answers.count == 2)
    #expect(try ask("w", .txt) == "NOERROR w 300 TXT \"plain beside it\"")
  }

  @Test func `a chosen CNAME is followed through the zone`() throws {
    let answer = try ask("cn", from: "10.5.0.0/24", bad: ["b"])
    #expect(answer == "NOERROR cn 300 CNAME w.example.com., w 300 A 192.0.2.1 /16")
    #expect(try ask("cn", .cname, from: "10.5.0.0/24") == "NOERROR cn 300 CNAME w.example.com. /16")
  }

  @Test func `an alias of type CNAME answers every type with the CNAME record it leads to`() throws {
    #expect(
      try ask("cnalias", .cname, from: "10.1.0.0/24") == "NOERROR cnalias 300 CNAME kr.example.net. /16")
    #expect(try ask("cnalias", .mx, from: "10.1.0.0/24") == "NOERROR cnalias 300 CNAME kr.example.net. /16")
    #expect(
      try ask("cnalias", from: "10.5.0.0/24", bad: ["b"])
        == "NOERROR cnalias 300 CNAME w.example.com., w 300 A 192.0.2.1 /16")
    #expect(try ask("cnalias", from: "10.9.0.0/24") == "NOERROR  /13")
  }

  @Test func `what a weighted CNAME leads to is drawn anew`() throws {
    var seen: [UInt8: Int] = [:]
    for draw in UInt64(0)..<400 { seen[try message("wc", draw: draw).answers[1].data[3], default: 0] += 1 }
    #expect(seen.keys.sorted() == [51, 52, 53, 54])
    // 100 of each expected; five standard deviations.
    #expect(seen.values.allSatisfy { (57...143).contains($0) })
  }

  @Test func `multivalue answers are one RRset with the lowest TTL, in any order`() throws {
    var firsts: Set<[UInt8]> = []
    for draw in UInt64(0)..<100 {
      let answers = try message("m", draw: draw).answers
      #expect(answers.count == 3)
      #expect(answers.allSatisfy { $0.ttlSeconds == 30 })
      firsts.insert(answers[0].data)
    }
    #expect(firsts.count == 3)
    #expect(try message("m", bad: ["a"]).answers.count == 2)
  }

  @Test func `RFC 8914: of a multivalue answer all records are named, in its order`() throws {
    var settings = AnswerSettings()
    settings.explains = true
    for (draw, bad) in [(0, ["a"]), (1, []), (2, []), (3, ["a"])] {
      let message = try message(
        "m", from: "10.1.0.0/24", bad: Set(bad), draw: UInt64(draw), settings: settings)
      let names = message.answers.map { "'\(($0.data.last ?? 0) - 39)'" }.joined(separator: ", ")
      let option = message.edns?.options.first { $0.code == 15 }?.data.dropFirst(2) ?? []
      let left = bad.isEmpty ? "" : ", 1 unhealthy left out"
      #expect(
        String(decoding: option, as: UTF8.self)
          == "MULTIVALUE m.example.com. \(names): \(3 - bad.count) records\(left)")
    }
  }

  @Test func `RFC 8482: ANY gets what the policies choose, each type once`() throws {
    let all = try message("w", .any, bad: ["b"], .tcp).answers.map(\.type)
    #expect(all == [.a, .txt])
    #expect(try message("geo", .any, from: "10.5.0.0/24", .tcp).answers.count == 1)
    #expect(try message("geo", .any, .tcp).authorities.map(\.type) == [.soa])
  }

  @Test func `names with policies have no additional addresses`() throws {
    let message = try message("mx", .mx)
    #expect(message.answers.count == 1)
    #expect(message.additional.isEmpty)
  }

  @Test func `RFC 8914: the reasons, if asked for`() throws {
    var settings = AnswerSettings()
    settings.explains = true
    func reason(_ name: String, _ subnet: String) throws -> String? {
      let options = try message(name, from: subnet, bad: ["b"], settings: settings).edns?.options ?? []
      return options.first { $0.code == 15 }.map { String(decoding: $0.data.dropFirst(2), as: UTF8.self) }
    }
    #expect(
      try reason("cn", "10.5.0.0/24")
        == "GEOLOCATION cn.example.com. 'de': location DE; WEIGHTED w.example.com. '1': weight 1 of 1, 1 unhealthy left out"
        || reason("cn", "10.5.0.0/24")
          == "GEOLOCATION cn.example.com. 'de': location DE; WEIGHTED w.example.com. '1': weight 1 of 2"
    )
    #expect(
      try reason("alias", "10.1.0.0/24")
        == "ALIAS alias.example.com. > GEOLOCATION geo.example.com. 'kr': location KR")
    #expect(
      try reason("geo", "192.0.2.0/24") == "no record is for this client's place and there is no default")
    #expect(try reason("ns1", "10.1.0.0/24") == nil)
    #expect(try message("geo", from: "10.1.0.0/24").edns?.options.map(\.code) == [8])
  }

  @Test func `health checks and collections that do not exist are faults where they stand`() throws {
    let text = """
      $TTL 60
      @ SOA a a 7 7200 900 1209600 60
      @ NS a.example.net.
      w A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="gone"
      i A 192.0.2.1 ; AWS routing="IPBASED" collection="c" location="*" identifier="1"
      j A 192.0.2.1 ; AWS routing="IPBASED" collection="d" location="m" identifier="1"
      """
    let origin = try #require(Name("example.com"))
    let read = ZoneReader.read(Array(text.utf8), file: "z", origin: origin)
    let zone = try #require(read.zone, "\(read.diagnostics)")
    func faults(_ healthChecks: [String]?) -> [String] {
      Catalog(
        zones: [zone], edges: EdgeDirectory(),
        cidr: CIDRTable([CIDRCollection(name: "d", locations: [])]), healthChecks: healthChecks
      ).routingDiagnostics.map { "\($0.line):\($0.column): \($0.message)" }
    }
    let collections = [
      "5:3: there is no CIDR collection 'c'", "6:3: CIDR collection 'd' has no location 'm'",
    ]
    // Groups stand in the order of their names.
    #expect(faults(nil) == collections)
    #expect(faults(["h"]) == collections + ["4:3: there is no health check with the id 'gone'"])
  }

  /// Hot paths answer the same from a responder that has answered others before.
  @Test func `a responder keeps nothing of the query before`() throws {
    var responder = Responder()
    var buffer = [UInt8](repeating: 0, count: 1232)
    for (name, subnet, count) in [
      ("geo", "10.1.0.0/24", 1), ("geo", "192.0.2.0/24", 0), ("m", "10.1.0.0/24", 3),
    ] {
      let packet = Message.query(
        try #require(Name(name + ".example.com")), .a, clientSubnet: IPPrefix(subnet))
      var span = buffer.mutableSpan
      let response = responder.respond(
        to: packet.span, from: IPAddress(v4: 1), over: .udp, catalog: catalog, draw: 3, into: &span)
      #expect(try Message(Array(buffer.prefix(response.count)).span).answers.count == count)
    }
  }
}
