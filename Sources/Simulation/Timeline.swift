import Health
import Primitives

/// What was seen in the course of a drill, by whoever ran it.
package struct Timeline: Sendable {
  package struct Turn: Sendable {
    package var at: Duration
    package var check: String
    package var checker: HealthMonitor.CheckerPlace
    package var isHealthy: Bool
    package var healthyCheckers: Int
  }

  package struct StatusMark: Sendable {
    package var at: Duration
    package var check: String
    package var isHealthy: Bool
    package var reason: String
  }

  /// From here on the place was answered so.
  package struct Move: Sendable {
    package var at: Duration
    package var answer: DNSAnswer
  }

  package struct Request: Sendable {
    package var began: Duration
    package var ended: Duration
    package var place: Int
    /// In `failures`; -1: it went well.
    var failure: Int
    package var hasFailed: Bool { failure >= 0 }
  }

  package struct Queries: Sendable {
    package var asked = 0
    package var unanswered = 0
    /// Moves that are not remembered any more.
    package var forgottenMoves = 0
  }

  /// What a run asked of others.
  package struct Load: Sendable {
    /// Of health checkers.
    package var probes = 0
    /// Of caches at origins.
    package var originRequests = 0
    /// Requests of a recording of which that says too little.
    package var leftOut = 0

    package init(probes: Int = 0, originRequests: Int = 0) {
      (self.probes, self.originRequests) = (probes, originRequests)
    }
  }

  /// When each event was brought about; nil: not yet.
  package private(set) var events: [Duration?]
  package private(set) var turns: [Turn] = []
  package private(set) var statuses: [StatusMark] = []
  /// Of each place.
  package private(set) var moves: [[Move]]
  package private(set) var queries: [Queries]
  /// In the order of their ends.
  package private(set) var requests: [Request] = []
  /// What was found of the drill's conditions; the last may have stopped it.
  package var findings: [Finding] = []
  /// Why the run has ended before its time, with nothing to be said of it: what was to be read in its course is damaged.
  package var fault: String?
  /// What a live run did not ask that it should have; nil: nothing.
  package var shortfall: Shortfall?
  /// What must hold in every run and did not: the first of them.
  package private(set) var violations: [Violation] = []
  /// Of the population, where there is one.
  package var users: UserFigures?
  /// On the virtual clock.
  package var load = Load()
  /// What caches had done by each event that came about, and at the end.
  package var cacheCounts: [[CacheCount]] = []
  /// The different ways in which requests failed.
  private var failures: [String] = []

  package init(places: Int, events: Int) {
    self.events = [Duration?](repeating: nil, count: events)
    moves = [[Move]](repeating: [], count: places)
    queries = [Queries](repeating: Queries(), count: places)
  }

  package mutating func record(_ observation: Observation, at time: Duration) {
    switch observation {
    case .event(let event): events[event] = time
    case .checker(let check, let checker, let isHealthy, let healthyCheckers):
      turns.append(
        Turn(
          at: time, check: check, checker: checker, isHealthy: isHealthy, healthyCheckers: healthyCheckers))
    case .status(let check, let isHealthy, let reason):
      statuses.append(StatusMark(at: time, check: check, isHealthy: isHealthy, reason: reason))
    case .answer(let place, let answer):
      queries[place].asked += 1
      guard let answer else { return queries[place].unanswered += 1 }
      guard moves[place].last?.answer != answer else { return }
      guard moves[place].count < Limits.moves else { return queries[place].forgottenMoves += 1 }
      moves[place].append(Move(at: time, answer: answer))
    case .request(let place, let began, let failure):
      requests.append(
        Request(began: began, ended: time, place: place, failure: failure.map { number(of: $0) } ?? -1))
    }
  }

  package mutating func add(_ violation: Violation) {
    if violations.count < Limits.violations { violations.append(violation) }
  }

  private mutating func number(of failure: String) -> Int {
    if let number = failures.firstIndex(of: failure) { return number }
    failures.append(failure)
    return failures.count - 1
  }

  /// How a request failed; nil: it went well.
  package func failure(of request: Request) -> String? { request.hasFailed ? failures[request.failure] : nil }

  /// The status of a check at a time; every check is taken to begin healthy.
  package func isHealthy(_ check: String, at time: Duration) -> Bool {
    statuses.last { $0.check == check && $0.at <= time }?.isHealthy ?? true
  }
}
