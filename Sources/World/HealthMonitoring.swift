import Health
import Primitives

/// What a run needs of a health monitor.
protocol HealthMonitoring {
  var nextWake: Instant? { get }
  var hasChanges: Bool { get }
  mutating func advance(to now: Instant, start: (HealthMonitor.Probe) -> Void)
  func checker(of probe: HealthMonitor.Probe) -> HealthMonitor.CheckerPlace
  mutating func report(_ outcome: ProbeOutcome, for probe: HealthMonitor.Probe, at now: Instant)
  mutating func setAlarms(_ states: [String: AlarmState], at now: Instant)
  mutating func setAlarm(_ state: AlarmState, of check: Int, at now: Instant)
  mutating func setRoutingControl(isOn: Bool, of check: Int, at now: Instant)
  mutating func force(_ status: ForcedStatus, _ check: Int, until: Instant?, at now: Instant)
  mutating func takeTurns() -> [CheckerTurn]
  mutating func takeChanges() -> [StatusChange]
  mutating func takeSnapshot() -> HealthSnapshot?
}

extension HealthMonitor: HealthMonitoring {}
