/// Where a figure lies over many seeds.
package struct Band: Codable, Hashable, Sendable {
  package var median: Double
  /// So that 10 % of the values are below, and 10 % above.
  package var low: Double
  package var high: Double

  /// Nil: there are no values.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    median = Self.quantile(0.5, of: sorted)
    low = Self.quantile(0.1, of: sorted)
    high = Self.quantile(0.9, of: sorted)
  }

  /// In a line between two order statistics (Hyndman and Fan, "Sample quantiles in statistical packages", 1996, definition 7); where
  /// one of them is without end, the further one.
  static func quantile(_ q: Double, of sorted: [Double]) -> Double {
    let place = q * Double(sorted.count - 1)
    let lower = Int(place.rounded(.down))
    let rest = place - Double(lower)
    // Rounding of q * (n - 1) is no place between two values.
    guard rest > 1e-9, lower + 1 < sorted.count else { return sorted[lower] }
    let (a, b) = (sorted[lower], sorted[lower + 1])
    return b == .infinity ? b : a + (b - a) * rest
  }
}
