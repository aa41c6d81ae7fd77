import Zones

/// What answers a query for a name and type with aliases or routing policies, and how that came about.
///
/// One value for the answer, the log and `explain`. It holds no memory of its own.
package struct Decision: Sendable, BitwiseCopyable {
  package enum Outcome: Sendable, BitwiseCopyable, Equatable {
    /// The records of `sets`.
    case records
    /// The distribution that `Zone.aliases[alias]` leads to.
    case distribution(alias: Int)
    /// No record is for this client's place, and there is no default: no data.
    case noMatch
    /// No record is healthy, and the fallback is `failClosed`: no data.
    case allUnhealthy
  }

  package internal(set) var outcome = Outcome.noMatch
  /// RRsets that make up the answer; more than one for multivalue answers alone.
  package internal(set) var setCount = 0
  /// Where those stand in the zone: the first `setCount` count.
  package internal(set) var sets = InlineArray<8, Int>(repeating: 0)
  /// The target's for an alias; the lowest of a multivalue answer (RFC 2181 section 5.2). Of `records` alone.
  package internal(set) var ttlSeconds: UInt32 = .max
  /// SCOPE PREFIX-LENGTH (RFC 7871): 0 where the client's place made no difference, else the longest prefix that any step
  /// looked at.
  package internal(set) var scopePrefixLength = 0
  package internal(set) var stepCount = 0
  /// The steps from the name asked for down to the records: the first `stepCount` count. At most `ZoneLimits.aliasDepth` + 1
  /// aliases, each chosen out of a group or standing alone, and the group at the end.
  package internal(set) var steps = InlineArray<5, Step>(repeating: Step())

  package init() {}

  /// One choice, or one alias followed.
  package struct Step: Sendable, BitwiseCopyable {
    /// Index into `Zone.groups`; -1 for an alias without a policy.
    package internal(set) var group = -1
    /// The choice among the group's members; of an alias without a policy, `simple`.
    package internal(set) var choice = RoutingChoice(0, .simple)
    /// Index into `Zone.aliases` of what was chosen, -1 for records.
    package internal(set) var alias = -1
    /// Candidates that were chosen before and left: unhealthy themselves, or nothing below them is healthy.
    package internal(set) var left = CandidateSet(count: 0)
    /// No candidate was healthy, so that all counted as healthy.
    package internal(set) var failedOpen = false
  }
}
