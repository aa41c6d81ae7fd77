import Primitives

/// A check whose status has changed, and why.
package struct StatusChange: Hashable, Sendable {
  package enum Reason: Hashable, Sendable, CustomStringConvertible {
    /// So many of the checkers say it is healthy; the failure is the latest one, if one of them failed.
    case checkers(healthy: Int, of: Int, ProbeFailure?)
    case children(healthy: Int, of: Int, threshold: Int)
    case alarm(AlarmState)
    case routingControl(isOn: Bool)
    case forced
    /// It is not forced any more.
    case obeys
    case configuration
    /// It has had this status since the lab knows it.
    case initial

    package var description: String {
      switch self {
      case .checkers(let healthy, let all, let failure):
        "\(healthy) of \(all) checkers report it healthy\(failure.map { "; last failure: \($0.text)" } ?? "")"
      case .children(let healthy, let all, let threshold):
        "\(healthy) of \(all) children are healthy, \(threshold) are needed"
      case .alarm(let state): "its alarm is in state \(state.rawValue)"
      case .routingControl(let isOn): "its routing control is \(isOn ? "on" : "off")"
      case .forced: "forced by the operator"
      case .obeys: "no longer forced by the operator"
      case .configuration: "its configuration has changed"
      case .initial: "so from the start"
      }
    }
  }

  package var check: Int
  package var id: String
  package var isHealthy: Bool
  package var at: Instant
  package var reason: Reason
}

/// What a CloudWatch alarm's metric says (API CloudWatch StateValue).
package enum AlarmState: String, CaseIterable, Hashable, Sendable {
  case ok = "OK"
  case alarm = "ALARM"
  case insufficientData = "INSUFFICIENT_DATA"
}

/// What an operator makes of a check's status.
package enum ForcedStatus: String, CaseIterable, Hashable, Sendable {
  case up, down
  /// Whatever the check itself says.
  case obey
}
