import DNSWire
import Geo
import Primitives
import Routing
import Testing

@Suite struct EdgeDirectoryTests {
  private static func directory(points: Int = 2) throws -> (EdgeDirectory, distribution: Int) {
    let locator = Locator(
      overrides: try [("10.0.0.0/24", "DE"), ("10.1.0.0/24", "US")].map { network, country in
        LocationOverride(
          network: try #require(IPPrefix(network)),
          location: Gazetteer.completed(ClientLocation(country: Country(country))))
      })
    let name = try #require(Name("d1.cloudfront.net"))
    let directory = EdgeDirectory(
      distributions: [name],
      pointsOfPresence: Array(
        [
          PointOfPresence(
            id: "FRA", coordinates: try #require(Coordinates(latitude: 50, longitude: 8)),
            addresses: [try #require(IPAddress("192.0.2.1"))]),
          PointOfPresence(
            id: "ORD", coordinates: try #require(Coordinates(latitude: 42, longitude: -88)),
            addresses: [try #require(IPAddress("192.0.2.2"))]),
        ].prefix(points)), locator: locator)
    return (directory, try #require(directory.index(of: name)))
  }

  @Test(arguments: [
    ("10.0.0.1", "192.0.2.1", 24, "lowest latency from DE, 8 ms; next ORD, 112 ms"),
    ("10.1.0.1", "192.0.2.2", 24, "lowest latency from US, 16 ms; next FRA, 118 ms"),
    ("127.0.0.1", "192.0.2.1", 8, "client's place unknown, first point of presence"),
  ])
  func `the fastest point answers, an unmapped client gets the first`(
    client: String, edge: String, scope: Int, reason: String
  ) throws {
    let (directory, index) = try Self.directory()
    let address = try #require(IPAddress(client))
    let choice = try #require(directory.edge(for: index, client: address, family: .v4))
    #expect(choice.address == IPAddress(edge))
    #expect(choice.scopePrefixLength == scope)
    #expect(directory.reason(for: choice) == reason)
    let milliseconds = directory.milliseconds(for: choice)
    #expect(milliseconds?.min() == milliseconds?[choice.point])
    #expect(directory.edge(for: index, client: address, family: .v6)?.address == nil)
  }

  @Test func `RFC 7871 section 7.2.1: with one point the client's place makes no difference`() throws {
    let (directory, index) = try Self.directory(points: 1)
    let choice = try #require(directory.edge(for: index, client: IPAddress(v4: 0x0A01_0001), family: .v4))
    #expect(choice.address == IPAddress("192.0.2.1") && choice.scopePrefixLength == 0)
    #expect(directory.reason(for: choice) == "the only point of presence")
    #expect(directory.milliseconds(for: choice) == nil)
  }
}
