import DNSWire
import Geo
import Primitives

/// Which point of presence serves a client of a distribution: the nearest one.
///
/// A client that the place table does not know (127.0.0.1, say) gets the first point of presence, with scope 0: the
/// answer then holds for everyone the table does not know, and says nothing about the client's network.
/// The nearest point decides for both families: if it has no IPv6 address, the AAAA answer is empty.
package final class EdgeDirectory: Sendable {
  package let distributions: [Name]
  package let pointsOfPresence: [PointOfPresence]
  private let places: PlaceTable
  private let indexByName: [Name: Int]

  private let coordinates: FrozenArray<Coordinates>
  /// All addresses, those of one point and family side by side.
  private let addresses: FrozenArray<IPAddress>
  /// Where the addresses of point p and family f (0: v4, 1: v6) start: at 2p + f.
  private let starts: FrozenArray<Int>

  /// `pointsOfPresence` in the order of configuration: on equal distance the earlier one wins.
  package init(distributions: [Name], pointsOfPresence: [PointOfPresence], places: PlaceTable) {
    (self.distributions, self.pointsOfPresence, self.places) = (distributions, pointsOfPresence, places)
    indexByName = Dictionary(
      distributions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    coordinates = FrozenArray(pointsOfPresence.map(\.coordinates))
    var addresses: [IPAddress] = []
    var starts = [0]
    for point in pointsOfPresence {
      for family in [IPAddress.Family.v4, .v6] {
        addresses += point.addresses.filter { $0.family == family }
        starts.append(addresses.count)
      }
    }
    self.addresses = FrozenArray(addresses)
    self.starts = FrozenArray(starts)
  }

  /// A directory of nothing: every distribution is unknown.
  package convenience init() {
    self.init(distributions: [], pointsOfPresence: [], places: PlaceTable.builtIn())
  }

  /// For load time: the number that stands for the distribution in `edge`.
  package func index(of distribution: Name) -> Int? { indexByName[distribution] }

  /// The chosen point of presence, and why.
  package struct Choice: Sendable, BitwiseCopyable {
    package enum Reason: Sendable, BitwiseCopyable {
      /// The client is at `place`, `kilometres` from the point by great circle.
      case nearest(place: Place, kilometres: Double)
      /// The table does not know the client: the first point.
      case unmappedClient
    }
    /// Index into `pointsOfPresence`.
    package let point: Int
    package let reason: Reason

    /// SCOPE PREFIX-LENGTH for a client subnet answer.
    package var scopePrefixLength: Int {
      switch reason {
      case .nearest(let place, _): place.prefixLength
      case .unmappedClient: 0
      }
    }
  }

  /// An address to answer with.
  package struct Edge: Sendable, BitwiseCopyable {
    /// Index into `pointsOfPresence`.
    package let point: Int
    /// Nil if the point has none of the family: the answer is NODATA.
    package let address: IPAddress?
    package let scopePrefixLength: Int
  }

  /// The point for `client`; nil if there is none at all.
  package func choose(for client: IPAddress) -> Choice? {
    guard let (point, place) = nearest(to: client) else { return nil }
    guard let place else { return Choice(point: point, reason: .unmappedClient) }
    return Choice(
      point: point,
      reason: .nearest(place: place, kilometres: place.coordinates.kilometres(to: coordinates[point])))
  }

  /// The address of `distribution` for `client`; nil if there is no point of presence. Allocates nothing.
  ///
  /// Where a point has several addresses of the family, distributions are spread over them.
  package func edge(for distribution: Int, client: IPAddress, family: IPAddress.Family) -> Edge? {
    guard let (point, place) = nearest(to: client) else { return nil }
    let slot = 2 * point + (family == .v4 ? 0 : 1)
    let count = starts[slot + 1] - starts[slot]
    return Edge(
      point: point, address: count == 0 ? nil : addresses[starts[slot] + distribution % count],
      scopePrefixLength: place?.prefixLength ?? 0)
  }

  private func nearest(to client: IPAddress) -> (point: Int, place: Place?)? {
    guard coordinates.count > 0 else { return nil }
    guard let place = places.place(of: client) else { return (0, nil) }
    var best = 0
    var bestNearness = coordinates[0].nearness(to: place.coordinates)
    for index in 1..<coordinates.count {
      let nearness = coordinates[index].nearness(to: place.coordinates)
      if nearness > bestNearness { (best, bestNearness) = (index, nearness) }
    }
    return (best, place)
  }
}
