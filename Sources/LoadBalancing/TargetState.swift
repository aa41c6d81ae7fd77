import Primitives

/// What is known of one target.
struct TargetState: Sendable {
  var target: LoadBalancer.Target
  var isHealthy = true
  /// When it last became healthy; nil: it was from the beginning, and needs no slow start.
  var healthySince: Instant?
  /// Requests under way.
  var active = 0
  var responseTime = PeakAverage()
  /// Of smooth weighted round robin.
  var credit = 0.0

  init(_ target: LoadBalancer.Target) { self.target = target }

  /// The weight, less during a slow start.
  func weight(at now: Instant, slowStart: Duration) -> Double {
    let full = Double(target.weight)
    let length =
      Double(slowStart.components.seconds) * 1e9 + Double(slowStart.components.attoseconds) / 1e9
    guard let healthySince, length > 0 else { return full }
    let passed = Double(now.nanosecondsSinceEpoch - healthySince.nanosecondsSinceEpoch) / length
    return full * min(1, max(Limits.slowStartShare, passed))
  }
}
