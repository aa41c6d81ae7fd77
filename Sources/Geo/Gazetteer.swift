import CGeoData
import Primitives

/// The places that have a row in the latency matrix: the countries, then the states of the US.
package enum Gazetteer {
  private struct Record: BitwiseCopyable {
    /// Letters of the country and of the state, the first letter lowest; no state is 0.
    var country: (UInt8, UInt8)
    var state: (UInt8, UInt8)
    /// 255: none.
    var continent: UInt8
    var padding: (UInt8, UInt8, UInt8)
    /// 1/10,000 degree.
    var latitude: Int32
    var longitude: Int32
  }

  /// By row, each with prefix length 0.
  private static let places = FrozenArray(
    (0..<LatencyMatrix.rowCount).map { row in
      let record = EmbeddedTable<Record>(geo_places())[row]
      return ClientLocation(
        continent: Continent(rawValue: record.continent),
        country: Country(octets: [record.country.0, record.country.1]),
        subdivision: record.state.0 == 0 ? nil : Subdivision(octets: [record.state.0, record.state.1]),
        coordinates: Coordinates(
          latitude: Double(record.latitude) / 10_000, longitude: Double(record.longitude) / 10_000),
        latencyRow: row)
    })

  /// How many of the places are countries: these come first.
  private static let countryCount =
    (0..<places.count).firstIndex { places[$0].subdivision != nil } ?? places.count

  /// The place of a row: codes, the centre of its population, and the row itself; prefix length 0.
  package static func place(row: Int) -> ClientLocation { places[row] }

  /// The row of a country; nil for a code that is not assigned. Allocates nothing.
  package static func row(of country: Country) -> Int? { row(of: country, nil, in: 0..<countryCount) }

  /// The row of a state of the US; nil for any other subdivision. Allocates nothing.
  package static func row(of country: Country, _ subdivision: Subdivision) -> Int? {
    guard country == .unitedStates else { return nil }
    return row(of: country, subdivision, in: countryCount..<places.count)
  }

  private static func row(of country: Country, _ subdivision: Subdivision?, in rows: Range<Int>) -> Int? {
    let row = rows.partitioningIndex { !places[$0].isBefore(country, subdivision) }
    guard row < rows.upperBound, places[row].country == country, places[row].subdivision == subdivision
    else { return nil }
    return row
  }

  /// The row for a point: `own` unless another place is nearer by more than 500 km (Vladivostok is nearer to Seoul than
  /// to the centre of Russia). Of two places equally near, the one of the lower row. Allocates nothing.
  package static func row(near point: Coordinates, own: Int? = nil) -> Int {
    var best = 0
    var nearness = -Double.infinity
    for row in 0..<places.count {
      guard let other = places[row].coordinates?.nearness(to: point), other > nearness else { continue }
      (best, nearness) = (row, other)
    }
    guard let own, let centre = places[own].coordinates, let nearest = places[best].coordinates else {
      return best
    }
    return point.kilometres(to: centre) > point.kilometres(to: nearest) + 500 ? best : own
  }

  /// All that follows from what a source says about a client: the continent, centre and row of its country or state
  /// where the source leaves them out. Allocates nothing.
  ///
  /// The continent of a known country is the one of Route 53's lists, whatever the source says.
  package static func completed(_ location: ClientLocation) -> ClientLocation {
    var location = location
    let countryRow = location.country.flatMap { row(of: $0) }
    var own = countryRow
    if let country = location.country, let subdivision = location.subdivision {
      own = row(of: country, subdivision) ?? countryRow
    }
    if let countryRow { location.continent = places[countryRow].continent }
    if let coordinates = location.coordinates {
      location.latencyRow = row(near: coordinates, own: own)
    } else if let own {
      (location.coordinates, location.latencyRow) = (places[own].coordinates, own)
    }
    return location
  }
}

extension ClientLocation {
  /// In the order of the rows of countries, or of states.
  fileprivate func isBefore(_ otherCountry: Country, _ otherSubdivision: Subdivision?) -> Bool {
    guard let country, country == otherCountry else { return country.map { $0 < otherCountry } ?? true }
    guard let subdivision, let otherSubdivision else { return subdivision == nil && otherSubdivision != nil }
    return subdivision < otherSubdivision
  }
}
