import Foundation
import Reports
import Simulation
import Testing

struct SwarmReportTests {
  private static let identity = RunIdentity(seed: 7, configuration: "c0ffee", data: "d1ce", version: "1.2")

  private static func report(_ rules: [(UInt64, Violation.Rule)]) -> SwarmReport {
    let broken = rules.map { seed, rule in
      (seed, Violation(rule, at: .seconds(63), place: "<ICN57-C1>", "is \"older\" than it may be"))
    }
    let firsts = Violation.Rule.allCases.compactMap { rule in broken.first { $0.1.rule == rule } }
    return SwarmReport(
      identity: identity, seeds: 100, broken: broken.map { SwarmReport.Broken(seed: $0.0, $0.1) },
      cases: firsts.map { seed, violation in
        SwarmReport.Case(
          seed: seed, violation, drawnEvents: 12, events: 1, file: "swarm-\(seed).yaml",
          command: "edgesim drill swarm-\(seed).yaml --seed \(seed)")
      })
  }

  @Test func `nothing is broken`() {
    let report = Self.report([])
    #expect(report.isMet)
    #expect(
      report.table
        == "100 drills, seeds 7 to 106: none breaks a rule\nseed 7, configuration c0ffee, data d1ce, edgesim 1.2"
    )
    #expect(report.tsv.isEmpty)
    #expect(report.junit.contains(#"tests="\#(Violation.Rule.allCases.count)" failures="0""#))
    #expect(!report.junit.contains("<failure"))
  }

  @Test func `each rule that is broken, with its first case and the number of its seeds`() throws {
    let report = Self.report([(9, .age), (12, .recovery), (30, .age)])
    #expect(!report.isMet)
    let lines = report.table.split(separator: "\n").map(String.init)
    #expect(lines[0] == "100 drills, seeds 7 to 106: 3 break a rule")
    let age = try #require(lines.firstIndex { $0.hasPrefix("BROKEN: age: at 63.0 s, <ICN57-C1>:") })
    #expect(lines[age + 1] == "  2 of 100 seeds; 12 events made 1")
    #expect(lines[age + 2] == "  edgesim drill swarm-9.yaml --seed 9")
    #expect(lines.contains("  1 of 100 seeds; 12 events made 1"))
    #expect(report.tsv.map { $0[0] } == ["9", "12", "30"])
    #expect(report.tsv.map { $0[1] } == ["age", "recovery", "age"])
    #expect(SwarmReport.tsvHeader.count == report.tsv[0].count)
  }

  @Test func `as JSON it is read again, as JUnit it is XML with a case for each rule`() throws {
    let report = Self.report([(9, .age), (12, .recovery), (30, .age)])
    let read = try JSONDecoder().decode(SwarmReport.self, from: Data(report.json.utf8))
    #expect(read.table == report.table)
    #expect(read.identity == Self.identity)
    let junit = report.junit
    #expect(junit.contains(#"tests="\#(Violation.Rule.allCases.count)" failures="2""#))
    #expect(junit.components(separatedBy: "<testcase").count == Violation.Rule.allCases.count + 1)
    #expect(junit.components(separatedBy: "<failure").count == 3)
    #expect(junit.contains("&lt;ICN57-C1&gt;") && junit.contains("&quot;older&quot;"))
    #expect(junit.contains(#"name="scope"/>"#))
  }
}
