import Primitives
import Simulation
import Testing

/// Figures that expectations bound, as they are written.
@Suite struct MeasureTests {
  @Test(
    "What can be written",
    arguments: [
      ("rto.p90 < 120s", .recovery(share: 0.9), nil, .below, 120),
      ("failed < 0.5 %", .failed, nil, .below, 0.005), ("failed.before < 1%", .failed, .before, .below, 0.01),
      ("budget.burnt < 5 %", .budgetBurnt, nil, .below, 0.05),
      ("hit_ratio.after > 90 %", .hitRatio, .after, .above, 0.9),
      ("first_octet.p99.during < 500ms", .firstOctet(share: 0.99), .during, .below, 0.5),
      ("detection < 1m", .detection, nil, .below, 60), ("healthy > 0", .healthyChecks, nil, .above, 0),
      ("shifted < 20 %", .shifted, nil, .below, 0.2),
      ("refused.during < 5 %", .refused, .during, .below, 0.05),
      ("pop_utilization.peak < 80 %", .utilization(.pointOfPresence, .peak), nil, .below, 0.8),
      ("origin_utilization.mean.after > 1 %", .utilization(.origin, .mean), .after, .above, 0.01),
      ("pop_wait.max < 2s", .longestWait(.pointOfPresence), nil, .below, 2),
      ("origin_wait.max.before < 200ms", .longestWait(.origin), .before, .below, 0.2),
    ] as [(String, Measure.Figure, Measure.Part?, Measure.Comparison, Double)])
  func accepted(
    text: String, figure: Measure.Figure, part: Measure.Part?, comparison: Measure.Comparison, bound: Double
  ) throws {
    let measure = try Measure(text)
    #expect((measure.figure, measure.part, measure.comparison) == (figure, part, comparison))
    #expect(abs(measure.bound - bound) < 1e-12)
    #expect(measure.text == text)
  }

  @Test(
    "What cannot",
    arguments: [
      ("", "no measure"), ("failed", "no measure"), ("failed = 1 %", "no measure"), ("rto < 5s", "no figure"),
      ("rto.p42 < 5s", "no figure"), ("rto.p90.after < 5s", "no figure"), ("failed.later < 1 %", "no part"),
      ("failed < 0.5", "a share such as"), ("failed < 5s", "a share such as"),
      ("rto.p90 < 120", "a time such as"),
      ("healthy > 50 %", "a number"), ("pop_utilization < 5 %", "no figure"),
      ("pop_utilization.p90 < 5 %", "no figure"), ("pop_wait < 1s", "no figure"),
      ("pop_wait.max < 5 %", "a time such as"), ("origin_utilization.peak < 1s", "a share such as"),
      ("refused.later < 1 %", "no part"), ("refused.after.noon < 1 %", "no figure"),
    ])
  func refused(text: String, why: String) {
    #expect { try Measure(text) } throws: { "\($0)".contains(why) }
  }

  /// Users fail from `began` on and are well again at `ended`; nil: they did not come again.
  static func figures(_ outages: [(began: Double, last: Double, ended: Double?)]) -> UserFigures {
    var figures = UserFigures(clients: 100, events: 1, seconds: 100)
    figures.outages = outages.map {
      UserFigures.Outage(began: $0.began, lastFailed: $0.last, ended: $0.ended ?? .infinity)
    }
    return figures
  }

  @Test("Time to recover: of all, of those who came again, of those of whom nothing more is known")
  func recovery() {
    let ten = (1...10).map { (began: 10.0, last: 10.0, ended: Double?(10 + Double($0))) }
    #expect(Self.figures(ten).recovery(0.5, since: 10) == 5)
    #expect(Self.figures(ten).recovery(0.9, since: 10) == 9)
    #expect(Self.figures(ten).recovery(0.5, since: 11) == nil)
    // They left before the others came back, and change nothing.
    let gone = (0..<10).map { _ in (began: 10.0, last: 10.5, ended: Double?.none) }
    #expect(Self.figures(ten + gone).recovery(0.9, since: 10) == 9)
    // They failed until the end.
    let lost = (0..<10).map { _ in (began: 10.0, last: 99.0, ended: Double?.none) }
    #expect(Self.figures(ten + lost).recovery(0.5, since: 10) == 10)
    #expect(Self.figures(ten + lost).recovery(0.9, since: 10) == .infinity)
  }

  @Test("Quantiles of times are right within 2.2 %", arguments: [0.000_05, 0.001, 0.0317, 0.4, 7])
  func histogram(seconds: Double) throws {
    var histogram = LatencyHistogram()
    for index in 1...1000 { histogram.add(Int64(seconds * 1e9 * Double(index) / 500)) }
    #expect(abs(try #require(histogram.quantile(0.5)) / seconds - 1) < 0.022)
    #expect(abs(try #require(histogram.quantile(0.9)) / (1.8 * seconds) - 1) < 0.022)
    #expect(LatencyHistogram().quantile(0.5) == nil)
  }

  @Test("Figures of users against bounds")
  func verdicts() throws {
    var drill = Drill.outage([])
    drill.population = Drill.Population(
      clients: 100, workload: Drill.Workload(url: URLParts(host: "www.shop.example"), requestsPerSecond: 10))
    drill.expectations = try [
      "failed < 2 %", "failed < 1 %", "hit_ratio.before > 50 %", "hit_ratio.after > 90 %",
      "failed.during > 1 %",
      "rto.p50 < 31s", "rto.p99 < 31s", "budget.burnt < 5 %", "detection < 29s", "healthy > 0",
    ].map { Drill.Expectation(.measure(try Measure($0))) }
    var timeline = Timeline.outage()
    var users = UserFigures(clients: 100, events: 2, seconds: 150)
    for (phase, (requests, failed, hits)) in [(300, 0, 200), (600, 15, 500), (600, 0, 590)].enumerated() {
      users.phases[phase].count = UserFigures.Count(
        requests: requests, failed: failed, atEdge: requests, hits: hits)
    }
    users.outages = (1...10).map { .init(began: 30, lastFailed: 40, ended: 30 + 6 * Double($0)) }
    timeline.users = users
    #expect(
      drill.verdicts(on: timeline).map(\.isMet) == [
        true, false, true, true, true, true, false, true, true, false,
      ])
  }
}
