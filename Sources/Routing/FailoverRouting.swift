import Zones

/// Failover routing: the primary record, else the secondary (Route 53 Developer Guide, "Failover routing").
///
///     PRIMARY     SECONDARY          answer
///     healthy     any                PRIMARY
///     unhealthy   healthy, or none   SECONDARY
///     unhealthy   unhealthy          PRIMARY: both are in again
///     missing     any                SECONDARY (our choice)
package enum FailoverRouting {
  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet
  ) -> RoutingChoice? {
    var secondary: RoutingChoice?
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      guard case .failover(let role) = candidates[index].rule else { continue }
      if case .primary = role { return RoutingChoice(index, .failover(.primary)) }
      if secondary == nil { secondary = RoutingChoice(index, .failover(.secondary)) }
    }
    return secondary
  }
}
