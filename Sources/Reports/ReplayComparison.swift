/// What changed between two results for the same trace.
///
/// A replay of a recorded trace by a policy that draws nothing has no noise: any difference is one. Where the seeds
/// differ, or a policy draws numbers, a difference below one in the square root of the requests, twice, could be chance.
package struct ReplayComparison {
  package struct Change: Hashable, Sendable {
    package let policy: String
    package let size: String
    package let before: Double
    package let now: Double
    /// Points of hit ratio that chance may make up; 0 if there is no chance in it.
    package let noise: Double

    package var verdict: String {
      let difference = abs(now - before)
      if difference == 0 { return "same" }
      if noise == 0 { return now > before ? "better" : "worse" }
      return difference <= noise ? "within noise" : now > before ? "better" : "worse"
    }
  }

  package let changes: [Change]
  /// Caches that only one of the two results has.
  package let unmatched: Int

  package init(_ baseline: ReplayReport, _ report: ReplayReport, drawsNumbers: (String) -> Bool) {
    var changes: [Change] = []
    for cache in report.caches {
      guard
        let old = baseline.caches.first(where: { $0.policy == cache.policy && $0.capacity == cache.capacity })
      else {
        continue
      }
      let isExact =
        baseline.requests == report.requests && baseline.octets == report.octets
        && !drawsNumbers(cache.policy)
      let ratio = cache.total.hitRatio
      let spread = (ratio * (1 - ratio) / Double(max(1, min(baseline.requests, report.requests))))
        .squareRoot()
      changes.append(
        Change(
          policy: cache.policy, size: cache.size, before: old.total.hitRatio, now: ratio,
          noise: isExact ? 0 : 2 * 2.0.squareRoot() * spread))
    }
    self.changes = changes
    unmatched = report.caches.count + baseline.caches.count - 2 * changes.count
  }

  package var table: String {
    let rows = changes.map { change in
      [
        change.policy, change.size, ReplayReport.percent(change.before), ReplayReport.percent(change.now),
        ReplayReport.fixed((change.now - change.before) * 100, 3), change.verdict,
      ]
    }
    let lines = TextTable.lines(
      ["Policy", "Size", "Before", "Now", "Points", ""], rows, rightAligned: [1, 2, 3, 4])
    return lines.joined(separator: "\n")
      + (unmatched > 0 ? "\n\(unmatched) caches are in one of the results only" : "")
  }
}
