import ArgumentParser

/// `edgesim drill`: runs drills, and compares what came of them.
struct DrillCommands: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract: "Rehearse an outage: break an origin, see who is answered what, and when.",
    subcommands: [DrillCommand.self, DrillDiff.self], defaultSubcommand: DrillCommand.self)
}
