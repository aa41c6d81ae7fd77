import Primitives

/// How far two runs of one drill are apart: a live one and one on the virtual clock, say.
///
/// They agree if each check changes its status within one request interval of the other's, the share of each answer in the
/// queries is within 5 points in every 10 s, and totals are within 5 %.
///
/// When a status changes within an interval is chance, for checkers are in random phase; all that follows from it comes as
/// much sooner or later. So that this is not counted twice, bins lie between the same changes of both runs: the time of the
/// second is shifted onto that of the first at each event and each change, and evenly between. Shares by the clock are told,
/// too.
package struct DrillComparison: Sendable {
  package struct Row: Hashable, Sendable {
    package var what: String
    package var first: String
    package var second: String
    /// Nil: told, not judged.
    package var isClose: Bool?
  }

  package let rows: [Row]
  /// What the live run, the second, did not ask, in words; nil: it asked all.
  package let shortfall: String?
  package var agrees: Bool { !rows.contains { $0.isClose == false } }

  /// Seconds of the drill over which shares are compared.
  package static let bin = 10.0
  package static let shareTolerance = 0.05
  package static let totalTolerance = 0.05

  package init(_ drill: Drill, _ first: Timeline, _ second: Timeline) {
    shortfall = second.shortfall?.text(timeScale: drill.timeScale)
    rows =
      Self.statuses(drill, first, second) + Self.shares(drill, first, second)
      + Self.totals(drill, first, second)
  }

  private static func statuses(_ drill: Drill, _ first: Timeline, _ second: Timeline) -> [Row] {
    drill.checks.flatMap { check -> [Row] in
      let marks = (first.marks(of: check.id), second.marks(of: check.id))
      let tolerance = Double(check.config.requestInterval)
      return (0..<max(marks.0.count, marks.1.count)).map { index in
        let pair = (marks.0.element(index), marks.1.element(index))
        let isClose =
          if let a = pair.0, let b = pair.1 {
            a.isHealthy == b.isHealthy && abs(a.at.seconds - b.at.seconds) <= tolerance
          } else { false }
        return Row(
          what: "\(check.id), change \(index + 1)", first: words(pair.0), second: words(pair.1),
          isClose: isClose)
      }
    }
  }

  private static func words(_ mark: Timeline.StatusMark?) -> String {
    mark.map { "\(Drill.word($0.isHealthy)) at \($0.at.inSeconds)" } ?? "none"
  }

  private static func shares(_ drill: Drill, _ first: Timeline, _ second: Timeline) -> [Row] {
    let align = TimeAlignment(drill, from: second, to: first)
    func row(_ what: String, isJudged: Bool, _ align: (Double) -> Double) -> Row {
      let worst = worst(drill, first, second, align)
      let place = worst.difference > 0 ? ", most at \(Int(worst.start)) s for \(worst.answer)" : ""
      return Row(
        what: "\(what)\(place)", first: percent(worst.first), second: percent(worst.second),
        isClose: isJudged ? worst.difference <= shareTolerance : nil)
    }
    return [
      row("shares of answers in each 10 s, between the same changes", isJudged: true, align.callAsFunction),
      row("the same by the clock", isJudged: false) { $0 },
    ]
  }

  /// The bin in which an answer's share differs most. `align`: the time of the first run that a time of the second stands for.
  private static func worst(
    _ drill: Drill, _ first: Timeline, _ second: Timeline, _ align: (Double) -> Double
  ) -> (difference: Double, start: Double, answer: String, first: Double, second: Double) {
    var worst = (difference: 0.0, start: 0.0, answer: "", first: 0.0, second: 0.0)
    var start = 0.0
    while start < drill.duration.seconds {
      let window = start..<min(start + bin, drill.duration.seconds)
      let shares = (share(drill, first, window) { $0 }, share(drill, second, window, align))
      for answer in Set(shares.0.keys).union(shares.1.keys).sorted() {
        let (a, b) = (shares.0[answer] ?? 0, shares.1[answer] ?? 0)
        if abs(a - b) > worst.difference { worst = (abs(a - b), start, answer, a, b) }
      }
      start += bin
    }
    return worst
  }

  /// Of each answer, how much of the queries of all places it gets in the window.
  private static func share(
    _ drill: Drill, _ timeline: Timeline, _ window: Range<Double>, _ align: (Double) -> Double
  ) -> [String: Double] {
    var shares: [String: Double] = [:]
    let rate = drill.places.reduce(0) { $0 + $1.queriesPerSecond }
    guard rate > 0 else { return [:] }
    for (place, moves) in zip(drill.places, timeline.moves) {
      for (index, move) in moves.enumerated() {
        // Before its first answer a place is taken to have had it: when it asks first is chance.
        let from = index == 0 ? 0 : align(move.at.seconds)
        let to = index + 1 < moves.count ? align(moves[index + 1].at.seconds) : drill.duration.seconds
        let overlap = min(to, window.upperBound) - max(from, window.lowerBound)
        guard overlap > 0 else { continue }
        let width = window.upperBound - window.lowerBound
        shares["\(move.answer)", default: 0] += overlap / width * place.queriesPerSecond / rate
      }
    }
    return shares
  }

  private static func totals(_ drill: Drill, _ first: Timeline, _ second: Timeline) -> [Row] {
    func row(_ what: String, _ count: (Timeline) -> Int, of all: (Timeline) -> Int) -> Row {
      let (a, b) = (count(first), count(second))
      let most = max(all(first), all(second), 1)
      return Row(
        what: what, first: "\(a)", second: "\(b)",
        isClose: Double(abs(a - b)) <= max(1, totalTolerance * Double(most)))
    }
    let queries = { (timeline: Timeline) in timeline.queries.reduce(0) { $0 + $1.asked } }
    return [
      row("queries", queries, of: queries), row("requests", { $0.requests.count }, of: { $0.requests.count }),
      row("failed requests", { $0.requests.count(where: \.hasFailed) }, of: { $0.requests.count }),
    ]
  }
}

extension Timeline {
  func marks(of check: String) -> [StatusMark] { statuses.filter { $0.check == check } }
}

extension Array {
  fileprivate func element(_ index: Int) -> Element? { index < count ? self[index] : nil }
}
