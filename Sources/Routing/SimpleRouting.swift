/// Simple routing: the one RRset there is (Route 53 Developer Guide, "Simple routing").
///
/// Its health check never changes its own answer, by the rule that an answer is never empty because of health; it counts
/// where an alias above asks whether its target is healthy.
package enum SimpleRouting {
  package static func choose(among set: CandidateSet) -> RoutingChoice? {
    set.isEmpty ? nil : RoutingChoice(set.first, .simple)
  }
}
