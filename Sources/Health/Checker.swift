/// One health checker's opinion of one check.
///
/// ```
///             threshold failures in a row
///   healthy ─────────────────────────────▶ unhealthy
///           ◀─────────────────────────────
///             threshold passes in a row
/// ```
struct Checker: Sendable {
  /// A new check counts as healthy until there is data.
  private(set) var isHealthy = true
  /// Consecutive results that disagree with `isHealthy`.
  private(set) var streak: UInt8 = 0
  private(set) var last: ProbeObservation?
  private(set) var lastFailure: ProbeObservation?

  /// Whether the opinion changed.
  mutating func record(_ observation: ProbeObservation, threshold: Int) -> Bool {
    last = observation
    if observation.failure != nil { lastFailure = observation }
    guard (observation.failure == nil) != isHealthy else {
      streak = 0
      return false
    }
    streak += 1
    guard streak >= threshold else { return false }
    (isHealthy, streak) = (!isHealthy, 0)
    return true
  }
}
