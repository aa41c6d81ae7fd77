import Primitives

/// Whether an expectation was met, in words.
package struct Verdict: Hashable, Sendable {
  package var expected: String
  package var measured: String
  package var isMet: Bool
}

extension Drill {
  /// One for each condition, and then one for each expectation, in their order.
  package func verdicts(on timeline: Timeline) -> [Verdict] {
    let isStopped = timeline.findings.last.map { !$0.holds } ?? false
    return conditionVerdicts(on: timeline)
      + expectations.map { expectation in
        guard !isStopped else {
          return Verdict(
            expected: words(for: expectation), measured: "not judged: the drill was stopped", isMet: false)
        }
        let window = window(of: expectation, timeline)
        let (isMet, measured) = judge(expectation, timeline, window)
        return Verdict(expected: words(for: expectation), measured: measured, isMet: isMet)
      }
  }

  /// From the event it is counted from to the one that ends it.
  private func window(of expectation: Expectation, _ timeline: Timeline) -> ClosedRange<Duration> {
    func time(of event: Int) -> Duration { timeline.events[event] ?? events[event].at }
    let start = expectation.after.map(time) ?? .zero
    return start...max(start, expectation.until.map(time) ?? duration)
  }

  private func judge(
    _ expectation: Expectation, _ timeline: Timeline, _ window: ClosedRange<Duration>
  ) -> (isMet: Bool, measured: String) {
    switch expectation.fact {
    case .becomes(let check, let isHealthy, let limit):
      guard let moment = timeline.moment(check, isHealthy: isHealthy, in: window) else {
        return (false, "never")
      }
      let took = moment - window.lowerBound
      switch limit {
      case .within(let limit): return (took <= limit, "after \(took.inSeconds)")
      case .formula:
        guard let (computed, tolerance) = computed(check, after: expectation.after, isHealthy: isHealthy)
        else { return (false, "after \(took.inSeconds); there is no formula for that") }
        return (
          took >= computed - tolerance && took <= computed + tolerance,
          "after \(took.inSeconds), computed \(computed.inSeconds)"
        )
      }
    case .stays(let check, let isHealthy):
      guard timeline.isHealthy(check, at: window.lowerBound) == isHealthy else {
        return (false, "is \(Self.word(!isHealthy)) already at \(window.lowerBound.inSeconds)")
      }
      let change = timeline.statuses.first {
        $0.check == check && $0.isHealthy != isHealthy && window.contains($0.at)
          // What comes with the event that ends it is after it.
          && (expectation.until == nil || $0.at < window.upperBound)
      }
      return (change == nil, change.map { "changes at \($0.at.inSeconds)" } ?? "stays")
    case .answers(let place, let answers, let limit):
      return judge(answers, of: place.map { [$0] } ?? Array(places.indices), within: limit, timeline, window)
    case .failedRequests(let place, let limit):
      let (failed, all) = timeline.counts(
        of: place, since: window.lowerBound, endedBy: expectation.until == nil ? nil : window.upperBound)
      return (failed <= limit, "\(failed) of \(all)")
    case .failedShare(let place, let limit):
      let (failed, all) = timeline.counts(
        of: place, since: window.lowerBound, endedBy: expectation.until == nil ? nil : window.upperBound)
      let share = all == 0 ? 0 : Double(failed) / Double(all)
      return (share <= limit, "\(percent(share)), \(failed) of \(all)")
    case .measure(let measure): return judge(measure, after: expectation.after, timeline)
    }
  }

  private func judge(
    _ answers: Expectation.Answers, of places: [Int], within limit: Duration, _ timeline: Timeline,
    _ window: ClosedRange<Duration>
  ) -> (isMet: Bool, measured: String) {
    var latest = Duration.zero
    var missing: [String] = []
    for place in places {
      let moves = timeline.moves[place]
      let wanted: DNSAnswer? =
        switch answers {
        case .addresses(let addresses): .addresses(addresses.sorted())
        case .initial: moves.first?.answer
        }
      // What it was answered when the time began, or the first such answer after that.
      let before = moves.last { $0.at <= window.lowerBound }?.answer
      if wanted != nil, before == wanted { continue }
      if let move = moves.first(where: { $0.at >= window.lowerBound && $0.answer == wanted }),
        move.at <= window.upperBound
      {
        latest = max(latest, move.at - window.lowerBound)
      } else {
        missing.append(self.places[place].name)
      }
    }
    guard missing.isEmpty else { return (false, "never: \(missing.joined(separator: ", "))") }
    return (latest <= limit, "after \(latest.inSeconds)")
  }

  /// What the formula says about the check after that event, and how far from it is still near.
  package func computed(
    _ check: String, after event: Int?, isHealthy: Bool
  ) -> (Duration, tolerance: Duration)? {
    guard let event, let watched = checks.first(where: { $0.id == check }), let origin = watched.origin,
      let model = DetectionModel(watched, timeScale: timeScale)
    else { return nil }
    switch events[event].action {
    case .fault(origin, let fault) where !isHealthy:
      return model.detection(of: fault).map { ($0, model.tolerance) }
    case .clear(origin) where isHealthy: return (model.recovery, model.tolerance)
    default: return nil
    }
  }

  // MARK: Words

  private func words(for expectation: Expectation) -> String {
    func place(_ number: Int?) -> String { number.map { "\(places[$0].name): " } ?? "" }
    let text =
      switch expectation.fact {
      case .becomes(let check, let isHealthy, .within(let limit)):
        "\(check) is \(Self.word(isHealthy)) within \(limit.inSeconds)"
      case .becomes(let check, let isHealthy, .formula):
        "\(check) is \(Self.word(isHealthy)) when the formula says, within one request interval"
      case .stays(let check, let isHealthy): "\(check) stays \(Self.word(isHealthy))"
      case .answers(let number, let answers, let limit):
        "\(number.map { places[$0].name } ?? "every place") is answered \(answers) within \(limit.inSeconds)"
      case .failedRequests(let number, let limit): "\(place(number))at most \(limit) failed requests"
      case .failedShare(let number, let limit): "\(place(number))at most \(percent(limit)) of requests failed"
      case .measure(let measure): measure.text
      }
    let after = expectation.after.map { ", after '\(events[$0].name)'" } ?? ""
    let until = expectation.until.map { ", until '\(events[$0].name)'" } ?? ""
    return text + after + until
  }

  package static func word(_ isHealthy: Bool) -> String { isHealthy ? "Healthy" : "Unhealthy" }
}

/// `12.5 %`
package func percent(_ share: Double) -> String {
  let tenths = Int((share * 1_000).rounded())
  return "\(tenths / 10).\(tenths % 10) %"
}

extension Drill.Expectation.Answers: CustomStringConvertible {
  package var description: String {
    switch self {
    case .addresses(let addresses): addresses.map(\.description).joined(separator: " ")
    case .initial: "as at first"
    }
  }
}

extension Timeline {
  /// When the check first has that status in the window.
  fileprivate func moment(
    _ check: String, isHealthy: Bool, in window: ClosedRange<Duration>
  ) -> Duration? {
    if self.isHealthy(check, at: window.lowerBound) == isHealthy { return window.lowerBound }
    return statuses.first {
      $0.check == check && $0.isHealthy == isHealthy && window.contains($0.at)
    }?.at
  }

  /// Requests that fall wholly into a time: one that is under way when an event comes belongs to neither side.
  fileprivate func counts(
    of place: Int?, since start: Duration, endedBy end: Duration?
  ) -> (failed: Int, all: Int) {
    requests.reduce(into: (0, 0)) { counts, request in
      guard place == nil || request.place == place, request.began >= start,
        end.map({ request.ended < $0 }) ?? true
      else { return }
      counts.1 += 1
      if request.hasFailed { counts.0 += 1 }
    }
  }
}
