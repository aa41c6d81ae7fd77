import Configuration
import Primitives
import Routing
import Testing

/// `zones/cidr-collections.yaml` (CreateCidrCollection and ChangeCidrCollection of the Route 53 API).
@Suite struct CIDRCollectionTests {
  static let zone = """
    @ 60 IN SOA ns1 hostmaster 1 7200 900 1209600 60
    @ 60 IN NS ns.example.net.
    a 60 IN A 192.0.2.1 ; AWS routing="IPBASED" collection="net" location="l" identifier="l"
    a 60 IN A 192.0.2.2 ; AWS routing="IPBASED" collection="net" location="*" identifier="d"

    """

  static func load(_ collections: String) throws -> (configuration: LabConfiguration?, messages: [String]) {
    let lab = try Lab(["zones/cidr-collections.yaml": collections, "zones/a.test.zone": zone])
    let (configuration, diagnostics) = LabConfiguration.load(zones: lab.directory + "/zones", edgeConfig: nil)
    let messages = diagnostics.map { diagnostic in
      let file = diagnostic.file.split(separator: "/").last ?? ""
      return "\(file):\(diagnostic.line):\(diagnostic.column): \(diagnostic.message)"
    }
    return (configuration, messages)
  }

  static func collection(_ blocks: String, name: String = "net", location: String = "l") -> String {
    "- {Name: \(name), Locations: [{LocationName: \(location), CidrList: [\(blocks)]}]}\n"
  }

  @Test(arguments: [
    "192.0.2.0/24", "128.0.0.0/1, '8000::/1', '2001:db8:1::/48'", "10.0.0.0/8, 10.1.0.0/16", "",
  ]) func accepts(blocks: String) throws {
    let (configuration, messages) = try Self.load(Self.collection(blocks))
    #expect(configuration != nil, "\(messages)")
  }

  @Test(arguments: [
    (
      collection("192.0.2.0/25"),
      "cidr-collections.yaml:1:56: CidrList[0] is '192.0.2.0/25'; expected a CIDR block"
    ),
    (
      collection("0.0.0.0/0"), "cidr-collections.yaml:1:56: CidrList[0] is '0.0.0.0/0'; expected a CIDR block"
    ),
    (collection("'2001:db8::/49'"), "expected a CIDR block of /1 to /24 (IPv4) or /1 to /48 (IPv6)"),
    (collection("192.0.2.1/24"), "without host bits"), (collection("192.0.2.0"), "expected a CIDR block"),
    (collection("10.0.0.0/8, 10.0.0.0/8"), "cidr-collections.yaml:1:68: CidrBlockInUseException: "),
    (
      "- {Name: net, Locations: [{LocationName: l, CidrList: [10.0.0.0/8]}, {LocationName: m, CidrList: [10.0.0.0/8]}]}\n",
      "CidrBlockInUseException: "
    ),
    (collection("", name: "a.b"), "1 to 64 characters"),
    (collection("", name: String(repeating: "a", count: 65)), "1 to 64"),
    (collection("", location: String(repeating: "a", count: 17)), "1 to 16 characters"),
    (collection("") + collection(""), "CidrCollectionAlreadyExistsException"),
    ("- {Name: net}\n", "lacks the required key 'Locations'"),
    ("- {Nmae: net, Locations: []}\n", "unknown key 'Nmae'"),
    (collection("", name: "other"), "a.test.zone:3:9: there is no CIDR collection 'net'"),
    (collection("", location: "m"), "a.test.zone:3:9: CIDR collection 'net' has no location 'l'"),
    (
      (1...6).map { collection("", name: $0 == 1 ? "net" : "n\($0)") }.joined(),
      "6 collections; at most 5 are allowed"
    ),
    (
      collection((0...1000).map { "10.\($0 / 256).\($0 % 256).0/24" }.joined(separator: ", ")),
      "1001 CIDR blocks; a collection has at most 1000"
    ),
  ])
  func refuses(text: String, message: String) throws {
    let (configuration, messages) = try Self.load(text)
    #expect(configuration == nil)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }
}
