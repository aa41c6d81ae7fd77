import Geo
import Testing

@Suite struct CityTests {
  @Test(
    arguments: [
      ("Seoul", "KR", nil), ("seoul", "KR", nil), ("São Paulo", "BR", nil), ("Sao Paulo", "BR", nil),
      // Of one name, the most populous; else the one of the country or the state.
      ("London", "GB", nil), ("London, CA", "CA", nil), ("Birmingham", "GB", nil),
      ("Birmingham, US", "US", "AL"),
      ("Portland", "US", "OR"), ("Columbus , US-OH", "US", "OH"), ("Columbus,US-GA", "US", "GA"),
    ] as [(String, String, String?)])
  func `a name is the most populous city of it, or the one where it is said to be`(
    name: String, country: String, state: String?
  ) throws {
    let city = try #require(City(named: name))
    #expect(city.country == Country(country))
    #expect(city.subdivision == state.flatMap { Subdivision($0) })
    #expect(city.location.latencyRow >= 0)
  }

  @Test(arguments: ["", ",", "Soul-less", "Seoul, JP", "Birmingham, US-GA", "KR"])
  func `names of no city`(name: String) { #expect(City(named: name) == nil) }

  @Test func `all rows are read`() { #expect(City.all.count == 6280) }
}
