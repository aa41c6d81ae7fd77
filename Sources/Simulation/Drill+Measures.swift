import Primitives

extension Drill {
  /// The share of requests that may fail: 99.9 % are to go well.
  private static let allowedFailures = 0.001
  /// Over which they are counted, seconds: 30 days.
  private static let budgetPeriod = 30.0 * 86_400

  func judge(
    _ measure: Measure, after event: Int?, _ timeline: Timeline
  ) -> (isMet: Bool, measured: String) {
    guard let value = value(of: measure.figure, measure.part, after: event, timeline) else {
      // Where nothing failed, nothing had to be mended.
      if case .recovery = measure.figure { return (measure.comparison == .below, "no user had a failure") }
      return (false, "there is nothing to measure")
    }
    return (measure.isMet(value), measure.figure.unit.text(value))
  }

  /// Nil: there is nothing to measure; infinity: it never came.
  func value(of figure: Measure.Figure, _ part: Measure.Part?, after event: Int?, _ timeline: Timeline)
    -> Double?
  {
    let start = event ?? events.indices.first
    let since = start.flatMap { timeline.events[$0] }?.seconds ?? 0
    switch figure {
    case .detection:
      return timeline.statuses.first { $0.at.seconds >= since }.map { $0.at.seconds - since } ?? .infinity
    case .healthyChecks: return Double(leastHealthy(timeline))
    case .failed where timeline.users == nil:
      let all = timeline.requests.count
      return all == 0 ? nil : Double(timeline.requests.count(where: \.hasFailed)) / Double(all)
    case .recovery(let share): return timeline.users?.recovery(share, since: since)
    case .shifted: return timeline.users?.greatestShift
    default: break
    }
    guard let users = timeline.users else { return nil }
    if let value = users.load(figure, bins: bins(part, after: event, of: users)) { return value }
    let phase = users.total(phases(part, after: event))
    let count = phase.count
    func share(_ part: Int, of all: Int) -> Double? { all == 0 ? nil : Double(part) / Double(all) }
    switch figure {
    case .failed: return share(count.failed, of: count.requests)
    case .hitRatio: return share(count.hits, of: count.atEdge)
    case .firstOctet(let share): return phase.firstOctet.quantile(share)
    case .budgetBurnt:
      let requests = Double(count.requests) / duration.seconds * Self.budgetPeriod
      return requests == 0 ? nil : Double(count.failed) / (requests * Self.allowedFailures)
    default: return nil
    }
  }

  /// As numbers of `UserFigures.phases`.
  private func phases(_ part: Measure.Part?, after event: Int?) -> Range<Int> {
    let last = events.count
    switch part {
    case nil: return (event.map { $0 + 1 } ?? 0)..<last + 1
    case .before: return 0..<1
    case .during: return min(1, last)..<max(1, last)
    case .after: return last..<last + 1
    }
  }

  private func leastHealthy(_ timeline: Timeline) -> Int {
    var healthy = Dictionary(checks.map { ($0.id, true) }) { first, _ in first }
    var least = healthy.count
    for mark in timeline.statuses {
      healthy[mark.check] = mark.isHealthy
      least = min(least, healthy.values.count(where: \.self))
    }
    return least
  }
}

extension UserFigures {
  /// The greatest share of the users that stood elsewhere a minute later.
  var greatestShift: Double? { standings.indices.compactMap(shift).max() }

  /// The share of the users who, at the end of `bin`, stood elsewhere than a minute before; nil: there is no bin a minute before.
  func shift(at bin: Int) -> Double? {
    let step = max(1, Int((60 / binSeconds).rounded()))
    guard bin >= step else { return nil }
    let (old, new) = (standings[bin - step], standings[bin])
    // Who left one place came to another: half of all differences. Places that came up later had nobody before.
    return destinations.indices.reduce(0.0) { sum, place in
      sum + abs((place < new.count ? new[place] : 0) - (place < old.count ? old[place] : 0))
    } / 2
  }
}

extension Measure.Figure {
  var unit: FigureUnit {
    switch self {
    case .recovery, .firstOctet, .detection, .longestWait: .seconds
    case .failed, .budgetBurnt, .hitRatio, .shifted, .utilization, .refused: .share
    case .healthyChecks: .count
    }
  }
}
