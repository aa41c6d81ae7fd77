import Simulation

/// A page of HTML about a sweep: the front of two objectives, and a table of all combinations.
package enum SweepPage {
  package static func html(_ report: SweepReport) -> String {
    let plan = report.plan
    let objectives = report.objectives
    let words = objectives.map { "\($0.name) (\($0.isGain ? "more" : "less") is better)" }.joined(
      separator: " and ")
    let plot = SweepPlot(report: report).svg.map { svg in
      """
      <h2>\(DrillReport.escaped(objectives.map(\.name).prefix(2).joined(separator: " against ")))</h2>
      <p class="note">Points are medians over the seeds, their lines reach from the 10th to the 90th percentile. Those in colour \
      are on the Pareto front: no other combination is better in \(DrillReport.escaped(words)).</p>
      \(svg)
      """
    }
    let header = plan.axes.map(\.name) + report.columns.map { "\($0.name)" }
    let rows = report.cells.map { cell in
      cell.values.map(DrillReport.escaped)
        + report.columns.map { figure -> String in
          guard let band = cell.bands[figure.name] else { return "–" }
          return figure.unit.text(band.median)
            + (SweepReport.range(band, figure).map { "<br><span class=\"muted\">\($0)</span>" } ?? "")
        }
    }
    let body = """
      <h1>\(DrillReport.escaped(plan.drill))</h1>
      <p>\(DrillReport.escaped(report.heading)). Seeds \(Self.list(plan.seeds)). Configuration \(DrillReport.escaped(plan.configuration)).</p>
      \(plot ?? "")
      <h2>All combinations</h2>
      <p class="note">Medians, and from the 10th to the 90th percentile over the seeds. Shaded rows are on the front. \
      cost is in USD for 30 days like this one: \(plan.prices.millionQueries) a million DNS queries, \
      \(plan.prices.check) a health check and \(plan.prices.fastInterval) more for an interval of 10 s. queries are those that \
      authoritative servers answer, a second.</p>
      \(PageStyle.table(
        header.map(DrillReport.escaped), rows, numbers: Set(0..<header.count),
        marked: Set(report.cells.indices.filter { report.cells[$0].isOnFront })))
      """
    return PageStyle.page(title: "Sweep: \(plan.drill)", body: body)
  }

  private static func list(_ seeds: [UInt64]) -> String {
    guard let first = seeds.first, let last = seeds.last, seeds.count > 3 else {
      return seeds.map { "\($0)" }.joined(separator: ", ")
    }
    return "\(first) to \(last)"
  }
}
