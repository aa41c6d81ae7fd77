/// Every bound of this target, with its reason.
package enum Limits {
  /// Octets of one line of a text trace: URLs end at 8 KiB, and a log line has a referrer, an agent and cookies beside.
  package static let lineOctets = 1 << 17
  /// Octets that a whole trace may ask for, 9 PB: a hundred thousand million pictures. No sum of sizes overflows, and each is
  /// exact as a `Double`.
  package static let octets = 1 << 53
  /// How often one line may be repeated by its count column: the requests of a line are in memory together.
  package static let repeats = 100_000
  /// Octets of a trace that are at hand at once: more than a line, and few enough to stay in a processor's cache.
  package static let buffer = 1 << 18
  /// Requests that are decoded and replayed together: some hundred microseconds of work for each cache, so that handing
  /// over costs nothing, and 1.3 MB.
  package static let batch = 32_768
  /// Columns of a CSV trace.
  package static let columns = 256
  /// Of caches that ask each other: CloudFront's. More would take the octets of an object farther, and no more figures.
  package static let tierNames = ["PoP", "regional", "shield"]
  /// Caches of one tier: CloudFront has some hundred points of presence.
  package static let cachesOfTier = 1_000
}
