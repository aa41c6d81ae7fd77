import Configuration
import Foundation
import Health
import Primitives
import Simulation
import Testing
import World

/// The example lab and its drills on the virtual clock.
@Suite struct VirtualDrillTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let lab: LabConfiguration = {
    let (lab, diagnostics) = LabConfiguration.load(zones: "\(root)/zones", edgeConfig: "\(root)/edge-config")
    guard let lab else { fatalError("\(diagnostics)") }
    return lab
  }()
  static let site = lab.virtualSite()

  static func drill(_ name: String) throws -> Drill {
    let (drill, diagnostics) = DrillReader.load("\(root)/edge-config/drills/\(name).yaml", for: lab)
    return try #require(drill, "\(diagnostics)")
  }

  static let book = DrillReader.paths(in: "\(root)/edge-config").paths

  @Test("The drills of the example lab end as they expect, at any seed", arguments: book)
  func examples(path: String) throws {
    let (found, diagnostics) = DrillReader.load(path, for: Self.lab)
    let drill = try #require(found, "\(diagnostics)").inRealTime
    let (site, seeds) =
      drill.population == nil ? (Self.site, 1...3 as ClosedRange<UInt64>) : (VirtualUsersTests.site, 6...6)
    for seed in seeds {
      let timeline = VirtualDrill.run(drill, at: site, seed: seed)
      #expect(timeline.violations == [], "seed \(seed)")
      for verdict in drill.verdicts(on: timeline) {
        #expect(verdict.isMet, "seed \(seed): \(verdict.expected): \(verdict.measured)")
      }
    }
  }

  /// What is refused is to change nothing.
  static let telling = book.filter { !$0.contains("/refused-") }

  @Test("Where nothing breaks, the drills of the example lab do not end as they expect", arguments: telling)
  func unbroken(path: String) throws {
    let (found, diagnostics) = DrillReader.load(path, for: Self.lab)
    var drill = try #require(found, "\(diagnostics)").inRealTime
    // What is not there few users do not see either.
    drill.population?.clients = 200
    drill.population?.workload.requestsPerSecond = 5
    for event in drill.events.indices {
      drill.events[event].action = .restore(pop: "ICN57-C1")
      drill.events[event].ramp = .zero
    }
    let site = drill.population == nil ? Self.site : VirtualUsersTests.site
    let timeline = VirtualDrill.run(drill, at: site, seed: 6)
    #expect(drill.verdicts(on: timeline).contains { !$0.isMet })
    #expect(
      drill.steadyState.isEmpty == false && drill.guardrails.isEmpty == false && drill.hypothesis != nil)
  }

  @Test("The same seed gives the same timeline, another one another")
  func deterministic() throws {
    let drill = try Self.drill("primary-outage").inRealTime
    let runs = ([1, 1, 2] as [UInt64]).map { "\(VirtualDrill.run(drill, at: Self.site, seed: $0))" }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  @Test("A check that 13 of 16 checkers cannot reach stays healthy; with 14 it does not")
  func quorum() throws {
    let drill = try Self.drill("partition").inRealTime
    let timeline = VirtualDrill.run(drill, at: Self.site, seed: 7)
    let change = try #require(timeline.statuses.first)
    let fourteen = try #require(drill.events.first { $0.name == "fourteen" })
    #expect(!change.isHealthy && change.at >= fourteen.at)
  }

  @Test(
    "Requests through a point of presence: the first is a miss, and what an outage does to an expired object")
  func edge() throws {
    let drill = Drill(
      name: "edge", duration: .seconds(60),
      places: [
        Drill.Place(
          name: "Seoul", subnet: IPPrefix("203.0.113.0/24")!,
          url: URLParts(host: "www.example.com", path: "/index.html"), queriesPerSecond: 1,
          requestsPerSecond: 2)
      ], events: [], expectations: [], checks: [])
    let timeline = VirtualDrill.run(drill, at: Self.site, seed: 1)
    #expect(timeline.requests.count > 100)
    #expect(timeline.requests.allSatisfy { !$0.hasFailed })
  }
}
