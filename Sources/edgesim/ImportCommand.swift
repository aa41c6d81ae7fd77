import ArgumentParser

/// `edgesim import`: configuration from elsewhere.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Make configuration files out of what AWS and cli53 print.",
    subcommands: [ImportRoute53.self, ImportCloudFront.self, ImportCLI53.self])
}
