import Configuration
import Foundation
import Primitives
import Route53
import Testing
import Zones

/// `edgesim import route53` and `export route53`, without their files (Route 53 API, ResourceRecordSet, 2013-04-01).
@Suite struct Route53ImportTests {
  static let soa = """
    {"Name": "a.test.", "Type": "SOA", "TTL": 900, "ResourceRecords": [{"Value": "ns.a.test. h.a.test. 1 2 3 4 5"}]},
    {"Name": "a.test.", "Type": "NS", "TTL": 900, "ResourceRecords": [{"Value": "ns.example.net"}]}
    """

  static func list(_ sets: String) -> String {
    "{\"ResourceRecordSets\": [\n\(soa)\(sets.isEmpty ? "" : ",\n\(sets)")\n]}\n"
  }

  /// The zone file, and what was said, of a list with `sets` in line 4.
  static func read(_ sets: String) -> (zone: String?, messages: [String]) {
    let (files, diagnostics) = Route53Import.read([(file: "f.json", text: Array(list(sets).utf8))])
    return (files.first?.text, diagnostics.map(\.description))
  }

  static func set(_ members: String, name: String = "x.a.test.", type: String = "A") -> String {
    #"{"Name": "\#(name)", "Type": "\#(type)", \#(members)}"#
  }

  static let records = #""TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]"#

  /// A record with more members.
  static func routed(_ members: String, name: String = "x.a.test.", type: String = "A") -> String {
    set(records + members, name: name, type: type)
  }

  /// Two sets, in lines 4 and 5.
  static func joined(_ first: String, _ second: String) -> String { "\(first),\n\(second)" }

  static let aliasMember = ", " + alias("y.a.test.")
  static let longIdentifier =
    #", "SetIdentifier": "\#(String(repeating: "x", count: 129))", "Weight": 1"#

  static func alias(_ target: String, zone: String = "Z1", health: Bool = false) -> String {
    #""AliasTarget": {"HostedZoneId": "\#(zone)", "DNSName": "\#(target)", "EvaluateTargetHealth": \#(health)}"#
  }

  @Test(arguments: 1...60)
  func `import, export, import is the identity`(seed: UInt64) throws {
    let generated = GeneratedRecordSets(seed: seed)
    let sets = generated.sets.map { $0.json(hostedZoneID: "Z1") }
    let json = JSONValue.object([("ResourceRecordSets", .array(sets))]).indented
    let (files, diagnostics) = Route53Import.read([(file: "f.json", text: Array(json.utf8))])
    #expect(!diagnostics.contains { $0.severity == .error }, "\(diagnostics.map(\.description))")
    let file = try #require(files.first)
    #expect(file.name == "p.example.zone")

    let lab = try Lab(["p.example.zone": file.text])
    let (exported, faults) = Route53Export.recordSets("\(lab.directory)/p.example.zone", hostedZoneID: "Z1")
    let list = try #require(exported, "\(faults)").list
    let ordered = sets.map { (RecordSetOrder($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    #expect(list == JSONValue.object([("ResourceRecordSets", .array(ordered))]).indented + "\n")

    let (again, _) = Route53Import.read([(file: "f.json", text: Array(list.utf8))])
    #expect(again.first == file)
  }

  static let accepted: [(String, String)] = [
    (set(records), "x.a.test. 60 IN A 192.0.2.1"),
    (set(records, name: #"\\052.A.test"#), "*.a.test. 60 IN A 192.0.2.1"),
    (routed(#", "HealthCheckId": "h""#), #"A 192.0.2.1 ; AWS routing="SIMPLE" healthCheckId="h""#),
    (routed(#", "SetIdentifier": "i", "Weight": 0"#), #"weight=0 identifier="i""#),
    (
      routed(#", "SetIdentifier": "i", "MultiValueAnswer": true"#),
      #"routing="MULTIVALUE" identifier="i""#
    ),
    (routed(#", "MultiValueAnswer": false"#), "x.a.test. 60 IN A 192.0.2.1\n"),
    (
      set(#""TTL": 60, "ResourceRecords": [{"Value": "\"\\303\\274;\""}]"#, type: "TXT"),
      #"60 IN TXT "\195\188;""#
    ),
    (
      joined(set(records), set(alias("x.a.test."), name: "y.a.test.")),
      "; HostedZoneId Z1\n"
    ),
    (
      joined(set(records), set(alias("x.a.test", health: true), name: "y.a.test.")),
      "AWS ALIAS A x.a.test. $self true"
    ),
    (
      set(alias("d1.cloudfront.net.", zone: "Z2FDTNDATAQYW2")),
      "AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 false"
    ),
    (set(alias("lb.elb.amazonaws.com.", health: true)), "AWS ALIAS A lb.elb.amazonaws.com. Z1 true"),
    // What a zone file cannot say stands in a comment, and so do aliases to it.
    (
      joined(set(#""TTL": 60, "TrafficPolicyInstanceId": "t""#), set(alias("x.a.test."), name: "y.a.test.")),
      #"; ResourceRecordSet {"Name": "y.a.test.", "Type": "A", "AliasTarget": {"HostedZoneId": "Z1""#
    ),
    (
      routed(#", "SetIdentifier": "i", "GeoProximityLocation": {"LocalZoneGroup": "us-west-2-den-1"}"#),
      "; ResourceRecordSet {"
    ),
    (routed(#", "SetIdentifier": "i", "Region": "moon-west-1""#), "; ResourceRecordSet {"),
    (routed(#", "SetIdentifier": "i\nj", "Weight": 1"#), #""SetIdentifier": "i\nj""#),
    (set(alias("www.a.test."), type: "CNAME"), "; ResourceRecordSet {"),
  ]

  @Test(arguments: accepted)
  func `accepts`(sets: String, line: String) throws {
    let (zone, messages) = Self.read(sets)
    let text = try #require(zone, "\(messages)")
    #expect(text.contains(line), "\(text)")
  }

  static let refused: [(String, String)] = [
    (
      routed(#", "Weight": 1"#),
      "f.json:4:1: ResourceRecordSets[2]: InvalidInput: Invalid request: Missing field"
    ),
    (
      routed(#", "SetIdentifier": "i""#),
      "ResourceRecordSets[2]: InvalidInput: SetIdentifier goes with"
    ),
    (routed(#", "SetIdentifier": "i", "Weight": 256"#), "Weight is 256; it must be in 0 to 255"),
    (routed(#", "SetIdentifier": "i", "Weight": 1, "Region": "us-east-1""#), "one routing policy"),
    (routed(#", "SetIdentifier": "i", "Failover": "THIRD""#), "failover is 'THIRD'"),
    (
      routed(#", "SetIdentifier": "i", "Failover": "PRIMARY""#),
      "f.json:4:1: ResourceRecordSets[2]: A non-alias primary ResourceRecordSet must have an associated health check"
    ),
    (
      routed(#", "SetIdentifier": "i", "GeoLocation": {"ContinentCode": "EU", "CountryCode": "DE"}"#),
      "InvalidInput: a location has a continentCode or a countryCode, not both"
    ),
    (
      routed(#", "SetIdentifier": "i", "GeoLocation": {"Country": "DE"}"#),
      "GeoLocation: unknown key 'Country'"
    ),
    (
      routed(longIdentifier),
      "1 to 128 characters"
    ),
    (
      routed(#", "SetIdentifier": "i", "GeoProximityLocation": {"Bias": 100}"#),
      "GeoProximityLocation: Bias is 100; it must be in -99 to 99"
    ),
    (
      routed(aliasMember),
      "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]"
    ),
    (set(#""TTL": 60"#), "no ResourceRecords"),
    (set(#""ResourceRecords": [{"Value": "192.0.2.1"}]"#), "no TTL"),
    (set(#""TTL": -1, "ResourceRecords": [{"Value": "192.0.2.1"}]"#), "TTL is -1"),
    (
      set(#""TTL": "60", "ResourceRecords": [{"Value": "192.0.2.1"}]"#),
      "TTL must be an integer, not a quoted string"
    ),
    (
      set(#""TTL": 60, "ResourceRecords": [{"Value": "192.0.2.256"}]"#),
      "ResourceRecordSets[2].ResourceRecords[0]: InvalidChangeBatch: Invalid Resource Record: '192.0.2.256'"
    ),
    (set(#""TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1 ; x"}]"#), "Invalid Resource Record"),
    (set(#""TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1\nevil 60 IN A 192.0.2.2"}]"#), "a line break"),
    (set(#""TTL": 60, "ResourceRecords": [{"Value": "("}]"#), "Invalid Resource Record"),
    (
      set(#""TTL": 60, "ResourceRecords": [{"Value": "plain"}]"#, type: "TXT"),
      "InvalidCharacterString (Value should be enclosed in quotation marks)"
    ),
    (set(records, type: "LOC"), "Type is 'LOC'; expected a record type of Route 53"),
    (set(records, name: #"\\999.a.test."#), "an octal escape"),
    (set(records, name: "a..test."), "empty label"),
    (set(alias("y.a.test.", zone: "Z1")), "alias target y.a.test. has no A record in zone a.test."),
    (set(alias("y.a.test.", zone: "z-1")), "HostedZoneId is 'z-1'"),
    (
      set(alias("d1.cloudfront.net.", zone: "Z2FDTNDATAQYW2", health: true)),
      "EvaluateTargetHealth must be false for a distribution"
    ),
    (
      joined(set(records), set(records)),
      "Tried to create resource record set [name='x.a.test.', type='A'] but it already exists"
    ),
    (
      joined(set(records), routed(#", "SetIdentifier": "i", "Weight": 1"#)),
      "cannot be created as other RRSets exist with the same name and type"
    ),
    (
      joined(
        routed(#", "SetIdentifier": "i", "Weight": 1"#),
        routed(#", "SetIdentifier": "j", "Region": "us-east-1""#)),
      "f.json:5:1: ResourceRecordSets[3]: RRSet with DNS name x.a.test., type A, SetIdentifier j cannot be created as a non-latency set exists"
    ),
    (
      set(#""TTL": 60, "ResourceRecords": [{"Value": "b.test."}]"#, name: "a.test.", type: "CNAME"),
      "not permitted"
    ),
    (routed(#", "Wieght": 1"#), "unknown key 'Wieght'"),
    (#"{"Name": "x.a.test."}"#, "lacks the required key 'Type'"), ("[]", "must be a map"),
  ]

  @Test(arguments: refused)
  func `refuses`(sets: String, message: String) {
    let (zone, messages) = Self.read(sets)
    #expect(zone == nil)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  static let nested = "{\"ResourceRecordSets\": \(String(repeating: "[", count: 100_000))"
  static let firstPage = list("").replacingOccurrences(of: "]}\n", with: "], \"NextToken\": \"x\"}")

  static let longName = String(repeating: "a", count: 257)

  static let refusedDocuments: [(String, String)] = [
    ("", "is empty"), ("[]", "f.json:1:1: a JSON object is expected"),
    ("{\"a\": &x [*x]}", "f.json:1:7: JSON is expected"),
    ("{}", "ResourceRecordSets, HealthChecks, CidrBlocks"), ("{\"ResourceRecordSets\": [}", "f.json:1:"),
    (nested, "f.json:1:87: is nested deeper"),
    // RFC 8259, sections 3 and 4: what the parser of YAML would let pass.
    ("{\"CidrBlocks\", [1]}", "f.json:1:14: a value is missing"),
    ("{\"CidrBlocks\": 1, [1]: 2}", "f.json:1:19: the name of a member is expected, in double quotes"),
    ("{CidrBlocks: 1}", "f.json:1:2: the name of a member is expected, in double quotes"),
    ("{\"CidrBlocks\": yes}", "f.json:1:16: 'yes' is no value of JSON"),
    ("{\"\(longName)\": 1}", "f.json:1:2: the name of a member has at most 256 octets"),
    ("{\"ResourceRecordSets\": []}", "there is no SOA record"),
    ("{\"ResourceRecordSets\": 1}", "must be a list"),
    (
      firstPage,
      "goes on; give the pages that follow"
    ),
    ("{\"CidrBlocks\": []}", "--collection"), ("{\"HealthChecks\": [{}]}", "lacks the required key 'Id'"),
    ("{\"HostedZones\": [{}]}", "a hosted zone has Id and Name"),
    ("{\"HostedZone\": {\"Id\": \"!\", \"Name\": \"a.\"}}", "hosted zone id"),
  ]

  @Test(arguments: refusedDocuments)
  func `refuses documents`(text: String, message: String) {
    let (files, diagnostics) = Route53Import.read([(file: "f.json", text: Array(text.utf8))])
    #expect(files.isEmpty)
    #expect(diagnostics.contains { $0.description.contains(message) }, "\(diagnostics.map(\.description))")
  }

  @Test func `a slash in the zone's name stays out of the file's`() {
    let text = Self.list("").replacingOccurrences(of: "a.test.", with: #"0\\057 25.a.test."#)
      .replacingOccurrences(
        of: " 25", with: "25")
    let (files, diagnostics) = Route53Import.read([(file: "f.json", text: Array(text.utf8))])
    #expect(files.map(\.name) == [#"0\04725.a.test.zone"#], "\(diagnostics.map(\.description))")
  }

  @Test func `blocks belong to the collection that is named, or to the only one that records name`() {
    let set = Self.set(
      Self.records
        + #", "SetIdentifier": "i", "CidrRoutingConfig": {"CollectionId": "c-1", "LocationName": "*"}"#)
    let zone = (file: "f.json", text: Array(Self.list(set).utf8))
    let blocks = (
      file: "b.json",
      text: Array(#"{"CidrBlocks": [{"CidrBlock": "10.0.0.0/8", "LocationName": "lab"}]}"#.utf8)
    )
    let found = Route53Import.read([blocks, zone]).files.last
    #expect(found?.name == "cidr-collections.yaml")
    #expect(
      found?.text
        == "- Name: \"c-1\"\n  Locations:\n    - LocationName: \"lab\"\n      CidrList: [\"10.0.0.0/8\"]\n")
    let named = Route53Import.read([blocks], collections: ["other"]).files.last
    #expect(named?.text.hasPrefix("- Name: \"other\"\n") == true)
    #expect(Route53Import.read([blocks, blocks], collections: ["c"]).files.isEmpty)
  }
}
