import Configuration
import Health
import Primitives
import Simulation
import Testing
import World

/// How long 16 checkers take to see an outage, and its end: means over their phases, many checks in each run.
///
/// With t the seconds that a failing probe takes, interval I and threshold k, order statistics give
///
///     detected   (k-1)(I+t) + t + 14/17 I       the 14th of 16 has turned
///     recovered  (k-1) I + 3/17 I               the 3rd has turned back
///
/// and after time-outs t/(I+t) (t/2) + I/(I+t) (3/17 t) more: rounds of I + t, in which the checkers stand as close together as
/// when the outage began, end with a probe that does not know it is over.
@Suite struct DetectionTableTests {
  @Test(
    "Detection and recovery are as computed within 2 %, and as in the table of the failover model within its own error",
    arguments: [
      (30, 3, "refuse", 85, 66), (30, 3, "partition=all", 97, 66), (30, 1, "refuse", 25, 6),
      (30, 1, "partition=all", 29, 6), (10, 3, "refuse", 29, 22), (10, 3, "partition=all", 40, 22),
      (10, 2, "refuse", 18, 12), (10, 2, "partition=all", 26, 12), (10, 1, "refuse", 8, 2),
      (10, 1, "partition=all", 12, 2),
    ] as [(Int, Int, String, Double, Double)])
  func table(interval: Int, threshold: Int, fault: String, detect: Double, recover: Double) throws {
    let (detected, recovered) = try means(interval, threshold, fault)
    // What is written down is rounded to seconds, and within 5 s at intervals of 30 s and 1.5 s at 10 s.
    let error = interval == 30 ? 5 : 1.5
    #expect(abs(detected - detect) <= error, "detected after \(detected) s")
    #expect(abs(recovered - recover) <= error, "recovered after \(recovered) s")

    let (i, k, t) = (Double(interval), Double(threshold), fault == "refuse" ? 0.0 : 4.0)
    let computed = (
      (k - 1) * (i + t) + t + i * 14 / 17, (k - 1) * i + i * 3 / 17 + (t * t / 2 + i * t * 3 / 17) / (i + t)
    )
    // Not finer than the tenths of a second that reports have.
    #expect(abs(detected - computed.0) <= max(0.1, computed.0 * 0.02), "\(detected) s, not \(computed.0)")
    #expect(abs(recovered - computed.1) <= max(0.1, computed.1 * 0.02), "\(recovered) s, not \(computed.1)")
  }

  /// Over 40 runs, whose outages are of various lengths: else all checkers that time out would stand at the same points of
  /// their rounds.
  func means(_ interval: Int, _ threshold: Int, _ fault: String) throws -> (Double, Double) {
    // The fewer rounds, the more of the time is chance.
    let (runs, checks) = (40, threshold > 1 ? 12 : interval == 30 ? 100 : 30)
    var config = HealthCheckConfig(type: .http)
    config.ipAddress = IPAddress("192.0.2.1")
    (config.requestInterval, config.failureThreshold) = (interval, threshold)
    let ids = (0..<checks).map { "check-\($0)" }
    var site = VirtualDrillTests.site
    site.checks = HealthCheckSet(ids.map { HealthCheck(id: $0, config: config) })
    site.healthSettings.checkersPerRegion = 2
    site.probeTargets = ids.map { _ in
      .origin("shop.origin.test", status: 200, foundSearchString: false)
    }
    let watched = ids.map {
      WatchedCheck(id: $0, config: config, checkersPerRegion: 2, origin: "shop.origin.test")
    }
    var (detected, recovered) = (0.0, 0.0)
    for run in 0..<runs {
      let round = Double(interval) + 4
      let began = Double(2 * interval)
      let ended = began + Double(threshold + 1) * round + round * Double(run) / Double(runs)
      let drill = Drill(
        name: "table", duration: .seconds(ended + Double(threshold + 1) * round), places: [],
        events: [
          Drill.Event(
            at: .seconds(began), name: "outage",
            action: .fault(origin: "shop.origin.test", try ServerFault(words: [fault]))),
          Drill.Event(at: .seconds(ended), name: "repair", action: .clear(origin: "shop.origin.test")),
        ], expectations: [], checks: watched)
      let statuses = VirtualDrill.run(drill, at: site, seed: UInt64(run)).statuses
      #expect(statuses.count == 2 * checks)
      for status in statuses {
        if status.isHealthy {
          recovered += status.at.seconds - ended
        } else {
          detected += status.at.seconds - began
        }
      }
    }
    return (detected / Double(runs * checks), recovered / Double(runs * checks))
  }
}
