import ArgumentParser
import Zones

/// `edgesim zone diff`.
struct ZoneDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show the records that one zone file has and another has not.",
    discussion: """
      Records only in the first file are printed after '-', then those only in the second after '+'. Exits with 0 if
      both are the same zone, with 1 if they differ, with 2 if one has an error.
      """)

  @OptionGroup var options: ZoneFileOptions
  @Argument(help: "A zone file.") var first: String
  @Argument(help: "Another.") var second: String

  func run() throws {
    let (before, after) = (try options.zone(first, failure: 2), try options.zone(second, failure: 2))
    let (old, new) = (lines(before), lines(after))
    CanonicalText(before).forEachLine { if !new.contains($0) { print("-", $0) } }
    CanonicalText(after).forEachLine { if !old.contains($0) { print("+", $0) } }
    if old != new { throw ExitCode(1) }
  }

  private func lines(_ zone: Zone) -> Set<String> {
    var lines: Set<String> = []
    CanonicalText(zone).forEachLine { lines.insert($0) }
    return lines
  }
}
