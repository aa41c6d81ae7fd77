import Configuration
import Health
import Primitives
import Simulation
import Testing

@testable import World

/// What operators switch, on the virtual clock: routing controls, alarms, static content that is loaded again.
@Suite struct OperatorActionTests {
  /// The example lab, with `east` following a routing control and `west` an alarm.
  private static let site: VirtualSite = {
    var site = VirtualDrillTests.site
    site.checks = HealthCheckSet(
      site.checks.checks.map { check in
        var check = check
        switch check.id {
        case "east": check.config.type = .recoveryControl
        case "west":
          check.config.type = .cloudWatchMetric
          check.config.alarmIdentifier = .init(region: "us-east-1", name: "latency")
          check.config.insufficientDataHealthStatus = .unhealthy
        default: break
        }
        return check
      })
    site.alarms = ["latency": .ok]
    return site
  }()

  private static func run(
    _ url: URLParts, at site: VirtualSite = site, _ events: [(Double, Drill.Action)]
  ) -> Timeline {
    let place = Drill.Place(
      name: "Seoul", subnet: IPPrefix("10.1.2.0/24")!, url: url, queriesPerSecond: 5, requestsPerSecond: 1)
    let drill = Drill(
      name: "operators", duration: .seconds(120), places: [place],
      events: events.enumerated().map {
        Drill.Event(at: .seconds($0.element.0), name: "\($0.offset)", action: $0.element.1)
      }, expectations: [],
      checks: site.checks.checks.filter { ["east", "west"].contains($0.id) }.map {
        WatchedCheck(id: $0.id, config: $0.config, checkersPerRegion: 2)
      })
    let timeline = VirtualDrill.run(drill, at: site, seed: 1)
    #expect(timeline.violations == [])
    return timeline
  }

  /// Of the last answer before `seconds`.
  private static func answer(_ timeline: Timeline, before seconds: Double) -> String? {
    timeline.moves[0].last { $0.at.seconds < seconds }.map { "\($0.answer)" }
  }

  @Test("A routing control that is off moves the answers at once, and one that is on again back")
  func routingControl() {
    let timeline = Self.run(
      URLParts(host: "standby.shop.example"),
      [(30, .routingControl(check: "east", isOn: false)), (70, .routingControl(check: "east", isOn: true))])
    #expect(timeline.statuses.map(\.check) == ["east", "east"])
    #expect(timeline.statuses.map(\.isHealthy) == [false, true])
    #expect(timeline.statuses.map(\.at) == [.seconds(30), .seconds(70)])
    #expect(Self.answer(timeline, before: 30) == "192.0.2.110")
    #expect(Self.answer(timeline, before: 31) == "192.0.2.111")
    #expect(Self.answer(timeline, before: 70) == "192.0.2.111")
    #expect(Self.answer(timeline, before: 120) == "192.0.2.110")
    // Nothing was broken.
    #expect(timeline.requests.allSatisfy { !$0.hasFailed })
  }

  @Test(
    "A CloudWatch alarm takes a record out, also without data where the check says so, and brings it back")
  func alarm() {
    let timeline = Self.run(
      URLParts(host: "app.shop.example"),
      [
        (30, .alarm(check: "west", .alarm)), (60, .alarm(check: "west", .ok)),
        (70, .alarm(check: "west", .insufficientData)), (90, .alarm(check: "west", .ok)),
      ])
    #expect(timeline.statuses.map(\.check) == ["west", "west", "west", "west"])
    #expect(timeline.statuses.map(\.isHealthy) == [false, true, false, true])
    #expect(timeline.statuses.map(\.at) == [30, 60, 70, 90].map { .seconds($0) })
    func answers(_ seconds: Range<Double>) -> Set<String> {
      Set(timeline.moves[0].filter { seconds.contains($0.at.seconds) }.map { "\($0.answer)" })
    }
    let both: Set = ["192.0.2.110", "192.0.2.111"]
    #expect(answers(0..<30) == both)
    #expect(answers(31..<60).isSubset(of: ["192.0.2.110"]))
    #expect(answers(60..<70) == both)
    #expect(answers(71..<90).isSubset(of: ["192.0.2.110"]))
    #expect(answers(90..<120) == both)
  }

  @Test(
    "What has been loaded for a distribution is loaded again, of one or of all; another's stays",
    arguments: [(Drill.Action.preload(distribution: nil), 2), (.preload(distribution: "E10EXAMPLELNCH"), 2)])
  func preload(action: Drill.Action, times: Int) {
    // The place asks an origin itself: what caches fetch is static content.
    let url = URLParts(host: "standby.shop.example")
    let once = Self.run(url, at: VirtualDrillTests.site, []).load.originRequests
    let again = Self.run(url, at: VirtualDrillTests.site, [(60, action)]).load.originRequests
    #expect(once > 0 && again == times * once, "\(once) \(again)")
    let flushed = Self.run(url, at: VirtualDrillTests.site, [(60, .flush(pop: "ICN57-C1"))])
    #expect(flushed.load.originRequests == once)
  }
}
