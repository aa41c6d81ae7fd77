/// Round trips to a point that is no AWS region, a point of presence say, on top of the table's ones to regions.
///
/// Light needs 1 ms a round trip of 100 km of fibre, and cables are about twice as long as the great circle:
///
///     via    = the least, over all regions h, of matrix(place, h) + 2 ms per 100 km from h to the point
///     direct = 4 ms + 2 ms per 100 km, where no region is nearer to the place than the point is, or where the point is
///              within 2,500 km and no region is within 0.35 of the way
///
/// The lesser of the two counts; never below 1 ms per 100 km, which is the speed of light. For load time: a choice
/// among points is made once for each row.
package struct LatencyModel: Sendable {
  private static let millisecondsPerKilometre = 2.0 / 100

  private let point: Coordinates
  /// Each region's coordinates, and milliseconds from there to the point.
  private let regions: [(region: AWSRegion, coordinates: Coordinates, lastLeg: Double)]

  package init(to point: Coordinates) {
    self.point = point
    regions = AWSRegion.all.map { region in
      let coordinates = region.coordinates
      return (region, coordinates, coordinates.kilometres(to: point) * Self.millisecondsPerKilometre)
    }
  }

  /// Milliseconds between the point and the place of `row`.
  package func milliseconds(row: Int) -> Double {
    let via =
      regions.map { Double(LatencyMatrix.milliseconds(row: row, to: $0.region)) + $0.lastLeg }.min()
      ?? .infinity
    guard let place = Gazetteer.place(row: row).coordinates else { return via }
    let distance = place.kilometres(to: point)
    let nearest = regions.map(\.coordinates).max { $0.nearness(to: place) < $1.nearness(to: place) }
    let nearestRegion = nearest?.kilometres(to: place) ?? .infinity
    let isDirect = distance <= nearestRegion || distance < 2500 && nearestRegion > 0.35 * distance
    let direct = isDirect ? 4 + distance * Self.millisecondsPerKilometre : .infinity
    return max(min(direct, via), distance / 100)
  }

  /// Milliseconds between the point and a client; nil if nobody knows where the client is.
  package func milliseconds(from client: ClientLocation) -> Double? {
    LatencyMatrix.row(of: client).map(milliseconds(row:))
  }
}
