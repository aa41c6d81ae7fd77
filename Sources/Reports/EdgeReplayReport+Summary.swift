extension EdgeReplayReport {
  /// What one trace came to at all its edges, in the terms of caches that have no configuration: for what compares and
  /// draws those.
  ///
  /// - Parameter reports: of one trace, one at least.
  package static func summary(_ reports: [EdgeReplayReport]) -> ReplayReport {
    ReplayReport(
      trace: reports[0].trace, requests: reports[0].total.requests,
      warmUpRequests: reports[0].warmUpRequests, seeds: reports[0].seeds ?? [],
      rules: reports[0].rules ?? [], caches: reports.map(\.cache))
  }

  /// The traces in order, each with its reports.
  package static func byTrace(_ reports: [EdgeReplayReport]) -> [[EdgeReplayReport]] {
    reports.reduce(into: []) { groups, report in
      if groups.last?[0].trace == report.trace {
        groups[groups.count - 1].append(report)
      } else {
        groups.append([report])
      }
    }
  }

  /// In a comparison, in place of what was not asked for.
  package static let configured = "as configured"

  private var cache: ReplayReport.Cache {
    ReplayReport.Cache(
      policy: policy ?? Self.configured, size: size ?? Self.configured, capacity: octetsOfSize ?? 0,
      total: total.figures, objects: pointsOfPresence.reduce(0) { $0 + $1.objects }, hitRatios: hitRatios,
      windows: windows?.map { ReplayReport.Window(start: $0.start, figures: $0.total.figures) })
  }

  /// Whether chance has a part in it, given what says so of a policy.
  package func drawsNumbers(_ policyDraws: (String) -> Bool) -> Bool {
    (pointsOfPresence + regionalCaches).contains { policyDraws($0.policy) }
  }
}

extension EdgeReplayReport.Row {
  fileprivate var figures: ReplayReport.Figures {
    var figures = ReplayReport.Figures(
      requests: requests, octets: octets, hitRatio: hitRatio ?? 0, byteHitRatio: byteHitRatio ?? 0,
      originRequests: originRequests, originOctets: originOctets)
    (figures.expired, figures.renewed, figures.collapsed) = (expired, refreshHits, collapsed)
    return figures
  }
}

extension ReplayReport {
  /// Of all that a trace asks for. Octets are none of it: what viewers are sent is for the edge to say.
  fileprivate init(
    trace: String, requests: Int, warmUpRequests: Int, seeds: [UInt64], rules: [String], caches: [Cache]
  ) {
    (self.trace, self.requests, self.warmUpRequests) = (trace, requests, warmUpRequests)
    (self.seeds, self.rules, self.caches) = (seeds, rules, caches)
    (octets, sampleRate) = (0, 1)
  }
}
