import FoundationEssentials
import Simulation

/// A sweep ready to be printed: as a table, lines of TSV, JSON.
package struct SweepReport: Sendable {
  package let result: SweepResult
  package let cells: [SweepSummary.Cell]

  package init(_ result: SweepResult) {
    (self.result, cells) = (result, SweepSummary(result).cells)
  }

  var plan: SweepPlan { result.plan }
  var objectives: [DrillFigure] { plan.objectives.compactMap(DrillFigure.named) }

  /// The objectives, and what else there is to know at a glance, where it was measured.
  var columns: [DrillFigure] {
    let usual = [
      "rto.p50", "rto.p90", "detection", "failed", "refused", "pop_utilization.peak",
      "origin_utilization.peak",
      "hit_ratio", "queries", "cost", "expectations",
    ]
    let names = plan.objectives + usual.filter { !plan.objectives.contains($0) }
    return names.compactMap(DrillFigure.named).filter { figure in
      cells.contains { $0.bands[figure.name] != nil }
    }
  }

  /// `median (low to high)`, or the median alone where all seeds gave the same.
  static func text(_ band: Band?, _ figure: DrillFigure) -> String {
    guard let band else { return "-" }
    let range = range(band, figure)
    return figure.unit.text(band.median) + (range.map { " (\($0))" } ?? "")
  }

  /// The unit stands once where it is the same. Nil: there is nothing but the median.
  static func range(_ band: Band, _ figure: DrillFigure) -> String? {
    let (low, high) = (figure.unit.text(band.low), figure.unit.text(band.high))
    guard low != high else { return nil }
    let (first, last) = (low.split(separator: " "), high.split(separator: " "))
    return first.count == 2 && first.last == last.last ? "\(first[0]) to \(high)" : "\(low) to \(high)"
  }

  // MARK: For people

  package var table: String {
    let header = [""] + plan.axes.map { $0.name.uppercased() } + columns.map { $0.name.uppercased() }
    let rows = cells.map { cell in
      [cell.isOnFront ? "*" : ""] + cell.values
        + columns.map { Self.text(cell.bands[$0.name], $0) }
    }
    let lines = TextTable.lines(header, rows, rightAligned: Set(1..<header.count))
    return ([heading, ""] + lines + ["", legend]).joined(separator: "\n")
  }

  var heading: String {
    let seeds = plan.seeds.count == 1 ? "1 seed" : "\(plan.seeds.count) seeds"
    return "\(plan.drill): \(cells.count) combinations, \(seeds) each (the same for all)"
  }

  var legend: String {
    let words = objectives.map { "\($0.name) (\($0.isGain ? "more" : "less") is better)" }.joined(
      separator: " and ")
    return
      "* nothing else is better in \(words). Figures are medians over the seeds, and where 80 % of them lie."
  }

  // MARK: For programs

  /// A line for each combination and figure.
  package var tsv: [[String]] {
    cells.flatMap { cell in
      DrillFigure.all.compactMap { figure -> [String]? in
        guard let band = cell.bands[figure.name] else { return nil }
        return cell.values + [
          cell.isOnFront ? "front" : "", figure.name, "\(band.median)", "\(band.low)", "\(band.high)",
        ]
      }
    }
  }

  package var tsvHeader: [String] {
    plan.axes.map(\.name) + ["FRONT", "FIGURE", "MEDIAN", "P10", "P90"]
  }

  private struct Document: Codable {
    var plan: SweepPlan
    var runs: [SweepResult.Run]
    var cells: [SweepSummary.Cell]?
  }

  package var json: String {
    Self.encoded(Document(plan: plan, runs: result.runs, cells: cells))
  }

  /// Of some tasks: what `decode` reads.
  package static func json(share: SweepResult) -> String {
    encoded(Document(plan: share.plan, runs: share.runs, cells: nil))
  }

  private static let endless = "never"

  private static func encoded(_ document: Document) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: endless, negativeInfinity: "-\(endless)", nan: "nothing")
    // Nothing in these types can fail to encode.
    return String(decoding: (try? encoder.encode(document)) ?? Data("{}".utf8), as: UTF8.self)
  }

  package struct Unreadable: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads what `json` or `json(share:)` wrote.
  package static func decode(_ octets: [UInt8]) throws(Unreadable) -> SweepResult {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: endless, negativeInfinity: "-\(endless)", nan: "nothing")
    guard let document = try? decoder.decode(Document.self, from: Data(octets)) else {
      throw Unreadable(
        description: "is no result of edgesim sweep; expected what --task or --format json wrote")
    }
    guard document.plan.isSound else {
      throw Unreadable(description: "is of a sweep without seeds or values: its plan is damaged")
    }
    return SweepResult(plan: document.plan, runs: document.runs)
  }
}
