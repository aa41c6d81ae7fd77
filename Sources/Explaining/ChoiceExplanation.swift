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

  /// How the point of presence of a distribution was chosen.
  package struct Distribution: Sendable, Encodable, Equatable {
    package let name: String
    /// Whose latencies counted, a country or a state of the US: `KR`, `US-VA`; nil: nobody knows where the client is, or
    /// there is no choice.
    package let place: String?
    /// Nil: there is no point of presence.
    package let reason: String?
  }

  /// A point of presence beside the others.
  package struct Edge: Sendable, Encodable, Equatable {
    package let pop: String
    /// The round trip from the client's place; nil: it made no difference.
    package let milliseconds: Double?
    package let chosen: Bool
  }

  package let type: String
  package let outcome: Outcome
  /// Data of the records that answer; empty for a distribution.
  package let records: [String]
  /// Of records.
  package let ttl: UInt32?
  /// Bits of the client's address that made a difference to the policies and the choice of the point of presence.
  package let scope: Int
  package let levels: [Level]
  package let distribution: Distribution?
  /// Of a distribution: all points of presence, in the order of configuration.
  package let edges: [Edge]
}

/// An alias record.
package struct AliasExplanation: Sendable, Encodable, Equatable {
  package let target: String
  package let isDistribution: Bool
  package let evaluatesTargetHealth: Bool
}
