import ArgumentParser
import Zones

/// `edgesim zone print`.
struct ZonePrint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print", abstract: "Print a zone in canonical form.",
    discussion: """
      One record a line with its absolute name, in canonical order (RFC 4034 section 6), the SOA record first. Reading
      what was printed gives the same zone. Exits with 2 if the file has an error.
      """)

  @OptionGroup var options: ZoneFileOptions
  @Argument(help: "A zone file.") var file: String

  func run() throws {
    let zone = try options.zone(file, failure: 2)
    CanonicalText(zone).forEachLine { print($0) }
  }
}
