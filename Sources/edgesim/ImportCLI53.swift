import ArgumentParser
import Configuration

/// `edgesim import cli53`.
struct ImportCLI53: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cli53", abstract: "Import a zone file that cli53 exported.",
    discussion: """
      Reads what `cli53 export --full NAME` or `cli53 export NAME` wrote and writes ZONE.zone. Octal escapes are mended; what
      cli53 does not write cannot be, and is said. `edgesim import route53` loses nothing.
      """)

  @OptionGroup var output: ImportOutput
  @Argument(help: "A zone file of cli53.") var file: String

  func run() throws {
    let (imported, diagnostics) = CLI53Import.read(try output.read(file), file: file)
    try output.write(imported.map { [$0] } ?? [], diagnostics)
  }
}
