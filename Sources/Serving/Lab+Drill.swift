import Configuration
import EventLoop
import Logging
import Simulation

extension Lab {
  /// The drill was stopped before its end.
  package struct Interrupted: Error {
    package init() {}
  }

  /// Runs a drill live: this lab on ports of its own choice, in this process, and a driver that asks it. Says nothing on
  /// standard output. `tell` gets a line each second.
  package static func rehearse(
    _ drill: Drill, in configuration: LabConfiguration, _ options: Options, log: Logger,
    tell: (@Sendable (String) -> Void)?
  ) throws -> Timeline {
    var options = options
    options.isAnnounced = false
    options.timeScale = drill.timeScale
    let lab = try Lab(options, configuration, .none, TLSContexts(), ZoneCache(), log)
    lab.rehearsal = Rehearsal(drill: drill, tell: tell)
    try lab.run()
    guard let result = lab.rehearsal?.result else { throw Interrupted() }
    return try result.get()
  }

  /// What a lab knows of the drill it is started for.
  struct Rehearsal {
    let drill: Drill
    let tell: (@Sendable (String) -> Void)?
    var driver: Mailbox<DriverMessage>?
    var result: Result<Timeline, SystemError>?
  }
}
