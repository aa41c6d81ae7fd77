import Simulation

/// A page of HTML about drills, with everything in it: it can be mailed, and opens without a network.
package enum DrillPage {
  package static func html(_ drills: [(report: DrillReport, plot: DrillPlot)]) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(DrillReport.escaped(drills.map(\.report.name).joined(separator: ", ")))</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: currentColor; }
    table { border-collapse: collapse; margin: 1rem 0; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top; }
    tr { border-bottom: 1px solid #8884; } .ok { color: #2a7d2a; } .failed { color: #cc3333; font-weight: bold; }
    </style>
    </head>
    <body>
    \(drills.map(section).joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static func section(_ drill: (report: DrillReport, plot: DrillPlot)) -> String {
    let report = drill.report
    func seconds(_ number: Double?) -> String { number.map { "\(DrillReport.text($0)) s" } ?? "–" }
    let expectations = table(
      ["", "Expected", "Measured"],
      report.expectations.map {
        [mark($0.isMet), DrillReport.escaped($0.expected), DrillReport.escaped($0.measured)]
      })
    let detections = table(
      ["Check", "Status", "After", "Measured", "Computed"],
      report.detections.map {
        [
          DrillReport.escaped($0.check), $0.status, DrillReport.escaped($0.event), seconds($0.seconds),
          seconds($0.computedSeconds),
        ]
      })
    let places = table(
      ["Place", "Queries", "Unanswered", "Requests", "Failed", "From", "To"],
      report.places.map {
        [
          DrillReport.escaped($0.name), "\($0.queries)", "\($0.unanswered)", "\($0.requests)", "\($0.failed)",
          seconds($0.firstFailed), seconds($0.lastFailed),
        ]
      })
    let timeline = table(
      ["At", "What", "Of", ""],
      report.timeline.map {
        [seconds($0.at), $0.kind, DrillReport.escaped($0.subject), DrillReport.escaped($0.text)]
      })
    return """
      <h1>\(DrillReport.escaped(report.name))</h1>
      <p>\(mark(report.isMet)) \(seconds(report.durationSeconds)), \(DrillReport.text(report.timeScale)) times as fast as \
      life, seed \(report.seed).</p>
      \(drill.plot.svg)
      \(expectations)
      \(detections)
      \(places)
      <details><summary>Timeline</summary>
      \(timeline)
      </details>
      """
  }

  private static func mark(_ isMet: Bool) -> String {
    isMet ? "<span class=\"ok\">ok</span>" : "<span class=\"failed\">FAILED</span>"
  }

  /// Cells are HTML.
  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "" }
    let head = header.map { "<th>\($0)</th>" }.joined()
    let body = rows.map { "<tr>\($0.map { "<td>\($0)</td>" }.joined())</tr>" }.joined(separator: "\n")
    return "<table>\n<tr>\(head)</tr>\n\(body)\n</table>"
  }
}
