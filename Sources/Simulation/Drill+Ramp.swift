import Primitives

extension Drill {
  /// What is to be brought about when: an event, or one step of an event whose strength grows.
  package struct Step: Hashable, Sendable {
    package var at: Duration
    /// In `events`.
    package var event: Int
    package var action: Action
    /// With it the event has come about.
    package var isFirst: Bool
  }

  /// In the order of time. A ramp is a staircase; what is left of it falls away when a later event is about the same thing.
  package var steps: [Step] {
    var steps: [Step] = []
    for (number, event) in events.enumerated() {
      guard event.ramp > .zero else {
        steps.append(Step(at: event.at, event: number, action: event.action, isFirst: true))
        continue
      }
      let end = events[(number + 1)...].first { $0.ends(event.action) }?.at ?? duration
      for step in 0..<Limits.rampSteps {
        let at = event.at + event.ramp * (Double(step) / Double(Limits.rampSteps))
        guard step == 0 || at < end else { break }
        let share = Double(step + 1) / Double(Limits.rampSteps)
        steps.append(
          Step(at: at, event: number, action: event.action.scaled(to: share), isFirst: step == 0))
      }
    }
    return steps.ordered(by: \.at)
  }

  /// What lifts the faults of the events that have come about, the newest first.
  package func lifting(_ isDone: (Int) -> Bool) -> [Action] {
    var settled: Set<String> = []
    return events.indices.reversed().filter(isDone).compactMap { number in
      let action = events[number].action
      guard action.subjects.contains(where: { settled.insert($0).inserted }) else { return nil }
      return action.inverse
    }
  }
}

extension Drill.Event {
  /// Whether it takes the place of what `action` has brought about.
  fileprivate func ends(_ action: Drill.Action) -> Bool {
    let subjects = Set(action.subjects)
    switch (self.action, action) {
    case (.mendCables(nil), .cable), (.unite(nil), .divide), (.resolvers(nil, _), .resolvers): return true
    default: return self.action.subjects.contains(where: subjects.contains)
    }
  }
}

extension Drill.Action {
  /// Whether it can be weaker or stronger.
  package var hasStrength: Bool { scaled(to: 0.5) != self }

  /// With that share of its strength, 0 to 1.
  package func scaled(to share: Double) -> Drill.Action {
    switch self {
    case .fault(let origin, let fault): .fault(origin: origin, fault.scaled(to: share))
    case .edge(let pop, let fault?): .edge(pop: pop, fault.scaled(to: share))
    case .resolvers(let kind, let fault?): .resolvers(kind, fault.scaled(to: share))
    case .skew(let pop, let offset): .skew(pop: pop, (offset * share).wholeMilliseconds)
    case .cable(let fault):
      .cable(
        Drill.CableFault(
          countries: fault.countries, pops: fault.pops, factor: 1 + (fault.factor - 1) * share))
    case .region(let region, let actions): .region(region, actions.map { $0.scaled(to: share) })
    default: self
    }
  }
}

extension ServerFault {
  /// With that share of its strength: of the delay, of the requests that are dropped or have a status, of the clock's error.
  /// What has no strength stays as it is.
  package func scaled(to share: Double) -> ServerFault {
    var fault = self
    fault.delay = (delay * share).wholeMilliseconds
    fault.dropShare = dropShare * share
    if status != nil { fault.statusShare = statusShare * share }
    fault.clockOffset = (clockOffset * share).wholeMilliseconds
    return fault
  }
}

extension Drill.ResolverFault {
  /// With that share of its strength: of the delay, and of the questions that it is about.
  fileprivate func scaled(to share: Double) -> Drill.ResolverFault {
    var fault = self
    fault.delay = (delay * share).wholeMilliseconds
    if outage != nil { fault.share = self.share * share }
    return fault
  }
}

extension Duration {
  /// What words of faults can say.
  fileprivate var wholeMilliseconds: Duration { .milliseconds(Int64((seconds * 1000).rounded())) }
}
