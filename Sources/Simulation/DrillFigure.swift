/// A figure of a run by its name: what reports list, sweeps compare and `drill diff` sets side by side.
package struct DrillFigure: Hashable, Sendable {
  package let name: String
  package let unit: FigureUnit
  /// Whether more of it is better.
  package let isGain: Bool
  private let source: Source

  private enum Source: Hashable, Sendable {
    case measure(Measure.Figure, Measure.Part?)
    case queries, probes, originRequests, cost, expectations
  }

  private init(_ name: String, _ unit: FigureUnit, _ source: Source, isGain: Bool = false) {
    (self.name, self.unit, self.source, self.isGain) = (name, unit, source, isGain)
  }

  package static let all: [DrillFigure] =
    [
      DrillFigure("rto.p50", .seconds, .measure(.recovery(share: 0.5), nil)),
      DrillFigure("rto.p90", .seconds, .measure(.recovery(share: 0.9), nil)),
      DrillFigure("rto.p99", .seconds, .measure(.recovery(share: 0.99), nil)),
      DrillFigure("detection", .seconds, .measure(.detection, nil)),
    ] + parts("failed", .share, .failed) + [
      DrillFigure("budget.burnt", .share, .measure(.budgetBurnt, nil)),
      DrillFigure("shifted", .share, .measure(.shifted, nil)),
    ] + parts("hit_ratio", .share, .hitRatio, isGain: true)
    + parts("first_octet.p50", .seconds, .firstOctet(share: 0.5))
    + parts("first_octet.p90", .seconds, .firstOctet(share: 0.9))
    + parts("first_octet.p99", .seconds, .firstOctet(share: 0.99))
    + parts("refused", .share, .refused)
    + parts("pop_utilization.peak", .share, .utilization(.pointOfPresence, .peak))
    + parts("pop_utilization.mean", .share, .utilization(.pointOfPresence, .mean))
    + parts("pop_wait.max", .seconds, .longestWait(.pointOfPresence))
    + parts("origin_utilization.peak", .share, .utilization(.origin, .peak))
    + parts("origin_utilization.mean", .share, .utilization(.origin, .mean))
    + parts("origin_wait.max", .seconds, .longestWait(.origin)) + [
      DrillFigure("healthy", .count, .measure(.healthyChecks, nil), isGain: true),
      DrillFigure("expectations", .share, .expectations, isGain: true),
      DrillFigure("queries", .perSecond, .queries),
      DrillFigure("probes", .perSecond, .probes),
      DrillFigure("origin_requests", .perSecond, .originRequests),
      DrillFigure("cost", .dollars, .cost),
    ]

  package static func named(_ name: String) -> DrillFigure? { all.first { $0.name == name } }

  private static func parts(
    _ name: String, _ unit: FigureUnit, _ figure: Measure.Figure, isGain: Bool = false
  ) -> [DrillFigure] {
    [DrillFigure(name, unit, .measure(figure, nil), isGain: isGain)]
      + Measure.Part.allCases.map {
        DrillFigure("\(name).\($0.rawValue)", unit, .measure(figure, $0), isGain: isGain)
      }
  }

  /// Of one run; infinity where something never came, nil where there was nothing to measure.
  package func value(of drill: Drill, _ timeline: Timeline, _ prices: DrillPrices) -> Double? {
    let load = timeline.load
    switch source {
    case .measure(let figure, let part): return measured(figure, part, drill, timeline)
    case .expectations:
      let verdicts = drill.verdicts(on: timeline)
      return verdicts.isEmpty ? nil : Double(verdicts.count(where: \.isMet)) / Double(verdicts.count)
    case .queries: return Double(timeline.authorityQueries) / drill.duration.seconds
    case .probes: return Double(load.probes) / drill.duration.seconds
    case .originRequests: return Double(load.originRequests) / drill.duration.seconds
    case .cost: return prices.cost(of: drill, timeline)
    }
  }

  private func measured(
    _ figure: Measure.Figure, _ part: Measure.Part?, _ drill: Drill, _ timeline: Timeline
  ) -> Double? {
    switch figure {
    case .detection, .healthyChecks: if drill.checks.isEmpty { return nil }
    // Of places there is no more than the whole.
    case .failed: if part != nil, timeline.users == nil { return nil }
    case .recovery:
      // Where nobody had a failure nothing had to be mended.
      guard timeline.users != nil else { return nil }
      return drill.value(of: figure, part, after: nil, timeline) ?? 0
    default: break
    }
    return drill.value(of: figure, part, after: nil, timeline)
  }
}

extension Timeline {
  /// Queries that authoritative servers have answered: of the population's resolvers, and of places.
  package var authorityQueries: Int {
    queries.reduce(0) { $0 + $1.asked } + (users?.phases.reduce(0) { $0 + $1.queries } ?? 0)
  }
}
