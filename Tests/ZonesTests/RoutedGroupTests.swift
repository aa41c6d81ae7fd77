import DNSWire
import Primitives
import Testing
import Zones

/// What the Route 53 API refuses of records with policies, and what is legal and surprising.
@Suite struct RoutedGroupTests {
  static func w(_ identifier: String, _ weight: Int = 1) -> String {
    "; AWS routing=\"WEIGHTED\" weight=\(weight) identifier=\"\(identifier)\""
  }

  static func geo(_ identifier: String, _ location: String) -> String {
    "; AWS routing=\"GEOLOCATION\" \(location) identifier=\"\(identifier)\""
  }

  static func failover(_ identifier: String, _ role: String, _ check: String = "healthCheckId=\"h\"")
    -> String
  {
    "; AWS routing=\"FAILOVER\" failover=\"\(role)\" \(check) identifier=\"\(identifier)\""
  }

  static func ip(_ identifier: String, _ collection: String, _ location: String) -> String {
    "; AWS routing=\"IPBASED\" collection=\"\(collection)\" location=\"\(location)\" identifier=\"\(identifier)\""
  }

  static let multivalue = "; AWS routing=\"MULTIVALUE\" identifier="

  @Test(arguments: [
    "a A 192.0.2.1 \(w("1"))\na A 192.0.2.2 \(w("2"))",
    // Several values of one record; alias and records in one group; other types beside it.
    "a A 192.0.2.1 \(w("1"))\na A 192.0.2.2 \(w("1"))\na AWS ALIAS A ns1 $self true \(w("2"))\na TXT \"x\"",
    "a 60 A 192.0.2.1 \(geo("1", "countryCode=\"DE\""))\na 90 A 192.0.2.2 \(geo("2", "countryCode=\"*\""))",
    // An alias of type CNAME below the apex, to a CNAME record or a group of them.
    "a AWS ALIAS CNAME b $self true\nb CNAME c",
    "a AWS ALIAS CNAME b $self true \(w("1"))\nb CNAME c \(w("1"))",
    (1...400).map { "a TXT \"\($0)\" \(w("1"))" }.joined(separator: "\n"),
    "a CNAME b \(w("1"))\na CNAME c \(w("2"))", "*.a A 192.0.2.1 \(w("1"))", "@ MX 10 a \(w("1"))",
    "a A 192.0.2.1 \(failover("1", "PRIMARY"))\na A 192.0.2.2 \(failover("2", "SECONDARY", ""))",
    "a A 192.0.2.1 \(ip("1", "c", "l"))\na A 192.0.2.2 \(ip("2", "c", "*"))",
    "a A 192.0.2.1 \(multivalue)\"1\"\na A 192.0.2.2 \(multivalue)\"2\"",
    "a A 192.0.2.1 ; AWS routing=\"SIMPLE\" healthCheckId=\"h\"\na A 192.0.2.2 ; AWS routing=\"SIMPLE\" healthCheckId=\"h\"",
    (1...100).map { "a A 192.0.2.\($0) \(w("\($0)"))" }.joined(separator: "\n"),
  ])
  func accepts(lines: String) throws {
    let (zone, diagnostics) = try ZoneReaderTests.read(lines)
    #expect(zone != nil, "\(diagnostics)")
  }

  @Test(arguments: [
    (
      "a A 192.0.2.1\na A 192.0.2.2 \(w("1"))", 6,
      "RRSet with DNS name a.example.com., type A cannot be created as other RRSets exist with the same name and type"
    ),
    (
      "a A 192.0.2.1 \(geo("1", "countryCode=\"DE\""))\na A 192.0.2.2 \(w("2"))", 7,
      "RRSet with DNS name a.example.com., type A, SetIdentifier 2 cannot be created as a non-weighted set exists with the same name and type"
    ),
    (
      "a 60 A 192.0.2.1 \(w("1"))\na 90 A 192.0.2.2 \(w("2"))", 7,
      "SetIdentifier 2 cannot be created as weighted sets must contain the same TTL"
    ),
    (
      "a A 192.0.2.1 \(failover("1", "PRIMARY", ""))", 6,
      "A non-alias primary ResourceRecordSet must have an associated health check"
    ),
    ("a A 192.0.2.1 \(failover("1", "PRIMARY"))\na A 192.0.2.2 \(failover("2", "PRIMARY"))", 7, "same place"),
    (
      "a AWS ALIAS A ns1 $self false \(failover("1", "SECONDARY", ""))", 6,
      "must set EvaluateTargetHealth to true"
    ),
    (
      "a A 192.0.2.1 \(geo("1", "countryCode=\"DE\""))\na A 192.0.2.2 \(geo("2", "countryCode=\"DE\""))", 7,
      "cannot be created as SetIdentifier 1 of the same name and type is for the same place"
    ),
    (
      "a A 192.0.2.1 ; AWS routing=\"LATENCY\" region=\"us-east-1\" identifier=\"1\"\na A 192.0.2.2 ; AWS routing=\"LATENCY\" region=\"us-east-1\" identifier=\"2\"",
      7, "same place"
    ),
    (
      "a A 192.0.2.1 ; AWS routing=\"GEOPROXIMITY\" awsRegion=\"us-east-1\" identifier=\"1\"\na A 192.0.2.2 ; AWS routing=\"GEOPROXIMITY\" awsRegion=\"us-east-1\" bias=\"9\" identifier=\"2\"",
      7, "same place"
    ),
    ("a A 192.0.2.1 \(ip("1", "c", "l"))\na A 192.0.2.2 \(ip("2", "d", "m"))", 7, "one CIDR collection"),
    ("a A 192.0.2.1 \(w("1", 1))\na A 192.0.2.2 \(w("1", 2))", 7, "the same routing comment"),
    ("a A 192.0.2.1 \(w("1"))\na AWS ALIAS A ns1 $self true \(w("1"))", 7, "Expected exactly one of"),
    (
      "a AWS ALIAS A ns1 $self true \(w("1"))\na AWS ALIAS A ns1 $self true \(w("1"))", 7,
      "Tried to create resource record set [name='a.example.com.', type='A', set identifier='1'] but it already exists"
    ),
    ("a AWS ALIAS A ns1 $self true \(multivalue)\"1\"", 6, "cannot be an alias"),
    ("a CNAME b \(multivalue)\"1\"", 6, "cannot have type CNAME"),
    (
      "a A 192.0.2.1 \(multivalue)\"1\"\na A 192.0.2.1 \(multivalue)\"2\"", 7,
      "the same value as SetIdentifier 1"
    ),
    ("a NS b \(w("1"))", 6, "has no routing policy"),
    ("@ SOA a b 1 2 3 4 5 \(w("1"))", 6, "has no routing policy"),
    ("a DS 1 13 2 \(String(repeating: "00", count: 32)) \(w("1"))", 6, "has no routing policy"),
    (
      "@ CNAME b \(w("1"))", 6,
      "RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com."
    ),
    ("a CNAME b \(w("1"))\na CNAME c \(w("1"))", 7, "at most one CNAME"),
    (
      "a CNAME b \(w("1"))\na A 192.0.2.1 \(w("1"))", 6,
      "RRSet of type A with DNS name a.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com."
    ),
    (
      "@ AWS ALIAS CNAME b $self true\nb CNAME c", 6,
      "RRSet of type CNAME with DNS name example.com. is not permitted at apex"
    ),
    ("a AWS ALIAS CNAME ns1 $self true", 6, "alias target ns1.example.com. has no CNAME record"),
    ("a AWS ALIAS A b $self true\nb CNAME c", 6, "alias target b.example.com. has no A record"),
    (
      "a AWS ALIAS CNAME b $self true\nb CNAME c\na TXT \"x\"", 6,
      "RRSet of type TXT with DNS name a.example.com. is not permitted"
    ),
    ("a AWS ALIAS NS b $self true\nb NS c", 6, "other than NS, SOA and DNAME is expected, found 'NS'"),
    (
      "a.example.net. A 192.0.2.1 \(w("1"))", 6,
      "RRSet with DNS name a.example.net. is not permitted in zone example.com."
    ),
    (
      "a.example.net. AWS ALIAS A ns1 $self true", 6,
      "RRSet with DNS name a.example.net. is not permitted in zone example.com."
    ),
    (
      (1...401).map { "a TXT \"\($0)\" \(w("1"))" }.joined(separator: "\n"), 6,
      "401 values; at most 400 are allowed"
    ),
    ("a AWS ALIAS A missing $self true \(w("1"))", 6, "alias target missing.example.com. has no A record"),
    ("a AWS ALIAS A a $self true \(w("1"))", 6, "more than 3 levels, or in a circle"),
    (
      "a AWS ALIAS A b $self true \(w("1"))\nb AWS ALIAS A a $self true \(w("1"))\nb A 192.0.2.1 \(w("2"))",
      6,
      "in a circle"
    ),
    (
      (1...5).map { "a\($0) AWS ALIAS A a\($0 + 1) $self true \(w("1"))" }.joined(separator: "\n")
        + "\na6 A 192.0.2.1", 6, "more than 3 levels"
    ),
    (
      (1...101).map { "a A 192.0.2.\($0) \(w(String(1000 + $0)))" }.joined(separator: "\n"), 106,
      "at most 100 records"
    ),
    (
      (1...31).map {
        "a A 192.0.2.\($0) ; AWS routing=\"GEOPROXIMITY\" coordinates=\"\($0),0\" identifier=\"\($0)\""
      }.joined(separator: "\n"), 36, "at most 30 records"
    ),
  ])
  func `Route 53 refuses, so do we`(lines: String, line: Int, message: String) throws {
    let (zone, diagnostics) = try ZoneReaderTests.read(lines)
    #expect(zone == nil)
    let errors = diagnostics.filter { $0.severity == .error }
    #expect(errors.contains { $0.line == line && $0.message.contains(message) }, "\(diagnostics)")
  }

  @Test(arguments: [
    ("a A 192.0.2.1 \(w("1", 0))\na A 192.0.2.2 \(w("2", 0))", "all weights are 0"),
    ("a A 192.0.2.1 \(geo("1", "countryCode=\"DE\""))", "no default location"),
    ("a A 192.0.2.1 \(ip("1", "c", "l"))", "no default location"),
    (
      "a AWS ALIAS A b $self false \(w("1"))\nb A 192.0.2.1 \(w("1"))",
      "EvaluateTargetHealth is false: this branch is never left"
    ),
    (
      "a AWS ALIAS A c $self false \(w("1"))\nc AWS ALIAS A b $self true\nb A 192.0.2.1 \(w("1"))",
      "a.example.com. A: EvaluateTargetHealth is false: this branch is never left"
    ),
    (
      "a AWS ALIAS A b $self true \(failover("1", "PRIMARY", ""))\nb A 192.0.2.1", "PRIMARY is always healthy"
    ),
  ])
  func `legal and surprising: a warning`(lines: String, message: String) throws {
    let (zone, diagnostics) = try ZoneReaderTests.read(lines)
    #expect(zone != nil, "\(diagnostics)")
    #expect(
      diagnostics.contains { $0.severity == .warning && $0.message.contains(message) }, "\(diagnostics)")
  }

  @Test func `a set-up that is right has no warnings`() throws {
    let (_, diagnostics) = try ZoneReaderTests.read(
      """
      a AWS ALIAS A b $self true \(Self.failover("1", "PRIMARY", ""))
      a A 192.0.2.9 \(Self.failover("2", "SECONDARY", ""))
      b A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 healthCheckId="h" identifier="1"
      """)
    #expect(diagnostics.isEmpty)
  }

  @Test func `members stand in the order of their identifiers, whatever the order of the file`() throws {
    let lines = [
      "a A 192.0.2.1 \(Self.w("b"))", "a A 192.0.2.2 \(Self.w("a"))", "a A 192.0.2.3 \(Self.w("b"))",
    ]
    func printed(_ lines: [String]) throws -> [String] {
      let (zone, diagnostics) = try ZoneReaderTests.read(lines.joined(separator: "\n"))
      var printed: [String] = []
      CanonicalText(try #require(zone, "\(diagnostics)")).forEachLine { printed.append($0) }
      return printed
    }
    let first = try printed(lines)
    #expect(try printed(lines.reversed()) == first)
    #expect(
      first[2...].map { $0.split(separator: " ")[4] } == ["192.0.2.2", "192.0.2.1", "192.0.2.3", "192.0.2.1"])
    // What was printed is the same zone.
    #expect(try CanonicalTextTests.lines(first.joined(separator: "\n")) == first)
  }

  @Test func `GENERATE makes members`() throws {
    let (zone, diagnostics) = try ZoneReaderTests.read(
      "$GENERATE 1-3 a 60 A 192.0.2.$ ; AWS routing=\"WEIGHTED\" weight=$ identifier=\"n$\"\n")
    let groups = try #require(zone, "\(diagnostics)").groups
    #expect(groups.map(\.members.count) == [3])
    #expect(groups[0].members.map(\.annotation.policy) == [.weighted(1), .weighted(2), .weighted(3)])
  }
}
