import Health
import Primitives
import Simulation

// Health checks: probes that are due, and what comes of them.

extension VirtualDrill {
  func startProbes() {
    var due: [HealthMonitor.Probe] = []
    monitor.advance(to: now) { due.append($0) }
    timeline.load.probes += due.count
    for probe in due {
      let (outcome, took) = checkers.probe(
        site.checks.checks[probe.check].config, number: probe.check, from: monitor.checker(of: probe),
        &origins, at: elapsed)
      schedule(.probe(probe, outcome), after: took)
    }
  }

  func report(_ outcome: ProbeOutcome, for probe: HealthMonitor.Probe) {
    monitor.report(outcome, for: probe, at: now)
    audit.probed(probe, outcome)
  }

  func settle() {
    guard monitor.hasChanges else { return }
    for turn in monitor.takeTurns() where isWatched(turn.id) {
      record(
        .checker(
          check: turn.id, turn.checker, isHealthy: turn.isHealthy, healthyCheckers: turn.healthyCheckers))
    }
    for change in monitor.takeChanges() where isWatched(change.id) {
      record(.status(check: change.id, isHealthy: change.isHealthy, reason: "\(change.reason)"))
    }
    if let snapshot = monitor.takeSnapshot() { names.health = snapshot }
  }

  private func isWatched(_ id: String) -> Bool { drill.checks.contains { $0.id == id } }
}
