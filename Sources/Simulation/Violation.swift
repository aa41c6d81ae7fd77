/// Something that must hold in every run and did not.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  /// What should have held. The raw value is its name in reports.
  package enum Rule: String, Hashable, Sendable, CaseIterable {
    /// No answer has an unhealthy record while a healthy one is eligible; no answer has a record that is not eligible.
    case eligibility
    /// No TTL is above that of the record.
    case timeToLive = "time-to-live"
    /// All clients in the scope of an answer may have it (RFC 7871 section 7.2.1).
    case scope
    /// Weighted records are answered in proportion to their weights.
    case weights
    /// A check has the status that its checkers' thresholds and their quorum give it.
    case health
    /// A resolver gives an answer no longer than its TTL and its own rules allow.
    case resolver
    /// A cache serves a response no longer than its lifetime and what may be stale allow.
    case staleness
    /// No Age is below zero or above that of the run.
    case age
    /// What was invalidated is served by nobody.
    case invalidation
    /// What a cache was asked, has answered and has sent is what it has counted.
    case accounts
    /// Every request ends once, and none waits for a fetch that is over; an answer is as long as it says.
    case completion
    /// A server of bounded capacity turns away only who would wait too long, and lets nobody wait while it is free.
    case capacity
    /// A request goes over a connection that is open: it was used within its keep-alive time, and the server has not ended it since.
    case connection
    /// Once faults have stopped everything is healthy again and no request fails.
    case recovery
    /// Time does not go back.
    case time
  }

  package var rule: Rule
  /// From the start of the run.
  package var at: Duration
  /// A record, a check, a resolver, a cache.
  package var place: String
  package var text: String

  package init(_ rule: Rule, at: Duration, place: String, _ text: String) {
    (self.rule, self.at, self.place, self.text) = (rule, at, place, text)
  }

  package var description: String { "\(rule.rawValue): at \(at.inSeconds), \(place): \(text)" }
}
