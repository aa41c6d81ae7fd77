/// What an alias or a policy came to: the levels from the name down to the records.
package struct ChoiceExplanation: Sendable, Encodable, Equatable {
  package enum Outcome: String, Sendable, Encodable {
    case records, distribution
    case noMatch = "no-match"
    case allUnhealthy = "all-unhealthy"
  }

  /// One choice, or an alias without a policy.
  package struct Level: Sendable, Encodable, Equatable {
    package let name: String
    package let type: String
    /// Nil: an alias without a policy.
    package let policy: String?
    package let reason: String?
    /// Nothing was healthy, so that all counted as healthy.
    package let failedOpen: Bool
    package let candidates: [CandidateExplanation]
    /// The alias that was followed from here.
    package let alias: AliasExplanation?
  }

  /// The point of presence that serves a distribution.
  package struct Edge: Sendable, Encodable, Equatable {
    package let pop: String
    /// The round trip from the client; nil: nobody knows where it is, and the first point serves it.
    package let milliseconds: Double?
    package let chosen: Bool
  }

  package let type: String
  package let outcome: Outcome
  /// Data of the records that answer; empty for a distribution.
  package let records: [String]
  /// Of records.
  package let ttl: UInt32?
  /// Bits of the client's address that made a difference to the policies.
  package let scope: Int
  package let levels: [Level]
  /// Of a distribution: all points of presence, in the order of configuration.
  package let edges: [Edge]
}

/// An alias record.
package struct AliasExplanation: Sendable, Encodable, Equatable {
  package let target: String
  package let isDistribution: Bool
  package let evaluatesTargetHealth: Bool
}
