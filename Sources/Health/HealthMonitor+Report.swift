import Primitives

extension HealthMonitor {
  /// What is known of one check at one moment.
  package struct CheckReport: Sendable {
    package var id: String
    package var config: HealthCheckConfig
    package var isHealthy: Bool
    package var changedAt: Instant
    package var reason: StatusChange.Reason
    package var healthyCheckers: Int
    package var checkers: Int
    package var lastFailure: ProbeFailure?
    package var healthyChildren: Int
    package var forced: ForcedStatus
    package var forcedUntil: Instant?
  }

  /// One checker's view, as GetHealthCheckStatus and GetHealthCheckLastFailureReason list it.
  package struct CheckerReport: Sendable {
    package var region: HealthCheckRegion
    /// From 0, within the region.
    package var number: Int
    package var isHealthy: Bool
    package var last: ProbeObservation?
    package var lastFailure: ProbeObservation?
  }

  package func report(of check: Int) -> CheckReport {
    let (definition, state) = (checks.checks[check], state(of: check))
    return CheckReport(
      id: definition.id, config: definition.config, isHealthy: state.isHealthy, changedAt: state.changedAt,
      reason: state.reason, healthyCheckers: state.healthyCheckers, checkers: state.checkers.count,
      lastFailure: state.lastFailure, healthyChildren: checks.children[check].count { isHealthy($0) },
      forced: state.forced.map { $0.isHealthy ? .up : .down } ?? .obey, forcedUntil: state.forced?.until)
  }

  package func checkerReports(of check: Int) -> [CheckerReport] {
    let regions = checks.checks[check].config.regions
    return checkerStates(of: check).enumerated().map { index, checker in
      let (region, number) = index.quotientAndRemainder(dividingBy: settings.checkersPerRegion)
      return CheckerReport(
        region: regions[region], number: number, isHealthy: checker.isHealthy, last: checker.last,
        lastFailure: checker.lastFailure)
    }
  }
}
