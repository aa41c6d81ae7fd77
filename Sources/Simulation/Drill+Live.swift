extension Drill {
  /// Why a live run cannot go through the drill, in words; nil: it can go through its `livePart`.
  package var liveObstacle: String? {
    let events = events.filter(\.action.needsVirtualClock).map { "'\($0.name)'" }
    if !events.isEmpty {
      return "real servers cannot go through \(events.joined(separator: ", "))"
    }
    return places.isEmpty ? "it has users alone, and no machine has so many: give it places, too" : nil
  }

  /// What a live run can go through: all but its users and what is said about them.
  package var livePart: Drill {
    guard population != nil else { return self }
    var drill = self
    drill.population = nil
    drill.expectations.removeAll { expectation in
      if case .measure(let measure) = expectation.fact {
        measure.isOfUsers || measure.figure == .failed
      } else {
        false
      }
    }
    drill.steadyState.removeAll(where: \.isOfUsers)
    drill.guardrails.removeAll(where: \.isOfUsers)
    for event in drill.events.indices {
      drill.events[event].requires.removeAll(where: \.isOfUsers)
      drill.events[event].ensures.removeAll(where: \.condition.isOfUsers)
    }
    return drill
  }

  /// What is said in it: conditions and expectations.
  package var statementCount: Int {
    expectations.count + steadyState.count + guardrails.count
      + events.reduce(0) { $0 + $1.requires.count + $1.ensures.count }
  }
}

extension Condition {
  /// Where a drill has users, requests are theirs.
  fileprivate var isOfUsers: Bool {
    guard case .measure(let measure) = self else { return false }
    return measure.figure != .healthyChecks
  }
}
