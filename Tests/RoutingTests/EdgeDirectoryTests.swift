import DNSWire
import Geo
import Primitives
import Routing
import Testing

@Suite struct EdgeDirectoryTests {
  @Test(arguments: [
    ("10.0.0.1", "192.0.2.1", 24), ("10.1.0.1", "192.0.2.2", 24), ("127.0.0.1", "192.0.2.1", 8),
  ])
  func `the fastest point answers, an unmapped client gets the first`(
    client: String, edge: String, scope: Int
  ) throws {
    let locator = Locator(
      overrides: try [("10.0.0.0/24", "DE"), ("10.1.0.0/24", "US")].map { network, country in
        LocationOverride(
          network: try #require(IPPrefix(network)),
          location: Gazetteer.completed(ClientLocation(country: Country(country))))
      })
    let name = try #require(Name("d1.cloudfront.net"))
    let directory = EdgeDirectory(
      distributions: [name],
      pointsOfPresence: [
        PointOfPresence(
          id: "FRA", coordinates: try #require(Coordinates(latitude: 50, longitude: 8)),
          addresses: [try #require(IPAddress("192.0.2.1"))]),
        PointOfPresence(
          id: "ORD", coordinates: try #require(Coordinates(latitude: 42, longitude: -88)),
          addresses: [try #require(IPAddress("192.0.2.2"))]),
      ], locator: locator)
    let address = try #require(IPAddress(client))
    let index = try #require(directory.index(of: name))
    let choice = try #require(directory.edge(for: index, client: address, family: .v4))
    #expect(choice.address == IPAddress(edge))
    #expect(choice.scopePrefixLength == scope)
    #expect(directory.edge(for: index, client: address, family: .v6)?.address == nil)
  }
}
