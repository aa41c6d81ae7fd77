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

  @Test("The same seed gives the same timeline, another one another")
  func deterministic() throws {
    let drill = try Self.drill("primary-outage").inRealTime
    let runs = ([1, 1, 2] as [UInt64]).map { "\(VirtualDrill.run(drill, at: Self.site, seed: $0))" }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  /// The table of detection and recovery times of the failover model, 16 checkers: means over phases, within 5 s at
  /// intervals of 30 s and 1.5 s at 10 s, as its authors' own Monte Carlo runs.
  @Test(
    "Detection and recovery over checker phases",
    arguments: [
      (30, 3, "refuse", 85, 66), (30, 3, "partition=all", 97, 66), (30, 1, "refuse", 25, 6),
      (30, 1, "partition=all", 29, 6), (10, 3, "refuse", 29, 22), (10, 3, "partition=all", 40, 22),
      (10, 2, "refuse", 18, 12), (10, 2, "partition=all", 26, 12), (10, 1, "refuse", 8, 2),
      (10, 1, "partition=all", 12, 2),
    ] as [(Int, Int, String, Double, Double)])
  func detection(interval: Int, threshold: Int, fault: String, detect: Double, recover: Double) throws {
    var config = HealthCheckConfig(type: .http)
    config.ipAddress = IPAddress("192.0.2.1")
    (config.requestInterval, config.failureThreshold) = (interval, threshold)
    var site = Self.site
    site.checks = HealthCheckSet([HealthCheck(id: "check", config: config)])
    site.healthSettings.checkersPerRegion = 2
    site.probeTargets = [.origin("shop.origin.test", status: 200, foundSearchString: false)]
    // Of various lengths: after a fixed one all checkers that time out would stand at the same point of their round.
    func drill(_ seed: UInt64) throws -> Drill {
      Drill(
        name: "table", duration: .seconds(900), places: [],
        events: [
          Drill.Event(
            at: .seconds(200), name: "outage",
            action: .fault(origin: "shop.origin.test", try OriginFault(words: [fault]))),
          Drill.Event(
            at: .milliseconds(600_000 + Int64(seed &* 7919 % 34_000)), name: "repair",
            action: .clear(origin: "shop.origin.test")),
        ], expectations: [],
        checks: [WatchedCheck(id: "check", config: config, checkersPerRegion: 2, origin: "shop.origin.test")])
    }
    let runs = 120
    var sums = (0.0, 0.0)
    for seed in 1...UInt64(runs) {
      let drill = try drill(seed)
      let timeline = VirtualDrill.run(drill, at: site, seed: seed)
      #expect(timeline.statuses.map(\.isHealthy) == [false, true])
      guard timeline.statuses.count == 2 else { return }
      sums.0 += timeline.statuses[0].at.seconds - 200
      sums.1 += timeline.statuses[1].at.seconds - drill.events[1].at.seconds
    }
    let tolerance = interval == 30 ? 5 : 1.5
    #expect(abs(sums.0 / Double(runs) - detect) <= tolerance, "detected after \(sums.0 / Double(runs)) s")
    #expect(abs(sums.1 / Double(runs) - recover) <= tolerance, "recovered after \(sums.1 / Double(runs)) s")
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
