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
      lab.distributions.map(\.domainName) == [
        "d222222abcdef8.cloudfront.net", "d111111abcdef8.cloudfront.net",
      ])
    for origin in lab.distributions.flatMap(\.origins) {
      #expect(lab.origins.contains { $0.name == origin.domainName })
    }
  }

  @Test("zone files are found and read")
  func zoneFiles() throws {
    let (configuration, diagnostics) = LabConfiguration.load(zones: Self.root + "/zones", edgeConfig: nil)
    #expect(diagnostics == [])
    #expect(configuration?.zoneFiles.map(\.initialOrigin) == ["example.com"])
  }

  @Test("directories that are not there are faults")
  func missing() {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: "/no/zones", edgeConfig: "/no/edge-config")
    #expect(configuration == nil)
    #expect(diagnostics.map(\.file) == ["/no/edge-config", "/no/zones"])
  }
}
