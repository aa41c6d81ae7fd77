/// One record of a group beside the others.
package struct CandidateExplanation: Sendable, Encodable, Equatable {
  package enum State: String, Sendable, Encodable {
    /// Answers, or leads to what answers.
    case chosen
    /// Was chosen and left again: unhealthy, or nothing below it is healthy.
    case left
    /// Could have been chosen and was not.
    case passed
    /// Its place is not the client's.
    case elsewhere
  }

  package struct HealthCheck: Sendable, Encodable, Equatable {
    package let id: String
    package let isHealthy: Bool
  }

  package let identifier: String
  package let state: State
  /// The chance to be the one chosen, 0...1.
  package let odds: Double
  package let healthCheck: HealthCheck?
  /// Of an alias with EvaluateTargetHealth: whether something below it is healthy.
  package let isTargetHealthy: Bool?

  // What the policy looks at; nil where it is another policy's.
  package var weight: Int?
  package var region: String?
  package var milliseconds: Int?
  package var location: String?
  package var place: String?
  package var bias: Int?
  package var kilometres: Int?
  package var biasedKilometres: Int?
  package var failover: String?
  package var collection: String?
  /// The length of the block that holds the client's prefix.
  package var blockLength: Int?

  package let ttl: UInt32?
  /// Data of the records; empty for an alias.
  package let records: [String]
  package let alias: AliasExplanation?
  /// The group that an alias leads to, where that explains why the alias was left.
  package let below: [CandidateExplanation]
}
