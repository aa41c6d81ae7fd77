import Simulation
import Testing

struct BandTests {
  @Test(arguments: [
    ([3.0], [3.0, 3, 3]),
    ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2.0, 6, 10]),
    ([11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6], [2.0, 6, 10]),
    ([1, 2], [1.1, 1.5, 1.9]),
    // Most never came: there is no number between.
    ([5, .infinity, .infinity], [.infinity, .infinity, .infinity]),
    ([5, 6, .infinity], [5.2, 6, .infinity]),
  ])
  func `quantiles lie between order statistics`(values: [Double], expected: [Double]) throws {
    let band = try #require(Band(values))
    for (found, wanted) in zip([band.low, band.median, band.high], expected) {
      #expect(found == wanted || abs(found - wanted) < 1e-9)
    }
  }

  @Test func `no values, no band`() { #expect(Band([]) == nil) }
}

struct ParetoFrontTests {
  @Test(arguments: [
    ([[1.0, 5], [2, 4], [3, 3]], [true, true, true]),
    ([[1.0, 5], [2, 5], [3, 3]], [true, false, true]),
    ([[1.0, 1], [1, 1]], [true, true]),
    ([[2.0, 2], [1, 1]], [false, true]),
    ([[1.0, nil], [2, 2]], [false, true]),
    ([[1.0, .infinity], [2, .infinity], [3, 1]], [true, false, true]),
    // Of three objectives one that is better is enough.
    ([[1.0, 1, 2], [1, 2, 1], [2, 2, 2]], [true, true, false]),
  ])
  func `on the front is what nothing dominates`(points: [[Double?]], expected: [Bool]) {
    #expect(ParetoFront.members(points) == expected)
  }

  @Test func `every point off the front is dominated by one on it`() {
    var state: UInt64 = 1
    let points: [[Double?]] = (0..<200).map { _ in
      (0..<2).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 60)
      }
    }
    let members = ParetoFront.members(points)
    let front = zip(points, members).filter(\.1).map { $0.0.compactMap(\.self) }
    for (point, isMember) in zip(points, members) {
      let point = point.compactMap(\.self)
      let isBeaten = front.contains { $0[0] <= point[0] && $0[1] <= point[1] && $0 != point }
      #expect(isBeaten != isMember)
    }
  }
}

struct SweepPlanTests {
  private let plan = SweepPlan(
    drill: "d", configuration: "c",
    axes: [.init(name: "ttl", values: ["20", "60", "300"]), .init(name: "interval", values: ["10", "30"])],
    seeds: [7, 8, 9, 10], objectives: ["rto.p90", "cost"])

  @Test func `the last axis changes first, then seeds within a combination`() {
    #expect(plan.cellCount == 6)
    #expect(plan.taskCount == 24)
    #expect(
      (0..<6).map { plan.values(of: $0).joined(separator: " ") }
        == ["20 10", "20 30", "60 10", "60 30", "300 10", "300 30"])
    #expect(plan.trial(0) == SweepPlan.Trial(cell: 0, seed: 7))
    #expect(plan.trial(23) == SweepPlan.Trial(cell: 5, seed: 10))
  }

  @Test(arguments: [1, 2, 5, 7, 24, 30])
  func `shares are all tasks, each once`(count: Int) {
    let tasks = (1...count).flatMap { plan.share($0, of: count) }
    #expect(tasks.sorted() == Array(0..<24))
  }

  @Test func `a plan without seeds, with too many runs or an unknown objective is not sound`() {
    #expect(plan.isSound)
    var other = plan
    other.seeds = []
    #expect(!other.isSound)
    other = plan
    other.axes = [SweepPlan.Axis](
      repeating: .init(name: "a", values: [String](repeating: "1", count: 100_000)), count: 5)
    #expect(!other.isSound)
    other = plan
    other.objectives = ["rto.p91", "cost"]
    #expect(!other.isSound)
  }
}

struct SweepResultTests {
  private let plan = SweepPlan(
    drill: "d", configuration: "c", axes: [.init(name: "ttl", values: ["20", "60", "300"])], seeds: [1, 2],
    objectives: ["rto.p90", "cost"])

  private func part(_ tasks: [Int]) -> SweepResult {
    SweepResult(
      plan: plan,
      runs: tasks.map { .init(task: $0, figures: ["rto.p90": Double($0), "cost": Double(10 - $0)]) })
  }

  @Test func `parts in any order, tasks in two of them too, give the whole`() throws {
    let whole = try #require(try SweepResult.merged([part([5, 1]), part([2, 3, 4]), part([0, 2])]))
    #expect(whole.runs == part(Array(0..<6)).runs)
    #expect(try SweepResult.merged([]) == nil)
  }

  @Test func `what is missing, of another sweep or different is told`() {
    #expect(throws: SweepResult.Fault.missing(count: 2, first: 3)) {
      try SweepResult.merged([part([0, 1, 2]), part([5])])
    }
    #expect(throws: SweepResult.Fault.unknownTask(part: 1, 6)) {
      try SweepResult.merged([part(Array(0..<6)), part([6])])
    }
    var other = part([3, 4, 5])
    other.runs[0].figures["cost"] = 1
    #expect(throws: SweepResult.Fault.differs(part: 1, task: 3)) {
      try SweepResult.merged([part(Array(0..<6)), other])
    }
    other = part([3, 4, 5])
    other.plan.seeds = [1, 3]
    #expect(throws: SweepResult.Fault.otherPlan(part: 1, what: "seeds")) {
      try SweepResult.merged([part([0, 1, 2]), other])
    }
  }

  @Test func `figures are bands over seeds, and the front is that of medians`() throws {
    // ttl 60 is as good as 20 in one thing, and worse in the other.
    let figures: [[(Double, Double)]] = [[(1, 9), (3, 9)], [(1, 10), (3, 12)], [(5, 1), (7, 1)]]
    let runs = figures.flatMap(\.self).enumerated().map { task, pair in
      SweepResult.Run(task: task, figures: ["rto.p90": pair.0, "cost": pair.1])
    }
    let cells = SweepSummary(SweepResult(plan: plan, runs: runs)).cells
    #expect(cells.map(\.values) == [["20"], ["60"], ["300"]])
    #expect(cells.map { $0.bands["rto.p90"]?.median } == [2, 2, 6])
    #expect(cells[1].bands["cost"]?.low == 10.2)
    #expect(cells[1].bands["failed"] == nil)
    #expect(cells.map(\.isOnFront) == [true, false, true])
  }

  @Test func `of a gain more is better`() {
    var plan = plan
    plan.objectives = ["hit_ratio", "cost"]
    let runs = (0..<6).map { task in
      SweepResult.Run(task: task, figures: ["hit_ratio": Double(task / 2), "cost": 1])
    }
    let cells = SweepSummary(SweepResult(plan: plan, runs: runs)).cells
    #expect(cells.map(\.isOnFront) == [false, false, true])
  }
}

struct DrillFigureTests {
  @Test func `figures have names of their own, those of measures among them`() {
    let names = DrillFigure.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in ["rto.p90", "failed.during", "hit_ratio.after", "first_octet.p99", "detection", "cost"] {
      #expect(DrillFigure.named(name) != nil)
    }
    #expect(DrillFigure.named("rto") == nil)
  }

  @Test func `of places: requests, detection and load; what needs users is not measured`() throws {
    var timeline = Timeline.outage()
    timeline.load = Timeline.Load(probes: 300, originRequests: 15)
    let drill = Drill.outage([Drill.Expectation(.failedShare(place: nil, atMost: 1))])
    func value(_ name: String) throws -> Double? {
      try #require(DrillFigure.named(name)).value(of: drill, timeline, DrillPrices())
    }
    #expect(try value("failed") == 58.0 / 300)
    #expect(try value("failed.during") == nil)
    #expect(try value("rto.p90") == nil)
    #expect(try value("detection") == 28)
    #expect(try value("healthy") == 0)
    #expect(try value("expectations") == 1)
    #expect(try value("queries") == 2)
    #expect(try value("probes") == 2)
    #expect(try value("origin_requests") == 0.1)
    // 2 queries a second for 30 days, and one check with an interval of 10 s.
    #expect(try value("cost") == 5.184 * 0.4 + 0.75 + 2)
  }

  @Test(arguments: [
    (FigureUnit.seconds, 9.0, "9000 ms"), (.seconds, 72.46, "72.5 s"), (.seconds, .infinity, "never"),
    (.share, 0.125, "12.5 %"), (.share, 0.00031, "0.031 %"), (.count, 3, "3"), (.count, 3.5, "3.5"),
    (.perSecond, 2.346, "2.35"), (.perSecond, 23.46, "23.5"), (.dollars, 8.97, "8.97"),
    (.dollars, 0.05, "0.05"),
  ])
  func `figures in words`(unit: FigureUnit, value: Double, text: String) { #expect(unit.text(value) == text) }

  @Test func `prices are read, and what is none is refused`() throws {
    let prices = try DrillPrices("queries=0.6,fast=1")
    #expect(prices.millionQueries == 0.6 && prices.check == 0.75 && prices.fastInterval == 1)
    for text in ["", "queries", "queries=x", "queries=-1", "probe=1", "queries=1,"] {
      #expect(throws: DrillPrices.Refused.self) { try DrillPrices(text) }
    }
  }
}
