import Foundation
import FoundationXML
import Primitives
import Simulation
import Testing

@testable import Reports

/// What reports say of servers of bounded capacity.
struct CapacityTests {
  private let drill: Drill
  private let timeline: Timeline

  /// Two minutes; a server that can do 10 a second is asked for 5, for a minute 20, and then 5 again.
  init() throws {
    func event(_ seconds: Int64, _ name: String) -> Drill.Event {
      Drill.Event(at: .seconds(seconds), name: name, action: .flush(pop: nil))
    }
    let workload = Drill.Workload(url: URLParts(host: "www.shop.example"), requestsPerSecond: 1)
    drill = Drill(
      name: "crowd", duration: .seconds(120), places: [], events: [event(30, "come"), event(90, "go")],
      expectations: [], checks: [], population: Drill.Population(clients: 1, workload: workload))
    var users = UserFigures(clients: 1, events: 2, seconds: 120)
    let bins = users.bins.count
    var load = ServerLoad(name: "A<B", kind: .pointOfPresence, servers: 1, bins: bins)
    for bin in load.bins.indices {
      let isCrowd = (30..<90).contains(Double(bin) * users.binSeconds)
      load.bins[bin].requests = isCrowd ? 20 : 5
      load.bins[bin].refused = isCrowd ? 10 : 0
      load.bins[bin].offered = isCrowd ? 2 : 0.5
      load.bins[bin].done = isCrowd ? 1 : 0.5
      load.bins[bin].waited = isCrowd ? 5 : 0
      load.bins[bin].longestWait = isCrowd ? 0.75 : 0
    }
    users.loads = [load, ServerLoad(name: "idle", kind: .origin, servers: 4, bins: bins)]
    var timeline = Timeline(places: 0, events: 2)
    timeline.users = users
    self.timeline = timeline
  }

  private var report: DrillReport { DrillReport(drill, timeline, seed: 1) }

  @Test func `load is told before, during and after; who was not asked is left out`() throws {
    let capacity = try #require(report.capacity)
    #expect(capacity.map(\.name) == ["A<B"])
    let (before, during) = (try #require(capacity[0].before), try #require(capacity[0].during))
    #expect(before == capacity[0].after)
    #expect((before.requestsPerSecond, before.offered, before.inUse, before.refused) == (5, 0.5, 0.5, 0))
    #expect((during.requestsPerSecond, during.offered, during.inUse, during.refused) == (20, 2, 1, 0.5))
    // Little: of ten a second each waits half a second, so that five wait at a time.
    #expect((during.waiting, during.waitSeconds, during.longestWaitSeconds) == (5, 0.5, 0.75))
  }

  @Test func `text has a line for each time`() {
    let lines = report.table.split(separator: "\n").filter { $0.hasPrefix("A<B") }.map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(
      lines == [
        "A<B before 5 50 % 50 % 0 0 ms 0 ms 0 %", "A<B during 20 200 % 100 % 5 500 ms 750 ms 50 %",
        "A<B after 5 50 % 50 % 0 0 ms 0 ms 0 %",
      ])
  }

  @Test func `figures are among all others, for sweeps and for what changed`() throws {
    func value(_ name: String) -> Double? { report.figures.first { $0.name == name }?.value }
    #expect(value("refused") == 0.4 && value("refused.during") == 0.5 && value("refused.before") == 0)
    #expect(value("pop_utilization.peak") == 1 && value("pop_utilization.peak.after") == 0.5)
    #expect(value("pop_utilization.mean") == 0.75 && value("pop_wait.max") == 0.75)
    // It has a bound, and nobody asked it.
    #expect(value("origin_utilization.peak") == 0 && value("origin_utilization.mean") == nil)
    var calm = report
    calm.figures = calm.figures.map { figure in
      var figure = figure
      if figure.name == "refused" { figure.value = 0 }
      return figure
    }
    #expect(
      DrillDifference([report], [calm]).rows.map { [$0.what, $0.first ?? "", $0.second ?? ""] } == [
        ["refused", "40.0 %", "0.0 %"]
      ])
  }

  @Test func `the page has plots of load, use, queue and refusals`() {
    let html = DrillPage.html([(report, DrillPlot(drill, timeline))])
    for title in ["Offered load", "Capacity in use", "Requests that wait", "Requests answered 503"] {
      #expect(html.contains("aria-label=\"\(title)\""), "\(title)")
    }
    #expect(html.contains("A&lt;B") && !html.contains("A<B"))
    let plot = CoursePlot(
      title: "t", frame: TimeFrame(duration: 2, events: []), binSeconds: 1,
      courses: [.init(name: "a & b", colour: "red", values: [0.5, 2])], label: "x", form: .lines(bound: 1),
      text: { "\($0)" })
    #expect(XMLParser(data: Data(plot.svg.utf8)).parse())
    #expect(plot.svg.contains("stroke-dasharray"))
  }

  @Test func `JSON reads back, and says nothing where no capacity is bounded`() throws {
    let reports = try JSONDecoder().decode([DrillReport].self, from: Data(DrillReport.json([report]).utf8))
    #expect(reports[0].capacity == report.capacity)
    var timeline = timeline
    timeline.users?.loads = []
    let plain = DrillReport(drill, timeline, seed: 1)
    #expect(plain.capacity == nil && !plain.table.contains("CAPACITY"))
  }
}
