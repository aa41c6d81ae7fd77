import Geo

/// How far points of presence and regional caches are from what they ask: origins, and one another. Round trips of the latency
/// matrix, in nanoseconds. Caches have the numbers of `VirtualDrill.edges`.
struct FetchDistances: Sendable {
  /// Of the latency matrix, for each cache.
  private let rows: [Int]
  private let origins: [String: AWSRegion]

  init(_ site: VirtualSite) {
    let regional = site.regionalCaches.compactMap { AWSRegion(code: $0.id)?.coordinates }
    rows = (site.pointsOfPresence.map(\.coordinates) + regional).map { Gazetteer.row(near: $0) }
    origins = Dictionary(site.origins.compactMap { origin in origin.region.map { (origin.name, $0) } }) {
      first, _ in first
    }
  }

  /// Where nobody says where the origin stands, as between neighbouring continents.
  func roundTrip(from cache: Int, toOrigin origin: String) -> Int64 {
    origins[origin].map { roundTrip(from: cache, to: $0) } ?? Int64(Limits.serverRoundTrip)
  }

  func roundTrip(from cache: Int, toCache region: String) -> Int64 {
    AWSRegion(code: region).map { roundTrip(from: cache, to: $0) } ?? 0
  }

  private func roundTrip(from cache: Int, to region: AWSRegion) -> Int64 {
    Int64(LatencyMatrix.milliseconds(row: rows[cache], to: region)) * 1_000_000
  }
}
