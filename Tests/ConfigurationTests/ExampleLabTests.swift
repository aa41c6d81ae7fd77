import Configuration
import EdgeCache
import Foundation
import Testing

@Suite("The example lab")
struct ExampleLabTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test("loads without a fault")
  func loads() throws {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: nil, edgeConfig: Self.root + "/edge-config")
    #expect(diagnostics.map(\.description) == [])
    let lab = try #require(configuration)
    #expect(lab.pointsOfPresence.count == 10)
    #expect(
      lab.distributions.flatMap(\.aliases) == [
        "app.example.com", "images.shop.example", "launch.example.com", "press.example.com",
        "www.shop.example",
        "static.example.com", "store.example.com", "video.example.com", "www.example.com", "example.com",
      ])
    #expect(Set(lab.distributions.map(\.domainName)).count == 9)
    let names = Set(lab.origins.map(\.name) + lab.balancers.map(\.name))
    for origin in lab.distributions.flatMap(\.origins) { #expect(names.contains(origin.domainName)) }
  }

  @Test("zones and the edge load together")
  func zones() throws {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: Self.root + "/zones", edgeConfig: Self.root + "/edge-config")
    #expect(diagnostics.map(\.description) == [])
    let zone = try #require(configuration?.zones.first)
    #expect(zone.apex.description == "example.com.")
    #expect(zone.serial == 2_026_030_201)
    #expect(zone.aliases.count == 3)
    let catalog = try #require(configuration?.catalog)
    #expect(
      catalog.zones.map(\.apex.description) == [
        "example.com.", "policies.example.", "shop.example.", "tree.example.", "cloudfront.net.",
      ])
    #expect(catalog.diagnostics == [])
    #expect(catalog.routingDiagnostics == [])
    #expect(catalog.edges.pointsOfPresence.map(\.id).first == "ICN57-C1")
  }

  @Test("its drills are right: a book of twenty-one, each with something to show")
  func drills() throws {
    let edge = Self.root + "/edge-config"
    let lab = try #require(
      LabConfiguration.load(zones: Self.root + "/zones", edgeConfig: edge).configuration)
    let (paths, _) = DrillReader.paths(in: edge)
    #expect(paths.count == 21)
    for path in paths {
      let (drill, diagnostics) = DrillReader.load(path, for: lab)
      #expect(diagnostics == [])
      let plan = try #require(drill)
      #expect(!plan.events.isEmpty && !plan.expectations.isEmpty)
      #expect(lab.virtualGaps(of: plan) == [])
      // Those that real servers can go through tell what they show in words above; the others as a hypothesis.
      #expect(!plan.needsVirtualClock || plan.hypothesis != nil)
    }
  }

  @Test("an alias to an unknown distribution is a fault where it stands")
  func unknownDistribution() throws {
    let lab = try Lab([
      "edge-config/pops.yaml": Lab.pops,
      "edge-config/distributions/d.yaml": Lab.distribution("Aliases: [www.example.com]"),
      "zones/example.com.zone": """
      @ 60 IN SOA ns1 hostmaster 1 7200 900 1209600 60
      @ 60 IN NS ns1
      ns1 60 IN A 192.0.2.53
      www 86400 AWS ALIAS A e1.cloudfront.net. Z2FDTNDATAQYW2 false
      web 86400 AWS ALIAS A e1.cloudfront.net. Z2FDTNDATAQYW2 false
      old 86400 AWS ALIAS A e2.cloudfront.net. Z2FDTNDATAQYW2 false

      """,
    ])
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: lab.directory + "/zones", edgeConfig: lab.directory + "/edge-config")
    #expect(configuration == nil)
    #expect(diagnostics.map(\.line) == [5, 6])
    #expect(diagnostics.map(\.severity) == [.warning, .error])
    #expect(
      diagnostics.last?.message.hasPrefix("no distribution has the domain name 'e2.cloudfront.net'") == true)
    let alone = LabConfiguration.load(zones: lab.directory + "/zones", edgeConfig: nil)
    #expect(alone.configuration?.zones.count == 1)
  }

  @Test("a zone stands in one file")
  func twice() throws {
    let zone = "$ORIGIN a.test.\n@ 60 IN SOA ns hm 1 2 3 4 5\n@ 60 IN NS ns.b.test.\n"
    let lab = try Lab(["zones/a.test.zone": zone, "zones/b.zone": zone])
    let (configuration, diagnostics) = LabConfiguration.load(zones: lab.directory + "/zones", edgeConfig: nil)
    #expect(configuration == nil)
    #expect(diagnostics.map(\.message) == ["zone a.test. stands in two files; serial 1 was read first"])
  }

  @Test("directories that are not there are faults")
  func missing() {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: "/no/zones", edgeConfig: "/no/edge-config")
    #expect(configuration == nil)
    #expect(diagnostics.map(\.file) == ["/no/edge-config", "/no/zones"])
  }
}
