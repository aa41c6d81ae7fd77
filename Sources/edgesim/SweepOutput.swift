import ArgumentParser
import EventLoop
import Reports
import Serving
import Simulation

/// How a sweep is shown, whole or merged.
struct SweepOutput: ParsableArguments {
  @Option(help: "table, json or tsv.") var format: AdminOptions.Format = .table
  @Option(help: ArgumentHelp("Write a page with the Pareto front.", valueName: "file.html"))
  var report: String?

  func write(_ result: SweepResult) throws {
    let sweep = SweepReport(result)
    switch format {
    case .table: print(sweep.table)
    case .json: print(sweep.json)
    case .tsv: for row in [sweep.tsvHeader] + sweep.tsv { print(row.joined(separator: "\t")) }
    }
    if let report { try ReportFile.save(SweepPage.html(sweep), report) }
  }
}
