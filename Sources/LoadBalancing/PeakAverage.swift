import Primitives

/// A moving average of times that rises at once and falls slowly ("peak EWMA", Finagle): one slow answer is a warning.
package struct PeakAverage: Hashable, Sendable {
  /// Nanoseconds; nil before the first measurement.
  package private(set) var value: Double?
  private var measuredAt = Instant.distantPast

  package init() {}

  package mutating func add(_ nanoseconds: Double, at now: Instant) {
    defer { measuredAt = max(measuredAt, now) }
    guard let value, nanoseconds < value else {
      value = nanoseconds
      return
    }
    let kept = decay(until: now)
    self.value = value * kept + nanoseconds * (1 - kept)
  }

  /// What a target is thought to take now: a bad time is forgotten, so that it is tried again.
  package func estimate(at now: Instant) -> Double {
    guard let value else { return Limits.unknownResponseTime }
    return value * decay(until: now)
  }

  private func decay(until now: Instant) -> Double {
    let passed = Double(now.nanosecondsSinceEpoch - measuredAt.nanosecondsSinceEpoch) / 1e9
    return Elementary.exponential(-max(0, passed) / Limits.responseTimeDecay)
  }
}
