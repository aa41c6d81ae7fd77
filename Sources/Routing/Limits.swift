import Zones

/// Limits of one decision.
enum RoutingLimits {
  /// Candidates tried: a tree of a million records with all of them unhealthy must not hold up the server. Beyond that,
  /// whatever has not been tried counts as unhealthy.
  static let tries = 2000
  /// Steps from the name asked for to the records: `ZoneLimits.aliasDepth` + 1 aliases, each chosen out of a group or
  /// standing alone, and the group at the end.
  static let steps = ZoneLimits.aliasDepth + 2
}
