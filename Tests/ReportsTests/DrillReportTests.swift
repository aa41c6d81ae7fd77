import Foundation
import FoundationXML
import Health
import Primitives
import Reports
import Simulation
import Testing

struct DrillReportTests {
  private let drill: Drill
  private let timeline: Timeline

  init() throws {
    let url = URLParts(host: "www.shop.example")
    let place = Drill.Place(
      name: "A & <B>", subnet: IPPrefix("10.0.0.0/24")!, url: url, queriesPerSecond: 1, requestsPerSecond: 1)
    var config = HealthCheckConfig(type: .http)
    config.requestInterval = 10
    drill = Drill(
      name: "outage", duration: .seconds(100), timeScale: 10, places: [place],
      events: [
        Drill.Event(
          at: .seconds(10), name: "break",
          action: .fault(origin: "o.test", try ServerFault(words: ["refuse"])))
      ],
      expectations: [
        Drill.Expectation(.becomes(check: "web", isHealthy: false, .formula), after: 0),
        Drill.Expectation(.failedRequests(place: 0, atMost: 0)),
      ], checks: [WatchedCheck(id: "web", config: config, checkersPerRegion: 2, origin: "o.test")])
    var timeline = Timeline(places: 1, events: 1)
    timeline.record(.answer(place: 0, .addresses([IPAddress("192.0.2.1")!])), at: .seconds(1))
    timeline.record(.event(0), at: .seconds(10))
    timeline.record(
      .request(place: 0, began: .milliseconds(12_500), failure: "status 502"), at: .seconds(13))
    timeline.record(.status(check: "web", isHealthy: false, reason: "2 of 16"), at: .seconds(40))
    timeline.record(.answer(place: 0, .addresses([IPAddress("192.0.2.2")!])), at: .seconds(41))
    self.timeline = timeline
  }

  private var report: DrillReport { DrillReport(drill, timeline, seed: 7) }

  @Test("what a machine was too slow to ask is told at the top, in the table and in a comparison")
  func shortfall() {
    var slow = timeline
    var shortfall = Shortfall()
    (shortfall.queries, shortfall.dueQueries) = (30, 100)
    slow.shortfall = shortfall
    let words = "30 of 100 queries (30.0 %) were not asked; give it a lower timeScale than 10"
    let lines = DrillReport(drill, slow, seed: 7).table.split(separator: "\n")
    #expect(lines[2].hasSuffix(words))
    #expect(!report.table.contains("too slow"))
    #expect(DrillComparison(drill, timeline, slow).table.contains(words))
    #expect(!DrillComparison(drill, timeline, timeline).table.contains("too slow"))
    #expect(DrillReport.json([DrillReport(drill, slow, seed: 7)]).contains("\"dueQueries\" : 100"))
    #expect(!DrillReport.json([report]).contains("shortfall"))
  }

  @Test func `the table has the timeline, detection beside the formula, places and expectations`() {
    let parts = report.table.components(separatedBy: "\n\n")
    #expect(
      parts.dropLast(2).joined(separator: "\n\n") == """
        outage: NOT as expected (1 of 2 expectations met)
        100 s, 10 times as fast as life, seed 7

          AT  WHAT      OF
         1 s  answers   A & <B>  is answered 192.0.2.1
        10 s  event     break    fault on o.test: refuse
        13 s  requests  A & <B>  first failed request: status 502
        13 s  requests  A & <B>  last failed request, of 1: status 502
        40 s  status    web      is Unhealthy: 2 of 16
        41 s  answers   A & <B>  is answered 192.0.2.2 instead of 192.0.2.1

        CHECK  STATUS     AFTER  MEASURED  COMPUTED
        web    Unhealthy  break      30 s    28.2 s

        PLACE    QUERIES  UNANSWERED  REQUESTS  FAILED  FROM    TO
        A & <B>        2           0         1       1  13 s  13 s
        """)
    let folded = parts.last?.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    let figures = parts.dropLast().last?.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
      figures == [
        "FIGURE VALUE", "detection 30.0 s", "failed 100.0 %", "healthy 0", "expectations 50.0 %",
        "queries 0.02 /s", "probes 0.00 /s", "origin_requests 0.00 /s", "cost 2.77 USD",
      ])
    #expect(
      folded == [
        "EXPECTED MEASURED",
        "ok web is Unhealthy when the formula says, within one request interval, after 'break' after 30.0 s, computed 28.2 s",
        "FAILED A & <B>: at most 0 failed requests 1 of 1",
      ])
  }

  @Test func `JSON is a list of reports that reads back, tsv a line for each thing`() throws {
    let reports = try JSONDecoder().decode(
      [DrillReport].self, from: Data(DrillReport.json([report, report]).utf8))
    #expect(reports.count == 2)
    #expect(reports[0].detections[0].computedSeconds == 28.235)
    #expect(reports[0].isMet == false)
    #expect(report.tsv.count == 8)
    #expect(report.tsv.allSatisfy { $0.count == DrillReport.tsvHeader.count })
    #expect(report.tsv[1] == ["outage", "10", "event", "break", "fault on o.test: refuse"])
    #expect(report.tsv[7] == ["outage", "", "FAILED", "A & <B>: at most 0 failed requests", "1 of 1"])
  }

  @Test func `JUnit counts failures and escapes`() throws {
    let xml = DrillReport.junit([report])
    #expect(xml.contains(#"<testsuite name="outage" tests="2" failures="1" time="10.0">"#))
    #expect(xml.contains(#"name="A &amp; &lt;B&gt;: at most 0 failed requests">"#))
    #expect(xml.contains(#"<failure message="1 of 1"/>"#))
    #expect(XMLCheck.isWellFormed(xml))
  }

  @Test func `the page holds everything, and its plot is well-formed`() {
    let plot = DrillPlot(drill, timeline)
    #expect(XMLCheck.isWellFormed(plot.svg))
    #expect(plot.svg.contains("A &amp; &lt;B&gt; is answered 192.0.2.2 from 41.0 s"))
    #expect(plot.svg.contains("1 of 1 requests failed at 12.1 s"))
    let html = DrillPage.html([(report, plot)])
    #expect(html.contains(plot.svg))
    #expect(!html.contains("<B>"))
    #expect(!html.contains("src=") && !html.contains("http:") && !html.contains("https:"))
  }

  @Test func `one run, one page`() {
    let pages = (0..<2).map { _ in DrillPage.html([(report, DrillPlot(drill, timeline))]) }
    #expect(pages[0] == pages[1])
  }
}

private enum XMLCheck {
  static func isWellFormed(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }
}
