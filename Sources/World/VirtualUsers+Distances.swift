import Geo
import Simulation

// How far users are from what answers them.

extension VirtualUsers {
  /// Nanoseconds of the round trip between each city (numbers in `City.all`) and each point of presence, then each origin. Access
  /// networks are not included. An origin that stands nowhere is as far from everybody as neighbouring continents are.
  static func roundTrips(_ cities: [Int], _ site: VirtualSite) -> [Double] {
    let models = site.pointsOfPresence.map { LatencyModel(to: $0.coordinates) }
    let rows = (0..<LatencyMatrix.rowCount).map { row in
      models.map { $0.milliseconds(row: row) * 1e6 }
        + site.origins.map { origin in
          origin.region.map { Double(LatencyMatrix.milliseconds(row: row, to: $0)) * 1e6 }
            ?? Limits.serverRoundTrip
        }
    }
    return cities.flatMap { rows[LatencyMatrix.row(of: City.all[$0].location) ?? 0] }
  }
}
