import Configuration
import Testing

/// All files of a lab together.
@Suite struct LabConfigurationTests {
  static let zone = """
    @ 60 IN SOA ns1 hostmaster 1 7200 900 1209600 60
    @ 60 IN NS ns.example.net.
    a 60 IN A 192.0.2.1 ; AWS routing="IPBASED" collection="net" location="l" identifier="l"
    b 60 IN A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 healthCheckId="gone" identifier="b"
    a 60 IN A 192.0.2.3 ; AWS routing="IPBASED" collection="net" location="*" identifier="d"
    c 60 AWS ALIAS A d111111abcdef8.cloudfront.net. Z2FDTNDATAQYW2 false

    """
  static let collections = "- {Name: net, Locations: [{LocationName: l, CidrList: [10.0.0.0/8]}]}\n"
  static let checks = "HealthChecks:\n  web: {Type: TCP, IPAddress: 192.0.2.1, Port: 80}\n"
  static let distribution = Lab.distribution("DomainName: d111111abcdef8.cloudfront.net\nAliases: [c.a.test]")

  /// Without the directory.
  private func messages(_ files: [String: String]) throws -> [String] {
    let usual = [
      "zones/a.test.zone": Self.zone, "zones/cidr-collections.yaml": Self.collections,
      "zones/health-checks.yaml": Self.checks, "edge/pops.yaml": Lab.pops,
      "edge/distributions/d.yaml": Self.distribution,
    ]
    let lab = try Lab(usual.merging(files) { $1 })
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: lab.directory + "/zones", edgeConfig: lab.directory + "/edge")
    #expect((configuration == nil) == diagnostics.contains { $0.severity == .error })
    return diagnostics.map { "\($0)".replacingOccurrences(of: lab.directory + "/", with: "") }
  }

  private func expect(_ messages: [String], _ expected: [String]) {
    #expect(messages.count == expected.count, "\(messages)")
    for (message, start) in zip(messages, expected) {
      #expect(message.hasPrefix(start), "\(message) is not \(start)")
    }
  }

  static let noCheck = "zones/a.test.zone:4:9: there is no health check with the id 'gone'"

  @Test func `a record that names a health check which is not there`() throws {
    expect(try messages([:]), [Self.noCheck])
  }

  @Test func `faults of edge, another zone, collections and routing are all reported in one run`() throws {
    expect(
      try messages([
        "edge/pops.yaml": "pops: [{id: A1}]\n",
        "zones/b.test.zone": "@ 60 IN SOA a b 1 2 3 4 5\n@ 60 IN NS a\nw 60 IN A x\n",
        "zones/clients.yaml": "10.0.0.0/8: {city: Nowhere at all}\n",
      ]).filter { !$0.hasPrefix("edge/") && !$0.hasPrefix("zones/clients.yaml:") },
      [Self.noCheck, "zones/b.test.zone:3:11: an IPv4 address is expected"])
  }

  @Test func `what a file with a fault may hold is not missed`() throws {
    expect(
      try messages(["zones/cidr-collections.yaml": "- {Name: net, Locations: [{}]}\n"]).filter {
        !$0.hasPrefix("zones/cidr-collections.yaml:")
      }, [])
    expect(
      try messages(["zones/health-checks.yaml": "HealthChecks:\n  gone: {Type: TPC}\n"]).filter {
        !$0.hasPrefix("zones/health-checks.yaml:")
      }, [])
  }

  @Test func `nor a distribution, nor an origin`() throws {
    expect(
      try messages(["edge/distributions/d.yaml": Self.distribution + "Orgins: []\n"]).filter {
        !$0.hasPrefix("edge/distributions/d.yaml:")
      }, [Self.noCheck])
    let checks = Self.checks + "endpoints: {192.0.2.1: o.test}\n"
    expect(try messages(["zones/health-checks.yaml": checks]), ["zones/health-checks.yaml:3:24: there is no"])
    expect(
      try messages(["zones/health-checks.yaml": checks, "edge/origins.yaml": "origins: [{nam: o.test}]\n"])
        .filter {
          !$0.hasPrefix("edge/origins.yaml:")
        }, [Self.noCheck])
  }

  @Test func `the zones of distributions' own names are no files`() throws {
    let lab = try Lab([
      "zones/a.test.zone": "@ 60 IN SOA a b 1 2 3 4 5\n@ 60 IN NS ns.example.net.\n",
      "edge/pops.yaml": Lab.pops, "edge/distributions/d.yaml": Self.distribution,
    ])
    let (loaded, diagnostics) = LabConfiguration.load(
      zones: lab.directory + "/zones", edgeConfig: lab.directory + "/edge")
    let configuration = try #require(loaded, "\(diagnostics)")
    #expect((configuration.zoneFileCount, configuration.zones.count) == (1, 2))
  }
}
