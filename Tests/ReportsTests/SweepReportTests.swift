import Foundation
import FoundationXML
import Reports
import Simulation
import Testing

struct SweepReportTests {
  private let plan = SweepPlan(
    drill: "a <drill>", configuration: "0123", axes: [.init(name: "ttl", values: ["20", "300"])],
    seeds: [1, 2],
    objectives: ["rto.p90", "cost"])

  private func runs(_ tasks: [Int]) -> [SweepResult.Run] {
    tasks.map { task in
      .init(
        task: task,
        figures: ["rto.p90": task < 3 ? 70.1 + Double(task) : .infinity, "cost": task < 2 ? 6 : 3.25])
    }
  }

  private var report: SweepReport { SweepReport(SweepResult(plan: plan, runs: runs([0, 1, 2, 3]))) }

  @Test func `the table: medians, bands, the front`() {
    #expect(
      report.table
        == """
        a <drill>: 2 combinations, 2 seeds each (the same for all)

           TTL                  RTO.P90  COST
        *   20  70.6 s (70.2 to 71.0 s)  6.00
        *  300                    never  3.25

        * nothing else is better in rto.p90 (less is better) and cost (less is better). Figures are medians over the seeds, and where 80 % of them lie.
        """)
  }

  @Test func `shares merge to the octets of the whole, what never came included`() throws {
    let shares = try [[3, 0], [1, 2]].map { tasks in
      try SweepReport.decode(
        Array(SweepReport.json(share: SweepResult(plan: plan, runs: runs(tasks))).utf8))
    }
    let merged = try #require(try SweepResult.merged(shares))
    #expect(SweepReport(merged).json == report.json)
    #expect(SweepReport(merged).table == report.table)
    #expect(SweepPage.html(SweepReport(merged)) == SweepPage.html(report))
    // The whole is a share, too.
    #expect(try SweepReport.decode(Array(report.json.utf8)).runs == runs([0, 1, 2, 3]))
  }

  @Test(arguments: ["", "[]", "{}", #"{"plan": 1, "runs": []}"#])
  func `what is no result is refused`(text: String) {
    #expect(throws: SweepReport.Unreadable.self) { try SweepReport.decode(Array(text.utf8)) }
  }

  @Test func `a plan that nobody can run is refused`() {
    var plan = plan
    plan.seeds = []
    let text = SweepReport.json(share: SweepResult(plan: plan, runs: []))
    #expect(throws: SweepReport.Unreadable.self) { try SweepReport.decode(Array(text.utf8)) }
  }

  @Test func `tsv: a line for each combination and figure`() {
    #expect(report.tsvHeader == ["ttl", "FRONT", "FIGURE", "MEDIAN", "P10", "P90"])
    #expect(report.tsv.count == 4)
    #expect(report.tsv[1] == ["20", "front", "cost", "6.0", "6.0", "6.0"])
  }

  @Test func `the page holds everything, escaped, and its plot is well-formed`() throws {
    let page = SweepPage.html(report)
    #expect(!page.contains("<drill>"))
    #expect(!page.contains("src=") && !page.contains("href="))
    let start = try #require(page.range(of: "<svg")), end = try #require(page.range(of: "</svg>"))
    #expect(XMLParser(data: Data(page[start.lowerBound..<end.upperBound].utf8)).parse())
  }
}
