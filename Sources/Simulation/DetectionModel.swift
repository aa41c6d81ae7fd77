import Health

/// How long it takes on average until a health check has seen an outage, and its end: order statistics over checkers in
/// random phase.
///
/// With n checkers of which m see it, interval I, threshold k, and t the time one failing probe takes:
///
///     detected after    (k-1)(I+t) + t + I (n - floor(0.18 n)) / (m+1)
///     recovered after   (k-1) I + I (floor(0.18 n) + 1) / (n+1)
///
/// In the time of a drill, whose scale makes time-outs longer and leaves intervals as they are.
package struct DetectionModel: Sendable {
  private let check: WatchedCheck
  private let timeScale: Double

  /// Nil for a check that is not probed, or whose result is not what its checkers see.
  package init?(_ check: WatchedCheck, timeScale: Double) {
    guard check.config.type.isProbed, !check.config.isInverted, !check.config.isDisabled else { return nil }
    (self.check, self.timeScale) = (check, timeScale)
  }

  private var checkers: Int { check.config.regions.count * check.checkersPerRegion }
  /// The most that may find a check healthy while it is unhealthy.
  private var minority: Int { Health.Limits.quorumPercent * checkers / 100 }
  /// Seconds.
  private var interval: Double { Double(check.config.requestInterval) }
  private var repetitions: Double { Double(check.config.failureThreshold - 1) }

  /// Nil where the fault is not seen, by too few, or only now and then.
  package func detection(of fault: ServerFault) -> Duration? {
    guard let (time, witnesses) = failure(fault), witnesses >= checkers - minority else { return nil }
    return .seconds(
      repetitions * (interval + time) + time + interval * Double(checkers - minority) / Double(witnesses + 1))
  }

  package var recovery: Duration {
    .seconds(repetitions * interval + interval * Double(minority + 1) / Double(checkers + 1))
  }

  /// What one request interval is: the width of an expectation.
  package var tolerance: Duration { .seconds(interval) }

  /// Seconds that a failing probe takes, and how many checkers see it fail.
  private func failure(_ fault: ServerFault) -> (seconds: Double, checkers: Int)? {
    func scaled(_ limit: Duration) -> Double { limit.seconds * timeScale }
    if fault.refuses { return (0, checkers) }
    if !fault.partition.isEmpty {
      return (scaled(check.config.connectLimit), cutOff(fault.partition))
    }
    guard check.config.type != .tcp else { return nil }
    if fault.hangs || fault.delay >= Health.Limits.status { return (scaled(Health.Limits.status), checkers) }
    if fault.dropShare == 1 { return (scaled(fault.delay), checkers) }
    if let status = fault.status, fault.statusShare == 1,
      !(200..<400).contains(status) || check.config.type.searchesBody
    {
      return (scaled(fault.delay), checkers)
    }
    return nil
  }

  private func cutOff(_ partition: [CheckerSelection]) -> Int {
    check.config.regions.reduce(0) { sum, region in
      sum + (0..<check.checkersPerRegion).count { number in partition.contains { $0.holds(region, number) } }
    }
  }
}
