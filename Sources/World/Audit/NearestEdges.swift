import Geo
import Routing

/// The points of presence nearest to a place, found by asking each how far it is.
final class NearestEdges {
  private let points: [PointOfPresence]
  private let models: [LatencyModel]
  /// By the row of the latency matrix.
  private var found: [Int: [PointOfPresence]] = [:]

  init(_ points: [PointOfPresence]) {
    self.points = points
    models = points.map { LatencyModel(to: $0.coordinates) }
  }

  /// All, where nobody knows the place.
  func nearest(to place: ClientLocation) -> [PointOfPresence] {
    guard let row = LatencyMatrix.row(of: place) else { return points }
    if let known = found[row] { return known }
    let times = models.map { $0.milliseconds(row: row) }
    let least = times.min() ?? 0
    let nearest = zip(points, times).filter { $0.1 <= least }.map(\.0)
    found[row] = nearest
    return nearest
  }
}
