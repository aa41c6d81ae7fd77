import CGeoData

/// Round trips between places and AWS regions: what stands in for the measurements of Route 53's latency records.
///
/// A row for each country and each state of the US, a column for each region. Access networks are not included.
package enum LatencyMatrix {
  /// Rows: the countries by code, then the states of the US by code.
  package static let rowCount = EmbeddedTable<UInt16>(geo_latency()).count / AWSRegion.all.count

  private static let columnCount = AWSRegion.all.count

  /// Milliseconds between the place of `row` (0..<rowCount) and `region`. Allocates nothing.
  package static func milliseconds(row: Int, to region: AWSRegion) -> Int {
    Int(milliseconds(row: row)[region.index])
  }

  /// Milliseconds between the place of `row` and each region, by `AWSRegion.index`. Allocates nothing.
  @_lifetime(immortal)
  package static func milliseconds(row: Int) -> Span<UInt16> {
    EmbeddedTable<UInt16>(geo_latency()).span.extracting(row * columnCount..<(row + 1) * columnCount)
  }

  /// Milliseconds between a client and `region`; nil if nobody knows where the client is. Allocates nothing.
  ///
  /// The client's row decides, else the row nearest to its coordinates.
  package static func milliseconds(from client: ClientLocation, to region: AWSRegion) -> Int? {
    row(of: client).map { milliseconds(row: $0, to: region) }
  }

  /// The row that holds for a client; nil if nobody knows where it is.
  package static func row(of client: ClientLocation) -> Int? {
    if client.latencyRow >= 0 { return client.latencyRow }
    return client.coordinates.map { Gazetteer.row(near: $0) }
  }
}
