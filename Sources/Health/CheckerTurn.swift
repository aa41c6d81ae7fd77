import Primitives

/// One checker that has changed its opinion of a check.
package struct CheckerTurn: Hashable, Sendable {
  package var id: String
  package var checker: HealthMonitor.CheckerPlace
  package var isHealthy: Bool
  /// How many checkers find the check healthy from here on.
  package var healthyCheckers: Int
  package var at: Instant
}
