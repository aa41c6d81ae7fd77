import Health
import Primitives
import Testing

/// How long an outage takes to be seen, and its end: Route 53's rules against the arithmetic of order statistics over
/// checkers in random phase.
struct DetectionTests {
  /// Mean seconds over seeded runs from the start of an outage until the check is unhealthy, and from its end until it
  /// is healthy again.
  private func means(interval: Int, threshold: Int, failureTakes: Double) -> (detect: Double, recover: Double)
  {
    let runs = 60
    var moments = SplitMix64(seed: 7)
    var (detect, recover) = (0.0, 0.0)
    for seed in 0..<runs {
      let outage = 100 + Double(moments.next() % 30_000) / 1_000
      let end = outage + 300
      var drill = Drill([.http(interval: interval, threshold: threshold)], seed: UInt64(seed))
      drill.run(until: end + 300) { _, at in
        (outage..<end).contains(Drill.seconds(at))
          ? (ProbeOutcome(failure: .connectionTimedOut), failureTakes) : (.answered(), 0)
      }
      guard drill.changes.map(\.isHealthy) == [false, true] else { return (.nan, .nan) }
      detect += Drill.seconds(drill.changes[0].at) - outage
      recover += Drill.seconds(drill.changes[1].at) - end
    }
    return (detect / Double(runs), recover / Double(runs))
  }

  @Test(
    "mean times to detect and to recover, 16 checkers",
    arguments: [
      (30, 3, 85.0, 97.0, 66.0), (30, 1, 25, 29, 6), (10, 3, 29, 40, 22), (10, 2, 18, 26, 12),
      (10, 1, 8, 12, 2),
    ])
  func table(interval: Int, threshold: Int, refused: Double, blackHole: Double, recovered: Double) {
    let tolerance = interval == 30 ? 5.0 : 1.5
    let quick = means(interval: interval, threshold: threshold, failureTakes: 0)
    #expect(abs(quick.detect - refused) < tolerance, "\(quick)")
    #expect(abs(quick.recover - recovered) < tolerance, "\(quick)")
    let slow = means(interval: interval, threshold: threshold, failureTakes: 4)
    #expect(abs(slow.detect - blackHole) < tolerance, "\(slow)")
  }

  @Test("the formulas: the last checker that is needed turns at an order statistic of the phases")
  func formulas() {
    let (n, floor) = (16.0, 2.0)
    for (interval, threshold, takes) in [(30.0, 3.0, 0.0), (30, 2, 4), (10, 3, 4), (10, 5, 0)] {
      let measured = means(interval: Int(interval), threshold: Int(threshold), failureTakes: takes)
      let detect = (threshold - 1) * (interval + takes) + takes + interval * (n - floor) / (n + 1)
      #expect(abs(measured.detect - detect) < interval / 10, "\(measured), \(detect)")
      if takes == 0 {
        let recover = (threshold - 1) * interval + interval * (floor + 1) / (n + 1)
        #expect(abs(measured.recover - recover) < interval / 10, "\(measured), \(recover)")
      }
    }
  }

  @Test("the interval runs from a response to the next request")
  func interval() {
    var drill = Drill([.http(interval: 10)])
    drill.run(until: 300) { _, _ in (.answered(), seconds: 2) }
    // 16 checkers, one probe every 12 s.
    #expect((384...416).contains(drill.probes), "\(drill.probes)")
  }

  @Test("timeScale shortens the intervals")
  func timeScale() {
    var settings = HealthMonitor.Settings()
    settings.timeScale = 10
    var drill = Drill([.http(interval: 30)], settings: settings)
    drill.run(until: 300, Drill.up)
    #expect((1_584...1_616).contains(drill.probes), "\(drill.probes)")
  }

  @Test("one seed, one run; checkers start at moments of their own")
  func determinism() {
    func starts(_ seed: UInt64) -> [Double] {
      var starts: [Double] = []
      var drill = Drill([.http("a"), .http("b", interval: 10)], seed: seed)
      drill.run(until: 100) {
        starts.append(Drill.seconds($1))
        return Drill.up($0, $1)
      }
      return starts
    }
    #expect(starts(1) == starts(1))
    #expect(starts(1) != starts(2))
    #expect(Set(starts(1).prefix(20)).count == 20)
  }
}
