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
  /// All addresses, those of one point and family side by side.
  private let addresses: FrozenArray<IPAddress>
  /// Where the addresses of point p and family f (0: v4, 1: v6) start: at 2p + f.
  private let starts: FrozenArray<Int>

  /// `pointsOfPresence` in the order of configuration: on equal latency the earlier one wins.
  package init(distributions: [Name], pointsOfPresence: [PointOfPresence], locator: Locator) {
    (self.distributions, self.pointsOfPresence, self.locator) = (distributions, pointsOfPresence, locator)
    indexByName = Dictionary(
      distributions.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    fastest = FrozenArray(
      (0..<LatencyMatrix.rowCount).map { row in
        let milliseconds = pointsOfPresence.map { LatencyModel.milliseconds(row: row, to: $0.coordinates) }
        return milliseconds.indices.min { milliseconds[$0] < milliseconds[$1] } ?? 0
      })
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

  /// The chosen point of presence, and why.
  package struct Choice: Sendable, BitwiseCopyable {
    /// Index into `pointsOfPresence`.
    package let point: Int
    /// Where the client is; its prefix length is the SCOPE PREFIX-LENGTH for a client subnet answer.
    package let client: ClientLocation
    /// The round trip between them; nil if nobody knows where the client is: the first point.
    package let milliseconds: Double?
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
    guard let (point, location) = fastest(for: client) else { return nil }
    return Choice(
      point: point, client: location,
      milliseconds: LatencyModel.milliseconds(from: location, to: pointsOfPresence[point].coordinates))
  }

  /// The address of `distribution` for `client`; nil if there is no point of presence. Allocates nothing.
  ///
  /// Where a point has several addresses of the family, distributions are spread over them.
  package func edge(for distribution: Int, client: IPAddress, family: IPAddress.Family) -> Edge? {
    guard let (point, location) = fastest(for: client) else { return nil }
    let slot = 2 * point + (family == .v4 ? 0 : 1)
    let count = starts[slot + 1] - starts[slot]
    return Edge(
      point: point, address: count == 0 ? nil : addresses[starts[slot] + distribution % count],
      scopePrefixLength: location.prefixLength)
  }

  private func fastest(for client: IPAddress) -> (point: Int, location: ClientLocation)? {
    guard starts.count > 1 else { return nil }
    let location = locator.locate(client)
    return (LatencyMatrix.row(of: location).map { fastest[$0] } ?? 0, location)
  }
}
