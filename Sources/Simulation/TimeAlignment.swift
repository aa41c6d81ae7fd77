import Primitives

/// Which time of one run of a drill a time of another stands for: events and changes of status that both have stand for one another,
/// and what is between them is spread evenly.
struct TimeAlignment {
  /// Seconds, growing in both.
  private var anchors: [(from: Double, to: Double)] = [(0, 0)]

  init(_ drill: Drill, from one: Timeline, to other: Timeline) {
    var pairs = zip(one.events, other.events).compactMap { a, b in
      a.flatMap { a in b.map { (from: a.seconds, to: $0.seconds) } }
    }
    for check in drill.checks {
      for (a, b) in zip(one.marks(of: check.id), other.marks(of: check.id))
      where a.isHealthy == b.isHealthy {
        pairs.append((from: a.at.seconds, to: b.at.seconds))
      }
    }
    pairs.append((from: drill.duration.seconds, to: drill.duration.seconds))
    for pair in pairs.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
      guard let last = anchors.last, pair.from > last.from, pair.to > last.to else { continue }
      anchors.append(pair)
    }
  }

  func callAsFunction(_ time: Double) -> Double {
    guard let index = anchors.lastIndex(where: { $0.from <= time }) else { return time }
    let start = anchors[index]
    guard index + 1 < anchors.count else { return start.to + time - start.from }
    let end = anchors[index + 1]
    return start.to + (time - start.from) / (end.from - start.from) * (end.to - start.to)
  }
}
