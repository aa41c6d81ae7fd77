import DNSWire
import Routing
import Zones

/// How an answer came about: the names that were looked up, and what aliases and policies decided on the way.
///
/// The one value behind the extended error, the query log and `explain`; a responder keeps it where its settings ask for
/// explanations.
package struct AnswerTrail: Sendable {
  /// One name, looked up in the zone.
  package struct Step: Sendable {
    package let name: Name
    package let found: ZoneLookup
    /// One for each RRset that was asked for and is an alias or has a policy; several for QTYPE ANY alone.
    package internal(set) var choices: [Choice] = []
  }

  /// What an alias or a policy came to.
  package struct Choice: Sendable {
    /// The alias or the group.
    package let set: RecordSet
    package let decision: Decision
    /// The point of presence, where the decision leads to a distribution that has one.
    package internal(set) var edge: EdgeDirectory.Edge?
  }

  package internal(set) var steps: [Step] = []

  package init() {}

  mutating func begin(_ name: Name, _ found: ZoneLookup) { steps.append(Step(name: name, found: found)) }

  /// The choice that was made last.
  mutating func note(_ choice: Choice) {
    if !steps.isEmpty { steps[steps.count - 1].choices.append(choice) }
  }

  /// Where the choice that was made last leads.
  mutating func note(_ edge: EdgeDirectory.Edge) {
    guard let last = steps.indices.last, let choice = steps[last].choices.indices.last else { return }
    steps[last].choices[choice].edge = edge
  }

  /// The choices in one line of plain text, one after the other; empty if neither a policy nor the client's place had a
  /// say. `edges` are those the answer was made with.
  package func summary(in zone: Zone, edges: EdgeDirectory) -> String {
    steps.flatMap(\.choices).compactMap { $0.summary(in: zone, edges: edges) }.joined(separator: "; ")
  }
}

extension AnswerTrail.Choice {
  /// Nil if neither a policy nor the client's place had a say.
  fileprivate func summary(in zone: Zone, edges: EdgeDirectory) -> String? {
    guard case .distribution(let alias) = decision.outcome,
      case .distribution(let name) = zone.aliases[alias].target
    else { return decision.isRouted ? decision.summary(in: zone) : nil }
    var text = "\(decision.summary(in: zone)) > DISTRIBUTION \(name)"
    guard let edge else { return text + ": no point of presence serves it" }
    text += " '\(edges.pointsOfPresence[edge.point].id)': \(edges.reason(for: edge))"
    if edge.address == nil { text += "; it has no \(set.type == .a ? "IPv4" : "IPv6") address" }
    return text
  }
}
