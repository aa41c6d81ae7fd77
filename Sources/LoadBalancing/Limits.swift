/// Bounds of this target, with their reasons.
enum Limits {
  /// The share of its weight that a target begins a slow start with: enough to warm up, and to be measured.
  static let slowStartShare = 0.1
  /// Seconds in which a measured time loses most of its say: Finagle's default for peak EWMA.
  static let responseTimeDecay = 10.0
  /// Nanoseconds that a target is thought to take before anything is known of it: short, so that it is tried soon.
  static let unknownResponseTime = 1_000_000.0
}
