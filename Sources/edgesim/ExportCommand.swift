import ArgumentParser

/// `edgesim export`: configuration for elsewhere.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print zone files as another system has them.",
    subcommands: [ExportRoute53.self])
}
