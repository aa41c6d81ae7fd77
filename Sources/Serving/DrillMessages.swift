import EventLoop
import Health
import Simulation

/// What the driver of a drill tells the control thread.
enum DrillMessage: Sendable {
  /// Bring this about.
  case act(Drill.Action)
  /// The drill is over, and this is what was seen.
  case ended(Result<Timeline, SystemError>)
}

/// What the driver of a drill is told.
enum DriverMessage: Sendable {
  case observed([CheckerTurn], [StatusChange])
  /// End now.
  case stop
}
