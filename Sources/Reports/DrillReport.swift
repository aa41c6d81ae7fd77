import Health
import Primitives
import Simulation

/// What a drill showed, ready to be printed. Times are seconds of the drill.
package struct DrillReport: Codable, Sendable {
  package struct Entry: Codable, Sendable {
    package var at: Double
    /// `event`, `checker`, `status`, `answers` or `requests`.
    package var kind: String
    /// The check or place it is about.
    package var subject: String
    package var text: String
  }

  /// How long a check took to notice.
  package struct Detection: Codable, Sendable {
    package var check: String
    package var status: String
    package var event: String
    package var seconds: Double
    /// What arithmetic says; nil where there is none for it.
    package var computedSeconds: Double?
  }

  package struct Place: Codable, Sendable {
    package var name: String
    package var queries: Int
    package var unanswered: Int
    package var requests: Int
    package var failed: Int
    /// When, not when it began.
    package var firstFailed: Double?
    package var lastFailed: Double?
  }

  package struct Expectation: Codable, Sendable {
    package var expected: String
    package var measured: String
    package var isMet: Bool
  }

  package var name: String
  package var seed: UInt64
  /// What it came of.
  package var run: RunIdentity?
  /// Seconds at which it was stopped; nil: at its end. What it expects is then not judged.
  package var untilSeconds: Double?
  /// What runs it again up to the first broken rule; nil: none is broken.
  package var command: String?
  package var durationSeconds: Double
  package var timeScale: Double
  package var isMet: Bool
  /// What a live run did not ask that it should have; nil: nothing.
  package var shortfall: Shortfall?
  /// What the drill is to show.
  package var hypothesis: String?
  package var expectations: [Expectation]
  /// What must hold in every run and did not.
  package var violations: [String]
  /// What was measured, by the names that expectations call it.
  package var figures: [Figure]
  package var events: [Event]
  package var detections: [Detection]
  /// Opinions of health checkers.
  package var checkers: [Checker]
  package var places: [Place]
  /// What caches did, by tier, distribution and behaviour.
  package var tiers: [Tier]
  /// Of the population, where there is one.
  package var users: Users?
  /// Of points of presence and origins whose capacity the drill bounds; nil: of none.
  package var capacity: [Capacity]?
  /// In the order of time.
  package var timeline: [Entry]
}

extension DrillReport {
  /// `command` runs the drill again with the same seed.
  package init(
    _ drill: Drill, _ timeline: Timeline, seed: UInt64, identity: RunIdentity? = nil, until: Duration? = nil,
    command: String? = nil
  ) {
    (name, self.seed, run) = (drill.name, seed, identity)
    untilSeconds = until.flatMap { $0 < drill.duration ? $0.seconds : nil }
    if let command, let violation = timeline.violations.first {
      self.command = "\(command) --until \(violation.at.components.seconds + 1)s"
    }
    (durationSeconds, timeScale) = (drill.duration.seconds, drill.timeScale)
    let verdicts = untilSeconds == nil ? drill.verdicts(on: timeline) : []
    expectations = verdicts.map {
      Expectation(expected: $0.expected, measured: $0.measured, isMet: $0.isMet)
    }
    violations = timeline.violations.map(\.description)
    isMet = expectations.allSatisfy(\.isMet) && violations.isEmpty
    detections = timeline.statuses.compactMap { Self.detection($0, drill, timeline) }
    hypothesis = drill.hypothesis
    shortfall = timeline.shortfall
    figures = Figure.measured(drill, timeline)
    events = Event.list(drill, timeline)
    checkers = Checker.list(drill, timeline)
    tiers = Tier.list(drill, timeline)
    users = timeline.users.map { Users($0, drill, leftOut: timeline.load.leftOut) }
    capacity = timeline.users.flatMap { Capacity.list(drill, $0) }
    places = drill.places.indices.map { Self.place($0, drill, timeline) }
    self.timeline = Self.entries(drill, timeline)
  }

  /// A change of a status is put down to the event before it.
  private static func detection(
    _ mark: Timeline.StatusMark, _ drill: Drill, _ timeline: Timeline
  ) -> Detection? {
    let events = timeline.events.enumerated().compactMap { index, at in at.map { (index: index, at: $0) } }
    guard let cause = events.last(where: { $0.at <= mark.at }) else { return nil }
    return Detection(
      check: mark.check, status: Drill.word(mark.isHealthy), event: drill.events[cause.index].name,
      seconds: (mark.at - cause.at).roundedSeconds,
      computedSeconds: drill.computed(mark.check, after: cause.index, isHealthy: mark.isHealthy)?.0
        .roundedSeconds)
  }

  private static func place(_ number: Int, _ drill: Drill, _ timeline: Timeline) -> Place {
    let requests = timeline.requests.filter { $0.place == number }
    let failed = requests.filter(\.hasFailed).map(\.ended)
    return Place(
      name: drill.places[number].name, queries: timeline.queries[number].asked,
      unanswered: timeline.queries[number].unanswered, requests: requests.count, failed: failed.count,
      firstFailed: failed.min()?.roundedSeconds, lastFailed: failed.max()?.roundedSeconds)
  }

  // MARK: The timeline

  private static func entries(_ drill: Drill, _ timeline: Timeline) -> [Entry] {
    var entries: [Entry] = []
    func add(_ at: Duration, _ kind: String, _ subject: String, _ text: String) {
      entries.append(Entry(at: at.roundedSeconds, kind: kind, subject: subject, text: text))
    }
    for (event, at) in zip(drill.events, timeline.events) {
      let text = "\(event.action)"
      if let at { add(at, "event", event.name == text ? "" : event.name, text) }
    }
    for turn in timeline.turns {
      let checker = CheckerSelection(turn.checker.region, number: turn.checker.number)
      add(
        turn.at, "checker", turn.check,
        "\(checker) finds it \(Drill.word(turn.isHealthy)); \(turn.healthyCheckers) find it Healthy")
    }
    for mark in timeline.statuses {
      add(mark.at, "status", mark.check, "is \(Drill.word(mark.isHealthy)): \(mark.reason)")
    }
    for (number, place) in drill.places.enumerated() {
      let moves = timeline.moves[number]
      for (index, move) in moves.prefix(shownMoves).enumerated() {
        let before = index > 0 ? " instead of \(moves[index - 1].answer)" : ""
        add(move.at, "answers", place.name, "is answered \(move.answer)\(before)")
      }
      let more = moves.count - shownMoves + timeline.queries[number].forgottenMoves
      if let last = moves.last, more > 0 { add(last.at, "answers", place.name, "has had \(more) more moves") }
      let failed = timeline.requests.filter { $0.place == number && $0.hasFailed }
      // When they failed: one that fails at an event may have begun before it.
      if let first = failed.min(by: { $0.ended < $1.ended }),
        let last = failed.max(by: { $0.ended < $1.ended })
      {
        add(first.ended, "requests", place.name, "first failed request: \(timeline.failure(of: first) ?? "")")
        add(
          last.ended, "requests", place.name,
          "last failed request, of \(failed.count): \(timeline.failure(of: last) ?? "")")
      }
    }
    return entries.ordered(by: \.at)
  }

  /// Answers drawn by weight move with every query: so many moves of a place tell enough.
  private static let shownMoves = 20
}

extension Duration {
  /// In seconds, to the millisecond.
  var roundedSeconds: Double { (seconds * 1e3).rounded() / 1e3 }
}
