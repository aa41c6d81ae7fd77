import Primitives

/// Looks at the conditions of a drill while it goes on, and says when it has to stop: when the steady state does not hold
/// before the first event, a step's condition not before or after it, or a guardrail at any time.
///
/// A pure state machine: whoever runs the drill tells it what has been seen so far, once a second of the drill and before each event.
package struct Supervision: Sendable {
  private let drill: Drill
  /// Outcomes that have not come true yet.
  private var pending: [(event: Int, number: Int, until: Duration)] = []
  private var hasBegun = false
  /// What was found, in the order of time.
  package private(set) var findings: [Finding] = []

  package init(_ drill: Drill) { self.drill = drill }

  /// Nothing is looked at.
  package var isIdle: Bool {
    drill.steadyState.isEmpty && drill.guardrails.isEmpty
      && drill.events.allSatisfy { $0.requires.isEmpty && $0.ensures.isEmpty }
  }

  /// What made the drill stop; nil: it goes on.
  package var breach: Finding? { findings.last.flatMap { $0.holds ? nil : $0 } }

  /// Whether the event may come about now.
  package mutating func mayBegin(
    _ event: Int, _ timeline: Timeline, _ users: UserFigures? = nil, at now: Duration
  ) -> Bool {
    guard breach == nil else { return false }
    if !hasBegun {
      hasBegun = true
      for (number, condition) in drill.steadyState.enumerated() {
        guard look(condition, .steadyState(number), timeline, users, now) else { return false }
      }
    }
    for (number, condition) in drill.events[event].requires.enumerated() {
      guard look(condition, .requirement(event: event, number), timeline, users, now) else { return false }
    }
    for (number, outcome) in drill.events[event].ensures.enumerated() {
      pending.append((event, number, now + outcome.within))
    }
    return true
  }

  /// A look in between. False: the drill has to stop.
  package mutating func goesOn(
    _ timeline: Timeline, _ users: UserFigures? = nil, at now: Duration
  ) -> Bool {
    guard breach == nil else { return false }
    for (number, condition) in drill.guardrails.enumerated() {
      // Where there is nothing to measure, nothing is amiss.
      guard let found = drill.look(at: condition, timeline, users, now: now), !found.holds else { continue }
      findings.append(
        Finding(at: now, subject: .guardrail(number), holds: false, measured: found.measured))
      return false
    }
    for (place, wait) in pending.enumerated().reversed() {
      let condition = drill.events[wait.event].ensures[wait.number].condition
      let found = drill.look(at: condition, timeline, users, now: now)
      let holds = found?.holds ?? false
      guard holds || now >= wait.until else { continue }
      pending.remove(at: place)
      findings.append(
        Finding(
          at: now, subject: .outcome(event: wait.event, wait.number), holds: holds,
          measured: found?.measured ?? Self.nothing))
      if !holds { return false }
    }
    return true
  }

  private mutating func look(
    _ condition: Condition, _ subject: Supervised, _ timeline: Timeline, _ users: UserFigures?,
    _ now: Duration
  ) -> Bool {
    let found = drill.look(at: condition, timeline, users, now: now)
    let holds = found?.holds ?? false
    findings.append(
      Finding(at: now, subject: subject, holds: holds, measured: found?.measured ?? Self.nothing))
    return holds
  }

  private static let nothing = "there is nothing to measure"
}
