import Primitives
import Testing

@testable import Geo

@Suite struct RecentLocationsTests {
  @Test func `it says what the locator says, however often and of however many`() throws {
    let locator = Locator()
    let recent = RecentLocations()
    // More clients than it has slots, twice, of both families.
    for _ in 0..<2 {
      for number in 0..<UInt32(2 * Limits.recentLocations) {
        let v4 = IPAddress(v4: number &* 2_654_435_761)
        #expect(recent.locate(v4, by: locator) == locator.locate(v4))
        let v6 = IPAddress(v6: 0x2001 << 112 | UInt128(number) << 90)
        #expect(recent.locate(v6, by: locator) == locator.locate(v6))
      }
    }
  }

  @Test func `an IPv4 address is not the IPv6 address with the same bits`() throws {
    let recent = RecentLocations()
    let network = try #require(IPPrefix("192.0.2.0/24"))
    let locator = Locator(overrides: [
      LocationOverride(network: network, location: ClientLocation(country: Country("KR")))
    ])
    let v4 = network.address
    #expect(recent.locate(v4, by: locator).country == Country("KR"))
    #expect(recent.locate(IPAddress(v6: v4.bits), by: locator).country == nil)
  }

  @Test func `another locator is asked anew`() throws {
    let recent = RecentLocations()
    let network = try #require(IPPrefix("198.51.100.0/24"))
    for code in ["KR", "BR", "DE"] {
      let locator = Locator(overrides: [
        LocationOverride(network: network, location: ClientLocation(country: Country(code)))
      ])
      #expect(recent.locate(network.address, by: locator).country == Country(code))
    }
  }
}
