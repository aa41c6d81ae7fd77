import Primitives
import Testing

@testable import Simulation

/// What servers of bounded capacity had to do, as figures.
struct LoadFigureTests {
  private let drill: Drill
  private let timeline: Timeline
  private let users: UserFigures

  /// Four minutes in bins of two seconds. `a` is half in use, from 60 s to 120 s wholly: then it refuses half of what comes; `b` does
  /// nothing. One of the two servers of an origin is busy all the time, and once somebody waits for three seconds.
  init() throws {
    func event(_ seconds: Int64, _ name: String) -> Drill.Event {
      Drill.Event(at: .seconds(seconds), name: name, action: .flush(pop: nil))
    }
    let workload = Drill.Workload(url: URLParts(host: "www.shop.example"), requestsPerSecond: 1)
    drill = Drill(
      name: "crowd", duration: .seconds(240), places: [], events: [event(60, "come"), event(120, "go")],
      expectations: [], checks: [], population: Drill.Population(clients: 1, workload: workload))
    var users = UserFigures(clients: 1, events: 2, seconds: 240)
    var (a, o) = (
      ServerLoad(name: "a", kind: .pointOfPresence, servers: 1, bins: 120),
      ServerLoad(name: "o", kind: .origin, servers: 2, bins: 120)
    )
    for bin in 0..<120 {
      let isCrowd = (30..<60).contains(bin)
      a.bins[bin].requests = isCrowd ? 20 : 5
      a.bins[bin].refused = isCrowd ? 10 : 0
      a.bins[bin].done = isCrowd ? 2 : 1
      a.bins[bin].longestWait = isCrowd ? 0.5 : 0
      (o.bins[bin].requests, o.bins[bin].done) = (1, 2)
    }
    o.bins[100].longestWait = 3
    users.loads = [a, ServerLoad(name: "b", kind: .pointOfPresence, servers: 1, bins: 120), o]
    var timeline = Timeline(places: 0, events: 2)
    timeline.users = users
    (self.timeline, self.users) = (timeline, users)
  }

  @Test(
    arguments: [
      ("pop_utilization.peak", 1), ("pop_utilization.peak.before", 0.5), ("pop_utilization.mean", 0.625),
      ("pop_utilization.mean.during", 1), ("pop_utilization.mean.after", 0.5),
      ("origin_utilization.peak", 0.5),
      ("refused", 300.0 / 1_050), ("refused.before", 0), ("refused.during", 0.5), ("pop_wait.max", 0.5),
      ("pop_wait.max.after", 0), ("origin_wait.max.during", 0), ("origin_wait.max", 3),
    ] as [(String, Double)])
  func `of the whole and of parts`(name: String, value: Double) throws {
    let found = try #require(DrillFigure.named(name)).value(of: drill, timeline, DrillPrices())
    #expect(abs(try #require(found) - value) < 1e-9)
  }

  @Test(
    arguments: [
      ("pop_utilization.peak < 90 %", 0, false), ("pop_utilization.peak < 90 %", 2, true),
      ("refused < 1 %", 1, false), ("refused < 1 %", 2, true), ("origin_wait.max < 2s", 2, false),
    ] as [(String, Int, Bool)])
  func `expectations count from an event on`(text: String, event: Int, isMet: Bool) throws {
    var drill = drill
    // The first is before both.
    drill.events.insert(Drill.Event(at: .seconds(10), name: "early", action: .flush(pop: nil)), at: 0)
    var timeline = Timeline(places: 0, events: 3)
    timeline.users = users
    drill.expectations = [.init(.measure(try Measure(text)), after: event)]
    #expect(drill.verdicts(on: timeline).map(\.isMet) == [isMet])
  }

  @Test(
    arguments: [
      ("refused < 1 %", 61, true), ("refused < 1 %", 70, false), ("refused < 1 %", 181, true),
      ("refused < 1 %", 179, false), ("pop_utilization.mean < 70 %", 70, true),
      ("pop_utilization.mean < 70 %", 110, false), ("pop_utilization.peak < 70 %", 65, false),
      ("pop_wait.max < 400ms", 65, false), ("origin_wait.max < 1s", 205, false),
    ] as [(String, Int, Bool)])
  func `as conditions they are of the last minute, in bins that are over`(text: String, now: Int, holds: Bool)
    throws
  {
    let found = drill.look(at: .measure(try Measure(text)), timeline, users, now: .seconds(now))
    #expect(try #require(found).holds == holds)
  }

  @Test func `where there is nothing to measure nothing is measured`() throws {
    var users = users
    #expect(drill.look(at: .measure(try Measure("refused < 1 %")), timeline, users, now: .seconds(2)) == nil)
    users.loads = []
    var timeline = timeline
    timeline.users = users
    for name in [
      "refused", "pop_utilization.peak", "pop_utilization.mean", "pop_wait.max", "origin_wait.max",
    ] {
      #expect(try #require(DrillFigure.named(name)).value(of: drill, timeline, DrillPrices()) == nil)
    }
    #expect(drill.look(at: .measure(try Measure("refused < 1 %")), timeline, users, now: .seconds(90)) == nil)
  }
}
