import Primitives

/// What holds, or does not, at one moment of a drill.
package enum Condition: Hashable, Sendable {
  case status(check: String, isHealthy: Bool)
  /// What the place (nil: every place) was answered last.
  case answers(place: Int?, Drill.Expectation.Answers)
  /// Of the last minute; `healthy` of the moment.
  case measure(Measure)
}

/// Where a drill looks at a condition.
package enum Supervised: Hashable, Sendable {
  /// Before the first event.
  case steadyState(Int)
  /// All the time.
  case guardrail(Int)
  /// Before an event.
  case requirement(event: Int, Int)
  /// After it, within a time.
  case outcome(event: Int, Int)
}

/// A look at a condition that was worth a note: it settles the condition, or stops the drill.
package struct Finding: Hashable, Sendable {
  package var at: Duration
  package var subject: Supervised
  package var holds: Bool
  /// What was found, in words.
  package var measured: String

  package init(at: Duration, subject: Supervised, holds: Bool, measured: String) {
    (self.at, self.subject, self.holds, self.measured) = (at, subject, holds, measured)
  }
}

extension Drill {
  /// A condition that is to come true after an event.
  package struct Outcome: Hashable, Sendable {
    package var condition: Condition
    package var within: Duration

    package init(_ condition: Condition, within: Duration) {
      (self.condition, self.within) = (condition, within)
    }
  }

  /// Whether it holds at `now`, and what is found. Nil: there is nothing to measure yet.
  package func look(
    at condition: Condition, _ timeline: Timeline, _ users: UserFigures?, now: Duration
  ) -> (holds: Bool, measured: String)? {
    switch condition {
    case .status(let check, let isHealthy):
      let status = timeline.isHealthy(check, at: now)
      return (status == isHealthy, "\(check) is \(Self.word(status))")
    case .answers(let place, let answers):
      let asked = place.map { [$0] } ?? Array(places.indices)
      let other = asked.first { !timeline.lastAnswer(of: $0, is: answers) }
      guard let other else { return (true, "every place is answered so") }
      let last = timeline.moves[other].last.map { "\($0.answer)" }
      return (false, "\(places[other].name) is answered \(last ?? "nothing yet")")
    case .measure(let measure):
      guard let value = recent(measure, timeline, users, now) else { return nil }
      return (measure.isMet(value), measure.figure.unit.text(value))
    }
  }

  /// Over the last minute.
  private func recent(
    _ measure: Measure, _ timeline: Timeline, _ users: UserFigures?, _ now: Duration
  ) -> Double? {
    let since = now - .seconds(60)
    switch measure.figure {
    case .healthyChecks:
      return Double(checks.count { timeline.isHealthy($0.id, at: now) })
    case .failed:
      let count = users.map { $0.recent(at: now.seconds) } ?? timeline.recentRequests(since: since)
      return count.requests == 0 ? nil : Double(count.failed) / Double(count.requests)
    case .hitRatio:
      guard let count = users?.recent(at: now.seconds), count.atEdge > 0 else { return nil }
      return Double(count.hits) / Double(count.atEdge)
    case .shifted: return users.map { $0.shift(at: now.seconds) } ?? shift(timeline, since, now)
    case .utilization, .refused, .longestWait: return users?.recentLoad(measure.figure, at: now.seconds)
    case .recovery, .budgetBurnt, .firstOctet, .detection: return nil
    }
  }

  /// The share of the places' requests that goes elsewhere than at `since`; of answers that are drawn anew each time that
  /// says nothing.
  private func shift(_ timeline: Timeline, _ since: Duration, _ now: Duration) -> Double? {
    let all = places.reduce(0) { $0 + $1.requestsPerSecond }
    guard since >= .zero, all > 0 else { return nil }
    return places.indices.reduce(0.0) { sum, place in
      let moves = timeline.moves[place]
      let (old, new) = (moves.last { $0.at <= since }?.answer, moves.last { $0.at <= now }?.answer)
      return old == nil || old == new ? sum : sum + places[place].requestsPerSecond / all
    }
  }

  /// In words.
  package func words(for condition: Condition) -> String {
    switch condition {
    case .status(let check, let isHealthy): "\(check) is \(Self.word(isHealthy))"
    case .answers(let place, let answers):
      "\(place.map { places[$0].name } ?? "every place") is answered \(answers)"
    case .measure(let measure): measure.text
    }
  }
}

extension Measure {
  /// Whether a condition can be made of it: it is known while the drill goes on.
  package var isOfMoment: Bool {
    switch figure {
    case .healthyChecks, .failed, .hitRatio, .shifted, .utilization, .refused, .longestWait: part == nil
    case .recovery, .budgetBurnt, .firstOctet, .detection: false
    }
  }
}

extension Timeline {
  fileprivate func lastAnswer(of place: Int, is answers: Drill.Expectation.Answers) -> Bool {
    let last = moves[place].last?.answer
    return switch answers {
    case .addresses(let addresses): last == .addresses(addresses.sorted())
    case .initial: last != nil && last == moves[place].first?.answer
    }
  }

  /// Those that have ended since.
  fileprivate func recentRequests(since start: Duration) -> UserFigures.Count {
    var count = UserFigures.Count()
    for request in requests.reversed() {
      guard request.ended >= start else { break }
      count.add(failed: request.hasFailed, atEdge: false, isHit: false)
    }
    return count
  }
}

extension UserFigures {
  /// In whole bins, the one that is under way among them.
  fileprivate func recent(at seconds: Double) -> Count {
    let last = min(bins.count - 1, Int(seconds / binSeconds))
    let first = max(0, last - Int((60 / binSeconds).rounded(.up)))
    return bins[first...last].reduce(Count(), +)
  }

  /// The share of the users who stood elsewhere a minute before the last survey.
  fileprivate func shift(at seconds: Double) -> Double {
    let last = min(standings.count, Int(seconds / binSeconds)) - 1
    return last < 0 ? 0 : shift(at: last) ?? 0
  }
}
