import Simulation

// A drill that is made smaller stays one that a file can say.

extension Drill {
  /// Without one of its places, and what was said of it.
  mutating func remove(place number: Int) {
    places.remove(at: number)
    change { condition in
      guard case .answers(let place?, let answers) = condition else { return condition }
      return place == number ? nil : .answers(place: place < number ? place : place - 1, answers)
    }
  }

  /// Takes out what says nothing any more: of users and places that there are none of, after the end, of strengths that do not grow.
  mutating func tidy() {
    if population == nil {
      events.removeAll(where: \.action.needsUsers)
      change { condition in
        if case .measure(let measure) = condition, measure.figure == .hitRatio { nil } else { condition }
      }
    }
    if places.isEmpty { change { if case .answers = $0 { nil } else { $0 } } }
    let names = Set(places.map(\.name))
    events = events.compactMap { $0.parting(names) }
    for number in events.indices {
      if !events[number].action.hasStrength { events[number].ramp = .zero }
      let at = events[number].at
      events[number].ensures.removeAll { at + $0.within > duration }
    }
    if events.isEmpty { steadyState = [] }
    checks = watched(among: checks)
  }

  private mutating func change(_ change: (Condition) -> Condition?) {
    steadyState = steadyState.compactMap(change)
    guardrails = guardrails.compactMap(change)
    for number in events.indices {
      events[number].requires = events[number].requires.compactMap(change)
      events[number].ensures = events[number].ensures.compactMap { outcome in
        change(outcome.condition).map { Outcome($0, within: outcome.within) }
      }
    }
  }
}

extension Drill.Action {
  fileprivate var needsUsers: Bool {
    switch self {
    case .crowd, .resolvers(_, .some): true
    default: false
    }
  }
}

extension Drill.Event {
  /// With partitions of these places alone; nil: it is about others.
  fileprivate func parting(_ places: Set<String>) -> Drill.Event? {
    let partition: Drill.Partition
    switch action {
    case .divide(let known), .unite(let known?): partition = known
    default: return self
    }
    guard case .places(let names) = partition.from else { return self }
    let left = names.filter(places.contains)
    guard !left.isEmpty else { return nil }
    var event = self
    let smaller = Drill.Partition(from: .places(left), to: partition.to)
    event.action = if case .divide = action { .divide(smaller) } else { .unite(smaller) }
    return event
  }
}
