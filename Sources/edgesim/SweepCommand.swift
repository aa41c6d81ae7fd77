import ArgumentParser

/// `edgesim sweep`: one drill under many settings.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a drill under all combinations of some settings, and see which are best.",
    subcommands: [SweepRun.self, SweepMerge.self], defaultSubcommand: SweepRun.self)
}
