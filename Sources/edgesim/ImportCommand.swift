import ArgumentParser

/// `edgesim import`: configuration from elsewhere.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make zone files out of exported configuration.",
    subcommands: [ImportRoute53.self, ImportCLI53.self])
}
