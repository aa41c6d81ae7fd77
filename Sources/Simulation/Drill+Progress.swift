import Primitives

extension Drill {
  /// A line for someone who watches: where the drill is, and what is the case now.
  package func progress(_ timeline: Timeline, at now: Duration) -> String {
    let checks = checks.map { check in
      "\(check.id) \(Self.word(timeline.isHealthy(check.id, at: now)))"
    }
    let answers = places.indices.map { place in
      "\(places[place].name) \(timeline.moves[place].last.map { "\($0.answer)" } ?? "-")"
    }
    let failed = timeline.requests.count(where: \.hasFailed)
    let requests = "\(timeline.requests.count) requests, \(failed) failed"
    return (["\(min(now, duration).inSeconds) of \(duration.inSeconds)"] + checks + answers + [requests])
      .joined(separator: " | ")
  }
}
