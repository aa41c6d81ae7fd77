import DNSWire
import Geo
import Primitives

/// Which point of presence serves a client of a distribution: the one with the least latency.
///
/// A client that the locator does not know (127.0.0.1, say) gets the first point of presence.
/// The chosen point decides for both families: if it has no IPv6 address, the AAAA answer is empty.
package final class EdgeDirectory: Sendable {
  package let distributions: [Name]
  package let pointsOfPresence: [PointOfPresence]
  package let locator: Locator
  private let indexByName: [Name: Int]

  /// The best point for each row of the latency matrix.
  private let fastest: FrozenArray<Int>
  /// Milliseconds between row r and point p: at r times the number of points, plus p.
  private let roundTrips: FrozenArray<Double>
  /// All addresses, those of one point and family side by side.
  private let addresses: FrozenArray<IPAddress>
  /// Where the addresses of point p and family f (0: v4, 1: v6) start: at 2p + f.
  private let starts: FrozenArray<Int>

  /// `pointsOfPresence` in the order of configuration: on equal latency the earlier one wins.
  package init(distributions: [Name], pointsOfPresence: [PointOfPresence], locator: Locator) {
    (self.distributions, self.pointsOfPresence, self.locator) = (distributions, pointsOfPresence, locator)
    indexByName = Dictionary(
      distributions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let models = pointsOfPresence.map { LatencyModel(to: $0.coordinates) }
    let rows = (0..<LatencyMatrix.rowCount).map { row in models.map { $0.milliseconds(row: row) } }
    fastest = FrozenArray(rows.map { row in row.indices.min { row[$0] < row[$1] } ?? 0 })
    roundTrips = FrozenArray(rows.flatMap(\.self))
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
    self.init(distributions: [], pointsOfPresence: [], locator: Locator())
  }

  /// For load time: the number that stands for the distribution in `edge`.
  package func index(of distribution: Name) -> Int? { indexByName[distribution] }

  /// An address to answer with, and what it was chosen by.
  package struct Edge: Sendable, BitwiseCopyable {
    /// Index into `pointsOfPresence`.
    package let point: Int
    /// The row of the latency matrix that holds for the client; nil if its place made no difference: nobody knows it,
    /// or there is one point alone.
    package let latencyRow: Int?
    /// Nil if the point has none of the family: the answer is NODATA.
    package let address: IPAddress?
    package let scopePrefixLength: Int
  }

  /// The address of `distribution` for `client`; nil if there is no point of presence. Allocates nothing.
  ///
  /// Where a point has several addresses of the family, distributions are spread over them.
  package func edge(
    for distribution: Int, client: IPAddress, recent: RecentLocations? = nil, family: IPAddress.Family
  ) -> Edge? {
    let pointCount = starts.count / 2
    guard pointCount > 0 else { return nil }
    var (point, latencyRow, scope) = (0, Int?.none, 0)
    // One point answers for everyone.
    if pointCount > 1 {
      let location = recent?.locate(client, by: locator) ?? locator.locate(client)
      scope = location.prefixLength
      latencyRow = LatencyMatrix.row(of: location)
      if let latencyRow { point = fastest[latencyRow] }
    }
    let slot = 2 * point + (family == .v4 ? 0 : 1)
    let count = starts[slot + 1] - starts[slot]
    return Edge(
      point: point, latencyRow: latencyRow,
      address: count == 0 ? nil : addresses[starts[slot] + distribution % count], scopePrefixLength: scope)
  }

  /// The round trip to each point of presence that the choice was made by, in milliseconds; nil if nobody knows where the
  /// client is, or there is one point alone. For explanations.
  package func milliseconds(for edge: Edge) -> [Double]? {
    edge.latencyRow.map { row in
      let start = row * pointsOfPresence.count
      return (start..<start + pointsOfPresence.count).map { roundTrips[$0] }
    }
  }
}
