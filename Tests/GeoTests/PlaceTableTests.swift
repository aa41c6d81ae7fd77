import Geo
import Primitives
import Testing

@Suite struct PlaceTableTests {
  @Test func `the built-in table knows countries of both families`() throws {
    let table = PlaceTable.builtIn()
    #expect(table.place(of: try #require(IPAddress("46.172.224.5")))?.country == Country("AD"))
    #expect(table.place(of: try #require(IPAddress("2001:42c0::1")))?.country == Country("ML"))
    #expect(table.place(of: try #require(IPAddress("127.0.0.1"))) == nil)
  }

  @Test(arguments: [("10.0.0.7", 29), ("10.0.0.8", 31), ("10.0.0.10", 32)])
  func `RFC 7871: the scope stays inside the range`(address: String, length: Int) throws {
    let table = try PlaceTable(text: "DE 50 10\nDE 10.0.0.0 10.0.0.10")
    #expect(table.place(of: try #require(IPAddress(address)))?.prefixLength == length)
  }

  @Test func `great-circle distance, Berlin to New York`() throws {
    let berlin = try #require(Coordinates(latitude: 52.52, longitude: 13.405))
    let newYork = try #require(Coordinates(latitude: 40.7128, longitude: -74.006))
    #expect(abs(berlin.kilometres(to: newYork) - 6385) < 2)
  }
}
