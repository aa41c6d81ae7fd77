import DNSWire
import Geo
import Primitives
import Routing
import Testing

@Suite struct EdgeDirectoryTests {
  @Test(arguments: [
    ("10.0.0.1", "192.0.2.1", 24), ("10.1.0.1", "192.0.2.2", 24), ("127.0.0.1", "192.0.2.1", 0),
  ])
  func `the nearest point answers, an unmapped client gets the first`(
    client: String, edge: String, scope: Int
  ) throws {
    let table = try PlaceTable(text: "DE 50 10\nUS 40 -90\nDE 10.0.0.0 10.0.0.255\nUS 10.1.0.0 10.1.0.255")
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
      ], places: table)
    let address = try #require(IPAddress(client))
    let index = try #require(directory.index(of: name))
    let choice = try #require(directory.edge(for: index, client: address, family: .v4))
    #expect(choice.address == IPAddress(edge))
    #expect(choice.scopePrefixLength == scope)
    #expect(directory.edge(for: index, client: address, family: .v6)?.address == nil)
  }
}
