import Primitives
import Simulation

/// Makes a drill smaller that breaks a rule, as long as it breaks it: events go by delta debugging (Zeller, Hildebrandt,
/// "Simplifying and isolating failure-inducing input", IEEE TSE 28(2), 2002), then everything else by halves.
package struct DrillShrinking {
  /// A drill, and the violation that it has.
  package typealias Case = (drill: Drill, violation: Violation)

  /// Runs a drill; nil: it does not break the rule.
  private let violation: (Drill) -> Violation?
  private var runsLeft: Int
  private var best: Case?

  /// Runs of one case: enough for the largest that is drawn, and seconds at most.
  package static let usualRuns = 600

  /// Tries `runs` drills at most.
  package init(runs: Int = Self.usualRuns, violation: @escaping (Drill) -> Violation?) {
    (runsLeft, self.violation) = (runs, violation)
  }

  package mutating func shrink(_ drill: Drill, _ first: Violation) -> Case {
    var result = (drill: drill, violation: first)
    while runsLeft > 0 {
      best = nil
      step(result)
      guard let best else { break }
      result = best
    }
    return result
  }

  /// One round through everything that can be made smaller.
  private mutating func step(_ start: Case) {
    var now = start
    cut(&now)
    reduceEvents(&now)
    reduceConditions(&now)
    reducePeople(&now)
    for number in now.drill.events.indices.reversed() where number < now.drill.events.count {
      simplify(event: number, &now)
    }
  }

  /// Takes `change` if the drill breaks the rule all the same.
  @discardableResult
  mutating func attempt(_ now: inout Case, _ change: (inout Drill) -> Void) -> Bool {
    var drill = now.drill
    change(&drill)
    drill.tidy()
    guard runsLeft > 0, !drill.places.isEmpty || drill.population != nil, drill.file != now.drill.file
    else { return false }
    runsLeft -= 1
    guard let violation = violation(drill) else { return false }
    now = (drill, violation)
    best = now
    return true
  }

  // MARK: Events

  private mutating func reduceEvents(_ now: inout Case) {
    attempt(&now) { $0.events = [] }
    var size = now.drill.events.count / 2
    while size > 0 {
      var start = 0
      while start < now.drill.events.count {
        let range = start..<min(start + size, now.drill.events.count)
        if !attempt(&now, { $0.events.removeSubrange(range) }) { start += size }
      }
      size /= 2
    }
  }

  private mutating func reduceConditions(_ now: inout Case) {
    attempt(&now) { drill in
      (drill.steadyState, drill.guardrails) = ([], [])
      for number in drill.events.indices {
        (drill.events[number].requires, drill.events[number].ensures) = ([], [])
      }
    }
    for number in now.drill.steadyState.indices.reversed() {
      attempt(&now) { $0.steadyState.remove(at: number) }
    }
    for number in now.drill.guardrails.indices.reversed() {
      attempt(&now) { $0.guardrails.remove(at: number) }
    }
    for number in now.drill.events.indices {
      attempt(&now) { $0.events[number].requires = [] }
      attempt(&now) { $0.events[number].ensures = [] }
      attempt(&now) { $0.events[number].ramp = .zero }
    }
  }

  /// Values of one event that are simpler, and its time in steps of ten seconds.
  private mutating func simplify(event number: Int, _ now: inout Case) {
    // What is simpler than the simpler one is another list.
    while number < now.drill.events.count,
      now.drill.events[number].action.simpler.contains(where: { action in
        attempt(&now) { $0.events[number].action = action }
      })
    {}
    guard number < now.drill.events.count else { return }
    let seconds = now.drill.events[number].at.components.seconds
    for time in [seconds / 10 * 10, seconds] {
      attempt(&now) { drill in
        drill.events[number].at = .seconds(time)
        drill.events.sort { ($0.at, $0.name) < ($1.at, $1.name) }
      }
    }
  }

  // MARK: Time and people

  /// Ends with the second of the violation, where that is enough.
  private mutating func cut(_ now: inout Case) {
    let end = Duration.seconds(now.violation.at.components.seconds + 1)
    if end < now.drill.duration {
      attempt(&now) { $0.end(at: end) }
    } else {
      // What is seen at the end alone may be so earlier.
      while case let half = Duration.seconds(now.drill.duration.components.seconds / 2), half > .zero,
        attempt(&now, { $0.end(at: half) })
      {}
    }
  }

  private mutating func reducePeople(_ now: inout Case) {
    attempt(&now) { $0.lab = [] }
    for number in now.drill.lab.indices.reversed() { attempt(&now) { $0.lab.remove(at: number) } }
    if now.drill.population != nil { attempt(&now) { $0.population = nil } }
    attempt(&now) { drill in
      for number in drill.places.indices.reversed() { drill.remove(place: number) }
    }
    for number in now.drill.places.indices.reversed() { attempt(&now) { $0.remove(place: number) } }
    for number in now.drill.places.indices {
      attempt(&now) { $0.places[number].requestsPerSecond = 0 }
      attempt(&now) { drill in
        drill.places[number].timeoutSeconds = Simulation.Limits.usualRequestSeconds
        if drill.places[number].requestsPerSecond > 0 { drill.places[number].requestsPerSecond = 1 }
        drill.places[number].queriesPerSecond = 1
      }
    }
    guard now.drill.population != nil else { return }
    attempt(&now) { $0.population?.resolvers = .honouring }
    attempt(&now) { $0.population?.programs = .cacheless }
    attempt(&now) { $0.population?.ipv6 = 0 }
    reduceServers(&now)
    reduceWorkload(&now)
    while let countries = now.drill.population?.countries, countries.count > 1,
      attempt(&now, { $0.population?.countries.removeLast() })
        || attempt(&now, { $0.population?.countries.removeFirst() })
    {}
    while let clients = now.drill.population?.clients, clients > 1,
      attempt(&now, { $0.population?.clients = clients / 2 })
    {}
  }
}

extension Drill {
  fileprivate mutating func end(at time: Duration) {
    duration = time
    events.removeAll { $0.at > time }
  }
}
