/// Limits of one decision.
enum RoutingLimits {
  /// Candidates tried: a tree of a million records with all of them unhealthy must not hold up the server. Beyond that,
  /// whatever has not been tried counts as unhealthy.
  static let tries = 2000
}
