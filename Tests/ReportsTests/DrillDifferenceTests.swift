import Foundation
import Reports
import Simulation
import Testing

struct DrillDifferenceTests {
  private static func report(_ change: (inout DrillReport) -> Void = { _ in }) throws -> DrillReport {
    let text = """
      [{"name": "outage", "seed": 1, "durationSeconds": 100, "timeScale": 1, "isMet": true,
        "expectations": [{"expected": "failed < 1 %", "measured": "0.5 %", "isMet": true},
                         {"expected": "detection < 30s", "measured": "35.0 s", "isMet": false}],
        "violations": [], "figures": [{"name": "rto.p90", "unit": "seconds", "value": 70.5}],
        "events": [{"at": 10, "name": "break", "text": "fault on o.test: refuse"}],
        "detections": [{"check": "web", "status": "Unhealthy", "event": "break", "seconds": 28.2}],
        "checkers": [], "places": [], "timeline": [],
        "tiers": [{"tier": "edge", "distribution": "E1", "behavior": "*", "before": {"requests": 10, "hitRatio": 0.9},
                   "during": {"requests": 0}, "after": {"requests": 10, "hitRatio": 0.8}}]}]
      """
    var report = try #require(DrillReport.decode(Array(text.utf8))?.first)
    change(&report)
    return report
  }

  @Test func `a report and itself: no difference`() throws {
    let difference = DrillDifference([try Self.report()], [try Self.report()])
    #expect(difference.rows.isEmpty)
    #expect(difference.table == "no difference")
    #expect(!difference.isWorse)
  }

  @Test(
    arguments: [
      (true, true, nil), (true, false, true), (false, true, false), (false, false, nil),
    ] as [(Bool, Bool, Bool?)])
  func `a verdict is worse when it was met before`(before: Bool, after: Bool, isWorse: Bool?) throws {
    let first = try Self.report { $0.expectations[0].isMet = before }
    let second = try Self.report {
      $0.expectations[0].isMet = after
      $0.expectations[0].measured = "2.0 %"
    }
    let difference = DrillDifference([first], [second])
    #expect(difference.rows.map(\.kind) == [.verdict])
    #expect(difference.rows[0].isWorse == isWorse)
    #expect(difference.isWorse == (isWorse == true))
  }

  @Test func `other files or another release are told, and are no other run`() throws {
    func report(_ configuration: String, _ version: String) throws -> DrillReport {
      try Self.report {
        $0.run = RunIdentity(seed: 1, configuration: configuration, data: "d", version: version)
      }
    }
    let difference = DrillDifference([try report("a1", "1.0")], [try report("b2", "1.1")])
    #expect(difference.rows.map(\.kind) == [.source, .source])
    #expect(difference.rows.map(\.what) == ["configuration", "edgesim"])
    #expect(difference.rows.map(\.second) == ["b2", "1.1"])
    #expect(difference.table.hasPrefix("outage: the same seed and drill"))
    #expect(!difference.isWorse)
    let same = DrillDifference([try report("a1", "1.0")], [try report("a1", "1.0")])
    #expect(same.rows.isEmpty)
  }

  @Test func `an invariant that is broken is worse; an expectation that is new or gone is neither`() throws {
    var difference = DrillDifference(
      [try Self.report()], [try Self.report { $0.violations = ["time goes back"] }])
    #expect(difference.isWorse)
    #expect(difference.rows[0].second == "FAILED: time goes back")
    let less = try Self.report { $0.expectations.removeLast() }
    difference = DrillDifference([less], [try Self.report()])
    #expect(difference.rows.map(\.first) == [nil])
    #expect(difference.isWorse, "a new expectation that is not met")
    difference = DrillDifference([try Self.report()], [less])
    #expect(difference.rows.map(\.second) == [nil])
    #expect(!difference.isWorse)
  }

  @Test func `identity, figures, detection and tiers are told where they differ`() throws {
    let second = try Self.report {
      $0.seed = 2
      $0.figures[0].value = nil
      $0.figures.append(.init(name: "cost", unit: .dollars, value: 3))
      $0.detections[0].seconds = 29
      $0.events[0].at = 20
      $0.tiers[0].after.hitRatio = 0.5
    }
    let difference = DrillDifference([try Self.report()], [second])
    #expect(
      difference.rows.map { "\($0.kind.rawValue) \($0.what): \($0.first ?? "-") to \($0.second ?? "-")" } == [
        "identity seed: 1 to 2",
        "identity event break: fault on o.test: refuse at 10 s to fault on o.test: refuse at 20 s",
        "figure rto.p90: 70.5 s to never", "figure cost: - to 3.00 USD",
        "detection web Unhealthy after break: 28.2 s to 29 s",
        "tier edge E1 *: 90 %, -, 80 % to 90 %, -, 50 %",
      ])
    #expect(difference.table.contains("outage: NOT the same run, see identity"))
    #expect(difference.tsv.allSatisfy { $0.count == DrillDifference.tsvHeader.count })
    #expect(difference.json.contains("\"isWorse\" : false"))
  }

  @Test func `drills are found by their names`() throws {
    let other = try Self.report { $0.name = "other" }
    let difference = DrillDifference([try Self.report()], [other])
    #expect(
      difference.rows.map { [$0.drill, $0.first ?? "-", $0.second ?? "-"] }
        == [["outage", "there", "-"], ["other", "-", "there"]])
  }

  @Test(arguments: ["", "{}", "[1]", #"[{"name": "x"}]"#])
  func `what is no report is refused`(text: String) { #expect(DrillReport.decode(Array(text.utf8)) == nil) }
}
