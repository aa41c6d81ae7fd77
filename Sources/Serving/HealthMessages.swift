import EventLoop
import Health
import Simulation

/// What the control thread asks of the thread of the health checks.
enum HealthMessage: Sendable {
  /// Watch these from now on; `applied` comes back.
  case apply(HealthPlan)
  case partition([SocketAddress: [CheckerSelection]])
  /// `answer` comes back, with the number.
  case ask(number: Int, HealthQuestion)
  /// A command that was told of a change has ended.
  case commandEnded(status: Int32)
  /// End now.
  case stop
}

/// What the control thread is told.
enum HealthReport: Sendable {
  /// What checkers found, and what came of it: for a drill.
  case observed([CheckerTurn], [StatusChange])
  /// Statuses have changed.
  case changed(HealthSnapshot)
  /// The new plan is followed; statuses are numbered as in it from here on.
  case applied(HealthSnapshot)
  case answer(number: Int, HealthAnswer)
}

/// What an operator asks, or tells the checks.
enum HealthQuestion: Sendable {
  case list
  case status(id: String)
  case force(id: String, ForcedStatus, for: Duration?)
  case alarm(id: String, AlarmState)
  case routingControl(id: String, isOn: Bool)
}

enum HealthAnswer: Sendable {
  case list([HealthCheckStatus])
  /// Of the check that was asked about, after what was asked.
  case one(HealthCheckStatus)
  /// Why not, with the status of HTTP for it.
  case refused(UInt16, String)
}
