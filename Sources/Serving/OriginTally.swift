import Primitives

/// What one origin, or one target of a load balancer, has been asked for and has done.
struct OriginTally: Sendable {
  /// An origin as its `DomainName` has it, and which of its targets.
  struct Place: Hashable, Comparable, Sendable {
    var origin: String
    var target: String?

    static func < (a: Self, b: Self) -> Bool { (a.origin, a.target ?? "") < (b.origin, b.target ?? "") }
  }

  /// Requests sent, again after a failure too.
  var requests = 0
  var inFlight = 0
  /// Requests that ended without a complete response.
  var failures = 0
  /// Connections opened, and requests on one that was kept.
  var connects = 0
  var reuses = 0
  var responses = 0
  /// Of all responses, to the head.
  var responseNanoseconds: Int64 = 0

  static func + (a: Self, other: Self) -> Self {
    var sum = a
    sum.requests += other.requests
    sum.inFlight += other.inFlight
    sum.failures += other.failures
    sum.connects += other.connects
    sum.reuses += other.reuses
    sum.responses += other.responses
    sum.responseNanoseconds += other.responseNanoseconds
    return sum
  }
}
