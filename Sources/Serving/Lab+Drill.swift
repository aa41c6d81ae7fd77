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
    lab.rehearsal = Rehearsal(drill: drill, original: configuration, tell: tell)
    try lab.run()
    guard let result = lab.rehearsal?.result else { throw Interrupted() }
    return try result.get()
  }

  /// Brings about what a live run can (`Drill.Action.needsVirtualClock`).
  func act(_ action: Drill.Action) {
    switch action {
    case .fault(let origin, let fault): _ = setFault(fault, of: origin)
    case .clear(let origin): _ = setFault(ServerFault(), of: origin)
    case .edge(let pop, let fault): setFault(fault, ofPop: pop)
    case .force(let check, let status): ask(.force(id: check, status, for: nil)) { _ in }
    case .routingControl(let check, let isOn): ask(.routingControl(id: check, isOn: isOn)) { _ in }
    case .alarm(let check, let state): ask(.alarm(id: check, state)) { _ in }
    case .invalidate(let distribution, let paths):
      rehearsal?.invalidations += 1
      let batch = InvalidationBatch(paths, callerReference: "drill \(rehearsal?.invalidations ?? 0)")
      refusing(action) { () throws(InvalidationBatch.Refused) in _ = try invalidate(batch, of: distribution) }
    case .preload(let distribution):
      refusing(action) { () throws(InvalidationBatch.Refused) in try preload(distribution, pop: nil) }
    case .region(_, let actions): for action in actions { act(action) }
    case .refuse(let file, _):
      rehearsal?.offer(file)
      reload()
    default:
      guard var publication = rehearsal?.publication, let original = rehearsal?.original,
        publication.follow(action)
      else { return }
      rehearsal?.publication = publication
      configuration.follow(publication, of: original, seed: options.tableSeed)
      publish()
    }
  }

  private func refusing(
    _ action: Drill.Action, _ work: () throws(InvalidationBatch.Refused) -> Void
  ) {
    do throws(InvalidationBatch.Refused) { try work() } catch { log.error("\(action): \(error.text)") }
  }
}
