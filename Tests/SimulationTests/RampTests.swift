import Primitives
import Simulation
import Testing

/// Faults whose strength grows, and what lifts faults.
@Suite struct RampTests {
  private static func fault(_ words: String...) throws -> Drill.Action {
    .fault(origin: "east.origin.test", try ServerFault(words: words))
  }

  private static func drill(_ events: [Drill.Event]) -> Drill {
    var drill = Drill.outage([])
    drill.events = events
    return drill
  }

  @Test("an event without a ramp is one step")
  func single() throws {
    let steps = Self.drill([Drill.Event(at: .seconds(3), name: "a", action: try Self.fault("drop=0.5"))])
      .steps
    #expect(steps.map(\.at) == [.seconds(3)])
    #expect(steps.map(\.isFirst) == [true])
  }

  @Test("a ramp is twenty even steps, the last of full strength")
  func staircase() throws {
    let action = try Self.fault("delay=1s", "drop=0.4", "clock=-100s")
    let steps = Self.drill([
      Drill.Event(at: .seconds(10), name: "a", action: action, ramp: .seconds(40))
    ]).steps
    #expect(steps.count == 20)
    #expect(steps.map(\.at.seconds) == (0..<20).map { 10 + 2 * Double($0) })
    #expect(steps.last?.action == action)
    #expect(steps.map(\.isFirst) == [true] + [Bool](repeating: false, count: 19))
    guard case .fault(_, let half) = steps[9].action else { return #expect(Bool(false)) }
    #expect((half.delay, half.dropShare, half.clockOffset) == (.milliseconds(500), 0.2, .seconds(-50)))
  }

  @Test("what is left of a ramp falls away when the origin is mended")
  func interrupted() throws {
    let steps = Self.drill([
      Drill.Event(at: .seconds(10), name: "a", action: try Self.fault("delay=1s"), ramp: .seconds(40)),
      Drill.Event(at: .seconds(15), name: "other", action: .clear(origin: "west.origin.test")),
      Drill.Event(at: .seconds(20), name: "b", action: .clear(origin: "east.origin.test")),
    ]).steps
    #expect(steps.map(\.at.seconds) == [10, 12, 14, 15, 16, 18, 20])
    #expect(steps.map(\.event) == [0, 0, 0, 1, 0, 0, 2])
  }

  @Test("a cable grows longer, what has no strength stays as it is")
  func strength() throws {
    let cable = Drill.Action.cable(Drill.CableFault(countries: ["KR"], pops: [], factor: 2))
    #expect(cable.scaled(to: 0.25) == .cable(Drill.CableFault(countries: ["KR"], pops: [], factor: 1.25)))
    #expect(cable.hasStrength)
    let strengths = try ["delay=1s", "drop=0.1", "clock=1m", "refuse", "status=503"].map {
      try Self.fault($0).hasStrength
    }
    #expect(strengths == [true, true, true, false, true])
    #expect(!Drill.Action.withdraw(pop: "ICN57-C1").hasStrength)
    #expect(Drill.Action.skew(pop: "ICN57-C1", .seconds(60)).hasStrength)
  }

  @Test("faults are lifted in the opposite order, each thing once, and only those that came about")
  func lifting() throws {
    let drill = Self.drill([
      Drill.Event(at: .seconds(1), name: "a", action: try Self.fault("refuse")),
      Drill.Event(at: .seconds(2), name: "b", action: .withdraw(pop: "ICN57-C1")),
      Drill.Event(at: .seconds(3), name: "c", action: try Self.fault("hang")),
      Drill.Event(at: .seconds(4), name: "d", action: .force(check: "shop", .down)),
      Drill.Event(at: .seconds(5), name: "e", action: .restore(pop: "ICN57-C1")),
    ])
    #expect(
      drill.lifting { $0 < 4 } == [
        .force(check: "shop", .obey), .clear(origin: "east.origin.test"), .restore(pop: "ICN57-C1"),
      ])
    #expect(
      drill.lifting { _ in true } == [.force(check: "shop", .obey), .clear(origin: "east.origin.test")])
  }

  @Test("a region is lifted with all that stands in it")
  func region() throws {
    let action = Drill.Action.region(
      "us-east-1", [try Self.fault("refuse"), .edge(pop: "IAD89-C1", .refuse)])
    #expect(
      action.inverse
        == .region("us-east-1", [.clear(origin: "east.origin.test"), .edge(pop: "IAD89-C1", nil)]))
    #expect(!action.needsVirtualClock)
    let clock = Drill.Action.region("us-east-1", [.skew(pop: "IAD89-C1", .seconds(60))])
    #expect(clock.needsVirtualClock)
  }
}
