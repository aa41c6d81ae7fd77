import Health
import Primitives

/// A file that says in which state CloudWatch alarms are, a line for each: `AlarmName: OK`, `ALARM` or
/// `INSUFFICIENT_DATA` (YAML or JSON). Something else writes it, and it is read again when it has changed.
package struct AlarmFile: Hashable, Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  package var exists: Bool { ConfigurationFile(path: path, diagnostics: DiagnosticCollector()).exists }

  /// The states by the alarms' names; of a file that is not there or empty, none. Nil if something in it is wrong: the
  /// diagnostics tell what.
  package func states() -> (states: [String: AlarmState]?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let states = states(diagnostics)
    return (states, diagnostics.sorted)
  }

  func states(_ diagnostics: DiagnosticCollector) -> [String: AlarmState]? {
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    guard file.exists else { return [:] }
    guard let bytes = file.bytes(limit: Limits.alarmFileBytes) else { return nil }
    // Who writes it may begin with an empty file.
    if bytes.allSatisfy({ [0x09, 0x0A, 0x0D, 0x20].contains($0) }) { return [:] }
    guard let root = file.root() else { return nil }
    guard root.isMap else {
      root.error("the file of alarms has lines 'AlarmName: OK', ALARM or INSUFFICIENT_DATA")
      return nil
    }
    var states: [String: AlarmState] = [:]
    for (name, value) in root.entries() {
      guard let name = name.nonEmptyString(), let state = value.choice(AlarmState.self) else { return nil }
      states[name] = state
    }
    return states
  }
}
