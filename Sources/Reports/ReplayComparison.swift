import Primitives
import Traces

/// What changed between two results for the same trace under the same rules.
///
/// A recorded trace replayed by a policy that draws nothing has no noise: any difference is one. Else the differences are
/// taken in pairs, seed by seed, or where there is one seed, window by window, and their mean counts when it is outside
/// its 95 % interval (Student's t). Pairs share what makes them hard or easy, so that this asks for far less than figures
/// taken as independent would. Windows follow each other in time and are not quite independent: seeds are the better
/// evidence.
package struct ReplayComparison {
  package enum Evidence: Hashable, Sendable {
    /// No chance in it.
    case exact
    case seeds(Int)
    case windows(Int)
    /// Chance, and nothing to tell it by.
    case none
  }

  package struct Change: Hashable, Sendable {
    package let policy: String
    package let size: String
    package let before: Double
    package let now: Double
    package let evidence: Evidence
    /// How far off the difference may be by chance, in shares of the requests.
    package let noise: Double

    package var verdict: String {
      let difference = now - before
      if difference == 0, noise == 0 { return "same" }
      let word = difference > 0 ? "better" : "worse"
      return switch evidence {
      case .exact: word
      case .none: "by chance or not: compare runs with --seeds 5"
      case .seeds(let count): abs(difference) <= noise ? "within noise (\(count) seeds)" : word
      case .windows(let count): abs(difference) <= noise ? "within noise (\(count) windows)" : word
      }
    }
  }

  package let changes: [Change]
  /// Caches that only one of the two results has.
  package let unmatched: Int

  /// Nil if the two were counted under different rules.
  ///
  /// - Parameter drawsNumbers: whether the report's cache of this index does, or one that it asks.
  package init?(_ baseline: ReplayReport, _ report: ReplayReport, drawsNumbers: (Int) -> Bool) {
    guard baseline.rules == report.rules, baseline.sampleRate == report.sampleRate else { return nil }
    var changes: [Change] = []
    for (index, cache) in report.caches.enumerated() {
      guard
        let old = baseline.caches.first(where: { $0.policy == cache.policy && $0.capacity == cache.capacity })
      else { continue }
      let isExact =
        baseline.requests == report.requests && baseline.octets == report.octets
        && (!drawsNumbers(index) || baseline.seeds == report.seeds)
      changes.append(Self.change(old, cache, isExact: isExact))
    }
    self.changes = changes
    unmatched = report.caches.count + baseline.caches.count - 2 * changes.count
  }

  private static func change(
    _ old: ReplayReport.Cache, _ new: ReplayReport.Cache, isExact: Bool
  ) -> Change {
    func change(_ before: Double, _ now: Double, _ evidence: Evidence, _ noise: Double) -> Change {
      Change(
        policy: new.policy, size: new.size, before: before, now: now, evidence: evidence, noise: noise)
    }
    if let before = old.hitRatios, let now = new.hitRatios, before.count == now.count, before.count > 2 {
      return change(mean(before), mean(now), .seeds(now.count), noise(zip(before, now).map { $1 - $0 }))
    }
    let (before, now) = (old.total.hitRatio, new.total.hitRatio)
    if isExact { return change(before, now, .exact, 0) }
    let (earlier, later) = (old.windows ?? [], new.windows ?? [])
    if later.count > 4, earlier.map(\.start) == later.map(\.start) {
      let differences = zip(earlier, later).map { $1.figures.hitRatio - $0.figures.hitRatio }
      return change(before, now, .windows(later.count), noise(differences))
    }
    return change(before, now, .none, 0)
  }

  private static func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }

  /// Half of the 95 % interval of the mean.
  private static func noise(_ differences: [Double]) -> Double {
    let mean = mean(differences)
    let count = Double(differences.count)
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return student(freedom: count - 1) * (variance / count).squareRoot()
  }

  /// The quantile 0.975 of Student's distribution: Cornish and Fisher's series, within 4 % from two degrees of freedom on.
  private static func student(freedom n: Double) -> Double {
    let z = 1.959964
    let (z3, z5, z7) = (z * z * z, z * z * z * z * z, z * z * z * z * z * z * z)
    let first = (z3 + z) / 4 / n
    let second = (5 * z5 + 16 * z3 + 3 * z) / 96 / (n * n)
    let third = (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / 384 / (n * n * n)
    return z + first + second + third
  }

  package var table: String {
    let rows = changes.map { change in
      [
        change.policy, change.size, ReplayReport.percent(change.before), ReplayReport.percent(change.now),
        ((change.now - change.before) * 100).text(decimals: 3),
        change.noise == 0 ? "" : "± \((change.noise * 100).text(decimals: 3))", change.verdict,
      ]
    }
    let lines = TextTable.lines(
      ["Policy", "Size", "Before", "Now", "Points", "95 %", ""], rows, rightAligned: [1, 2, 3, 4, 5])
    return lines.joined(separator: "\n")
      + (unmatched > 0 ? "\n\(unmatched) caches are in one of the results only" : "")
  }
}
