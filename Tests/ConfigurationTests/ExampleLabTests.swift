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
}
