import Geo
import Testing

@Suite struct GazetteerTests {
  @Test func `every row is found again by its codes`() throws {
    #expect(LatencyMatrix.rowCount == 301)
    for row in 0..<LatencyMatrix.rowCount {
      let place = Gazetteer.place(row: row)
      let country = try #require(place.country)
      #expect(place.latencyRow == row)
      #expect(place.coordinates != nil)
      if let state = place.subdivision {
        #expect(Gazetteer.row(of: country, state) == row)
      } else {
        #expect(Gazetteer.row(of: country) == row)
      }
    }
    #expect(Gazetteer.row(of: try #require(Country("ZZ"))) == nil)
    #expect(Gazetteer.row(of: try #require(Country("CA")), try #require(Subdivision("ON"))) == nil)
  }

  @Test(arguments: [
    ("CY", Continent.europe), ("TR", .europe), ("RU", .europe), ("XK", .europe), ("GE", .asia), ("AM", .asia),
    ("AZ", .asia), ("KZ", .asia), ("EG", .africa), ("GS", .antarctica), ("TF", .antarctica), ("UM", .oceania),
    ("GL", .northAmerica), ("US", .northAmerica), ("BR", .southAmerica), ("KR", .asia), ("AU", .oceania),
  ])
  func `Route 53's continent lists`(country: String, continent: Continent) throws {
    let code = try #require(Country(country))
    let row = try #require(Gazetteer.row(of: code))
    #expect(Gazetteer.place(row: row).continent == continent)
  }

  @Test(arguments: ["BV", "CX", "EH", "HM"])
  func `countries that Route 53 does not support are on no continent`(country: String) throws {
    let code = try #require(Country(country))
    let row = try #require(Gazetteer.row(of: code))
    #expect(Gazetteer.place(row: row).continent == nil)
  }

  @Test(
    arguments: [
      // Where a point is, what the source says of its country and state, whose row holds.
      (37.6, 127.0, "KR", nil, "KR"), (43.1, 131.9, "RU", nil, "KP"), (55.8, 37.6, "RU", nil, "RU"),
      (47.6, -122.3, "US", "WA", "US-WA"), (6.5, 3.4, "NG", nil, "NG"), (40.7, -74.0, nil, nil, "US-NJ"),
    ] as [(Double, Double, String?, String?, String)])
  func `a point has its country's row, unless another place is much nearer`(
    latitude: Double, longitude: Double, country: String?, state: String?, row: String
  ) throws {
    let location = Gazetteer.completed(
      ClientLocation(
        country: country.flatMap { Country($0) }, subdivision: state.flatMap { Subdivision($0) },
        coordinates: Coordinates(latitude: latitude, longitude: longitude)))
    let place = Gazetteer.place(row: location.latencyRow)
    #expect(
      [place.country?.description, place.subdivision?.description].compactMap { $0 }.joined(separator: "-")
        == row)
  }

  @Test func `a country alone is at its centre`() throws {
    let location = Gazetteer.completed(ClientLocation(country: Country("KR")))
    #expect(location.continent == .asia)
    #expect(location.coordinates?.latitude.rounded() == 37)
    // A subdivision outside the US has no row of its own.
    let bavaria = Gazetteer.completed(ClientLocation(country: Country("DE"), subdivision: Subdivision("BY")))
    #expect(bavaria.latencyRow == Gazetteer.row(of: try #require(Country("DE"))))
    #expect(Gazetteer.completed(ClientLocation(country: Country("ZZ"))).latencyRow == -1)
  }
}
