/// Round trips to points that are no AWS region, a point of presence say, on top of the measured ones to regions.
///
/// Light needs 1 ms a round trip of 100 km of fibre, and cables are about twice as long as the great circle:
///
///     via    = the least, over all regions h, of matrix(place, h) + 2 ms per 100 km from h to the point
///     direct = 4 ms + 2 ms per 100 km, where no region is nearer to the place than the point is, or where the point is
///              within 2,500 km and no region is within 0.35 of the way
///
/// The lesser of the two counts; never below 1 ms per 100 km, which is the speed of light.
package enum LatencyModel {
  private static let millisecondsPerKilometre = 2.0 / 100

  /// Milliseconds between the place of `row` and `point`.
  package static func milliseconds(row: Int, to point: Coordinates) -> Double {
    let place = Gazetteer.place(row: row)
    var via = Double.infinity
    var nearestRegion = Double.infinity
    for region in AWSRegion.all {
      let last = region.coordinates.kilometres(to: point) * millisecondsPerKilometre
      via = min(via, Double(LatencyMatrix.milliseconds(row: row, to: region)) + last)
      if let own = place.coordinates {
        nearestRegion = min(nearestRegion, region.coordinates.kilometres(to: own))
      }
    }
    guard let distance = place.coordinates?.kilometres(to: point) else { return via }
    let isDirect = distance <= nearestRegion || distance < 2500 && nearestRegion > 0.35 * distance
    let direct = isDirect ? 4 + distance * millisecondsPerKilometre : .infinity
    return max(min(direct, via), distance / 100)
  }

  /// Milliseconds between a client and `point`; nil if nobody knows where the client is.
  package static func milliseconds(from client: ClientLocation, to point: Coordinates) -> Double? {
    LatencyMatrix.row(of: client).map { milliseconds(row: $0, to: point) }
  }
}
