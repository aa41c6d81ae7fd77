import DNSWire
import Primitives
import Testing
import Zones

/// The routing comment of cli53, and the keys we add to it.
@Suite struct RoutingCommentTests {
  /// What `zone print` makes of a record with this comment.
  static func printed(_ comment: String, _ record: String = "60 IN A 192.0.2.1") throws -> [String] {
    let (zone, diagnostics) = try ZoneReaderTests.read("a \(record) ; AWS \(comment)\n")
    var lines: [String] = []
    CanonicalText(try #require(zone, "\(diagnostics)")).forEachLine { lines.append($0) }
    return lines.filter { $0.hasPrefix("a.") }.map {
      $0.split(separator: " ; AWS ").dropFirst().joined()
    }
  }

  static let canonical = [
    #"routing="WEIGHTED" weight=1 identifier="One""#,
    #"routing="WEIGHTED" weight=255 healthCheckId="6bb57c41" identifier="One""#,
    #"routing="LATENCY" region="us-west-1" identifier="USWest1""#,
    #"routing="FAILOVER" failover="PRIMARY" healthCheckId="6bb57c41-879a" identifier="failover-Primary""#,
    #"routing="FAILOVER" failover="SECONDARY" identifier="s""#,
    #"routing="GEOLOCATION" continentCode="AF" identifier="Africa""#,
    #"routing="GEOLOCATION" countryCode="US" subdivisionCode="CA" identifier="California""#,
    #"routing="GEOLOCATION" countryCode="UA" subdivisionCode="30" identifier="Kyiv""#,
    #"routing="GEOLOCATION" countryCode="*" identifier="Default""#,
    #"routing="MULTIVALUE" identifier="One""#,
    #"routing="GEOPROXIMITY" awsRegion="us-east-1" bias="0" identifier="r""#,
    #"routing="GEOPROXIMITY" coordinates="-47.60,-122.33" bias="-25" identifier="c""#,
    #"routing="IPBASED" collection="net" location="*" identifier="d""#,
    #"routing="SIMPLE" healthCheckId="h""#,
    #"routing="MULTIVALUE" identifier="a \"b\" \\ ü""#,
  ]

  @Test(arguments: canonical) func `cli53: what is printed is what was read`(comment: String) throws {
    #expect(try Self.printed(comment) == [comment])
  }

  @Test(arguments: [
    // Any order, any white space, both spellings of subdivisionCode, quoted numbers, escapes, cut decimals.
    (#"identifier="One"   weight=1\#trouting="WEIGHTED" "#, 0),
    (#"routing="WEIGHTED" weight="1" identifier="One""#, 0),
    (#"routing="WEIGHTED" weight=01 identifier="\O\n\e""#, 0),
    (#"identifier="California" subdivisonCode="CA" countryCode="US" routing="GEOLOCATION""#, 6),
    (#"routing="GEOPROXIMITY" awsRegion="us-east-1" identifier="r""#, 10),
    (#"routing="GEOPROXIMITY" coordinates="-47.6,-122.339" bias="-25" identifier="c""#, 11),
  ])
  func `cli53: other spellings`(comment: String, row: Int) throws {
    #expect(try Self.printed(comment) == [Self.canonical[row]])
  }

  @Test func `the comment of an ALIAS line counts`() throws {
    let comment = #"routing="WEIGHTED" weight=10 identifier="x""#
    #expect(try Self.printed(comment, "86400 AWS ALIAS A ns1 $self true") == [comment])
  }

  /// The column of the key at fault, counted from the A of `AWS`: 21 is the first key.
  @Test(arguments: [
    (#"routing="WEIGHTED" weight=1"#, 24, "Missing field 'SetIdentifier'"),
    (#"routing="WEIGHTED" identifier="x""#, 24, "needs weight"),
    (#"routing="WEIGHTED" weight=256 identifier="x""#, 43, "0 to 255"),
    (#"routing="WEIGHTED" weight="-1" identifier="x""#, 43, "0 to 255"),
    (#"routing="WEIGHTED" weight=x identifier="x""#, 50, "a value in quotes or a number"),
    (#"routing="WEIGHTED" wieght=1 identifier="x""#, 24, "needs weight"),
    (#"routing="WEIGHTED" weight=1 identifier="x" region="us-east-1""#, 67, "not a key of"),
    (#"routing="WEIGHTED" weight=1 weight=2 identifier="x""#, 52, "stands twice"),
    (#"routing="WEIGHTED" weight=1 identifier="""#, 52, "1 to 128 characters"),
    (#"routing="WEIGHTED" weight=1 identifier="x"#, 63, "closing quote"),
    (#"routing="WEIGHTED" weight=1 identifier="x"y"#, 66, "a space is expected"),
    (#"routing="WEIGHTED" weight = 1 identifier="x""#, 43, "key=value"),
    (#"routing="weighted" weight=1 identifier="x""#, 24, "must be one of"),
    (#"weight=1 identifier="x""#, 18, "needs routing"),
    (#"routing="LATENCY" region="us-east-9" identifier="x""#, 42, "AWS Region"),
    (#"routing="FAILOVER" failover="primary" identifier="x""#, 43, "PRIMARY or SECONDARY"),
    (#"routing="GEOLOCATION" identifier="x""#, 24, "countryCode"),
    (#"routing="GEOLOCATION" countryCode="us" identifier="x""#, 46, "two capital letters"),
    (#"routing="GEOLOCATION" countryCode="BV" identifier="x""#, 46, "does not support"),
    (#"routing="GEOLOCATION" countryCode="ZZ" identifier="x""#, 46, "which is no country's"),
    (#"routing="GEOLOCATION" countryCode="UK" identifier="x""#, 46, "the United Kingdom is GB"),
    (#"routing="GEOLOCATION" countryCode="US" subdivisionCode="ZZ" identifier="x""#, 63, "no state"),
    (#"routing="GEOLOCATION" continentCode="EU" countryCode="DE" identifier="x""#, 65, "not both"),
    (#"routing="GEOLOCATION" continentCode="XX" identifier="x""#, 46, "AF, AN, AS"),
    (#"routing="GEOLOCATION" countryCode="CA" subdivisionCode="ON" identifier="x""#, 63, "US or UA"),
    (#"routing="GEOLOCATION" countryCode="*" subdivisionCode="CA" identifier="x""#, 62, "no subdivisionCode"),
    (#"routing="GEOPROXIMITY" identifier="x""#, 24, "exactly one of"),
    (#"routing="GEOPROXIMITY" awsRegion="us-east-1" coordinates="1,1" identifier="x""#, 69, "exactly one of"),
    (#"routing="GEOPROXIMITY" awsRegion="us-east-1" bias="100" identifier="x""#, 69, "-99 to 99"),
    (#"routing="GEOPROXIMITY" coordinates="91,0" identifier="x""#, 47, "latitude,longitude"),
    (#"routing="GEOPROXIMITY" coordinates="1;0" identifier="x""#, 47, "latitude,longitude"),
    (#"routing="GEOPROXIMITY" localZoneGroup="us-west-2-den-1" identifier="x""#, 47, "give its coordinates"),
    (#"routing="IPBASED" location="*" identifier="x""#, 24, "needs collection"),
    (#"routing="SIMPLE" identifier="x" healthCheckId="h""#, 41, "not a key of"),
    (#"routing="SIMPLE""#, 24, "needs healthCheckId"),
    (#"routing="MULTIVALUE" identifier="\#(String(repeating: "x", count: 129))""#, 45, "1 to 128"),
  ])
  func `a comment that does not parse is refused at its key`(comment: String, column: Int, message: String)
    throws
  {
    let (zone, diagnostics) = try ZoneReaderTests.read("a 60 A 192.0.2.1 ; AWS \(comment)\n")
    #expect(zone == nil)
    let error = try #require(diagnostics.first { $0.severity == .error })
    #expect(error.line == 6)
    #expect(error.column == column, "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }
}
