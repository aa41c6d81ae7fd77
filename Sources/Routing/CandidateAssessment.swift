/// One member of a group beside the others, for a client and the health of a moment.
package struct CandidateAssessment: Sendable, BitwiseCopyable, Equatable {
  /// Index into the health snapshot, -1 for none.
  package let healthCheck: Int
  package let isCheckHealthy: Bool
  /// For an alias with EvaluateTargetHealth: something below it is healthy. True for all others.
  package let isTargetHealthy: Bool
  /// What the policy sees in it: weight, latency, distance, location, block. Nil if it is not for this client at all. The
  /// sum of weights is its own.
  package let reason: RoutingChoice.Reason?

  package var isHealthy: Bool { isCheckHealthy && isTargetHealthy }
}
