import ArgumentParser
import Configuration
import DNSWire

/// `edgesim import cli53`.
struct ImportCLI53: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cli53", abstract: "Import a zone file that cli53 exported.",
    discussion: """
      Reads what `cli53 export --full NAME` or `cli53 export NAME` wrote and writes ZONE.zone. Octal escapes are mended; what
      cli53 does not write cannot be, and is said. `edgesim import route53` loses nothing.
      """)

  @OptionGroup var output: ImportOutput
  @Option(
    help: ArgumentHelp("The zone's name, where the file has no $ORIGIN.", valueName: "name"))
  var origin: String?
  @Argument(help: "A zone file of cli53.") var file: String

  func run() throws {
    let zone = origin.map { Name($0.hasSuffix(".") ? $0 : $0 + ".") }
    if let origin, zone == .some(nil) { throw ValidationError("'\(origin)' is no domain name") }
    let (imported, diagnostics) = CLI53Import.read(
      try output.read(file), file: file, origin: zone ?? nil)
    try output.write(imported.map { [$0] } ?? [], diagnostics)
  }
}
