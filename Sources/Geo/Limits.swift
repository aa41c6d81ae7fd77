/// Bounds of what is kept of clients, with their reasons.
enum Limits {
  /// Locations that a worker keeps, a power of two: the resolvers of a large site, in what fits a processor's cache.
  static let recentLocations = 1 << 11
}
