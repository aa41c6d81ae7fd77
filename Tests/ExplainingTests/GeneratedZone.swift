import Authority
import DNSWire
import Explaining
import Geo
import Health
import Primitives
import Routing
import Testing
import Zones

/// A zone made from a seed: policies of every kind over records, aliases, trees of aliases, CNAME records and a distribution.
struct GeneratedZone {
  let text: String
  let catalog: Catalog
  private var random: SplitMix64

  static let healthChecks = (0..<8).map { "h\($0)" }
  private static let regions = ["us-east-1", "eu-central-1", "ap-northeast-2", "cn-north-1", "sa-east-1"]
  private static let locations = [
    "countryCode=\"KR\"", "countryCode=\"US\"", "countryCode=\"US\" subdivisionCode=\"VA\"",
    "continentCode=\"EU\"", "countryCode=\"*\"",
  ]
  private static let networks = ["lab", "office", "six", "*"]

  /// Of the distribution, without IPv6.
  static let pointsOfPresence: [(id: String, latitude: Double, longitude: Double, address: String)] = [
    ("FRA", 50, 8, "127.0.1.5"), ("ICN", 37, 127, "127.0.1.1"),
  ]

  /// Each may be asked for; the last one does not exist.
  static let names =
    (0..<4).map { "top\($0)" } + (0..<4).map { "mid\($0)" } + (0..<3).map { "leaf\($0)" }
    + [
      "cn", "to-cn", "chain", "apex-alias", "plain-alias", "any.wild", "edge", "www.sub", "x.away", "plain",
      "ns1",
    ]
    + ["nowhere"]

  init(seed: UInt64) throws {
    random = SplitMix64(seed: seed)
    var lines = [
      "$TTL 60", "@ 900 SOA ns1 admin 7 7200 900 1209600 60", "@ NS ns1", "ns1 A 192.0.2.53",
      "plain A 192.0.2.1", "plain A 192.0.2.2", "plain-alias 5 AWS ALIAS A plain $self true",
      "apex-alias 5 AWS ALIAS A top0 $self true", "edge AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 false",
      "edge AWS ALIAS AAAA d1.cloudfront.net. Z2FDTNDATAQYW2 false",
      "sub NS ns.sub", "ns.sub A 192.0.2.54", "away DNAME plain.example.com.", "to-cn CNAME cn",
      "chain CNAME blue ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"blue\"",
      "chain CNAME green ; AWS routing=\"WEIGHTED\" weight=3 identifier=\"green\"",
      "blue A 192.0.2.3 ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"1\"",
      "blue A 192.0.2.4 ; AWS routing=\"WEIGHTED\" weight=4 identifier=\"2\"",
      "green A 192.0.2.5 ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"1\"",
      "green A 192.0.2.6 ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"2\"",
    ]
    var random = self.random
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    /// The comments of a group's members: one policy.
    func comments(isAlias: Bool, isCNAME: Bool = false) -> [(ttl: Int, text: String)] {
      let kind = below(isAlias || isCNAME ? 6 : 7)
      let ttl = 30 + below(5) * 10
      let count = kind == 2 ? 2 : 1 + below(kind == 6 ? 10 : 4)
      return (0..<count).map { index in
        let keys =
          switch kind {
          case 0: "routing=\"WEIGHTED\" weight=\(below(4))"
          case 1: "routing=\"LATENCY\" region=\"\(Self.regions[index])\""
          case 2: "routing=\"FAILOVER\" failover=\"\(index == 0 ? "PRIMARY" : "SECONDARY")\""
          case 3: "routing=\"GEOLOCATION\" \(Self.locations[index])"
          case 4: "routing=\"GEOPROXIMITY\" awsRegion=\"\(Self.regions[index])\" bias=\"\(below(150) - 75)\""
          case 5: "routing=\"IPBASED\" collection=\"c\" location=\"\(Self.networks[index])\""
          default: "routing=\"MULTIVALUE\""
          }
        let isPrimary = kind == 2 && index == 0
        let check = (isPrimary && !isAlias) || below(3) > 0 ? " healthCheckId=\"h\(below(8))\"" : ""
        return (kind == 0 ? ttl : ttl + index, "; AWS \(keys) identifier=\"i\(index)\"\(check)")
      }
    }
    var octet = 10
    for leaf in 0..<3 {
      for (ttl, comment) in comments(isAlias: false) {
        octet += 1
        lines.append("leaf\(leaf) \(ttl) A 192.0.2.\(octet) \(comment)")
        if comment.contains("MULTIVALUE") || below(3) > 0 { continue }
        octet += 1
        lines.append("leaf\(leaf) \(ttl) A 192.0.2.\(octet) \(comment)")
      }
    }
    // Two layers of aliases above those; failover aliases must evaluate the health of their targets.
    for (layer, under) in [("mid", "leaf"), ("top", "mid")] {
      for index in 0..<4 {
        for (ttl, comment) in comments(isAlias: true) {
          let evaluates = comment.contains("FAILOVER") || below(3) > 0
          if below(4) == 0, !comment.contains("WEIGHTED"), !comment.contains("FAILOVER") {
            octet += 1
            lines.append("\(layer)\(index) \(ttl) A 198.51.100.\(octet) \(comment)")
          } else {
            lines.append(
              "\(layer)\(index) AWS ALIAS A \(under)\(below(3)) $self \(evaluates) \(comment)")
          }
        }
      }
    }
    for (ttl, comment) in comments(isAlias: false, isCNAME: true) {
      lines.append(
        "cn \(ttl) CNAME \(["top1", "leaf0", "plain", "elsewhere.example.net."][below(4)]) \(comment)")
    }
    for (ttl, comment) in comments(isAlias: false) {
      octet += 1
      lines.append("*.wild \(ttl) A 203.0.113.\(octet) \(comment)")
    }
    self.random = random
    text = lines.joined(separator: "\n") + "\n"
    let (zone, diagnostics) = ZoneReader.read(
      Array(text.utf8), file: "z", origin: try #require(Name("example.com")))
    catalog = try Self.catalog(#require(zone, "\(diagnostics)\n\(text)"))
    #expect(catalog.routingDiagnostics.isEmpty)
  }

  private static func catalog(_ zone: Zone) throws -> Catalog {
    func place(_ network: String, _ location: ClientLocation) throws -> LocationOverride {
      LocationOverride(
        network: try #require(IPPrefix(network)), location: Gazetteer.completed(location))
    }
    let overrides = [
      try place("10.1.0.0/16", ClientLocation(country: Country("KR"))),
      try place("10.5.0.0/16", ClientLocation(country: Country("DE"))),
      try place("10.7.0.0/16", ClientLocation(country: Country("US"), subdivision: Subdivision("VA"))),
      try place("10.9.0.0/16", ClientLocation(country: Country("CN"))),
    ]
    func location(_ name: String, _ blocks: [String]) throws -> CIDRCollection.Location {
      CIDRCollection.Location(name: name, blocks: try blocks.map { try #require(IPPrefix($0)) })
    }
    return Catalog(
      zones: [zone],
      edges: EdgeDirectory(
        distributions: [try #require(Name("d1.cloudfront.net"))],
        pointsOfPresence: try pointsOfPresence.map { id, latitude, longitude, address in
          PointOfPresence(
            id: id, coordinates: try #require(Coordinates(latitude: latitude, longitude: longitude)),
            addresses: [try #require(IPAddress(address))])
        },
        locator: Locator(overrides: overrides)),
      cidr: CIDRTable([
        CIDRCollection(
          name: "c",
          locations: [
            try location("lab", ["10.1.2.0/24"]), try location("office", ["10.1.0.0/16", "10.5.0.0/16"]),
            try location("six", ["2001:db8::/32"]),
          ])
      ]), healthChecks: healthChecks)
  }

  mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
  mutating func draw() -> UInt64 { random.next() }

  mutating func health() -> HealthSnapshot {
    let odds = below(4)
    return HealthSnapshot(healthy: Self.healthChecks.map { _ in below(3) >= odds })
  }

  mutating func asking() -> Asking {
    let resolver = IPAddress(v4: below(2) == 0 ? 0x7F00_0001 : 0x0A05_0101)
    let subnets = [
      nil, "10.1.2.0/24", "10.1.9.0/24", "10.5.1.0/24", "10.7.0.0/16", "10.9.1.0/24", "192.0.2.0/24",
      "10.0.0.0/8", "2001:db8:1::/48", "2a01::/20",
    ]
    return Asking(resolver: resolver, subnet: subnets[below(subnets.count)].flatMap { IPPrefix($0) })
  }
}
