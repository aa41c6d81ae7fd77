import ArgumentParser
import EventLoop
import Reports

/// `edgesim drill diff`: two reports side by side.
struct DrillDiff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Say what changed from one report of drills to another.",
    discussion: """
      Compares what `edgesim drill --format json` wrote, drill by drill, and prints what differs alone: identity (seed, length, users, \
      events), verdicts, figures, detection, places, shares of destinations, hit ratios (before, during, after).

        edgesim drill FILE --seed 1 --format json > before.json
        edgesim drill FILE --seed 1 --format json > after.json
        edgesim drill diff before.json after.json

      Where the seed or the drill differs, figures differ by chance, too: run both with one --seed, or `edgesim sweep` over many.

      Exits with 1 when a verdict of the second is worse, 0 when none is, 2 when a file is no report.
      """)

  @Argument(help: "The report to compare with.") var first: String
  @Argument(help: "The report that is judged.") var second: String
  @Option(help: "table, json or tsv.") var format: AdminOptions.Format = .table

  func run() throws {
    let difference = DrillDifference(try read(first), try read(second))
    switch format {
    case .table: print(difference.table)
    case .json: print(difference.json)
    case .tsv:
      for row in [DrillDifference.tsvHeader] + difference.tsv { print(row.joined(separator: "\t")) }
    }
    if difference.isWorse { throw ExitCode(1) }
  }

  private func read(_ path: String) throws -> [DrillReport] {
    do {
      if let reports = DrillReport.decode(try TextFile.read(path)) { return reports }
      printError("\(path): is no report; expected what edgesim drill --format json wrote")
    } catch {
      printError("\(error)")
    }
    throw ExitCode(2)
  }
}
