import Simulation
import Testing

/// What of a drill real servers can go through.
@Suite struct LivePartTests {
  private static func drill() throws -> Drill {
    var drill = Drill.outage([
      Drill.Expectation(.failedRequests(place: nil, atMost: 3)),
      Drill.Expectation(.measure(try Measure("rto.p90 < 90s"))),
      Drill.Expectation(.measure(try Measure("failed < 1 %"))),
      Drill.Expectation(.measure(try Measure("detection < 45s"))),
    ])
    drill.steadyState = [.measure(try Measure("failed < 1 %")), .status(check: "shop", isHealthy: true)]
    drill.guardrails = [.measure(try Measure("healthy > 0")), .measure(try Measure("shifted < 10 %"))]
    return drill
  }

  @Test("without users all of it")
  func places() throws {
    let drill = try Self.drill()
    #expect(drill.liveObstacle == nil)
    #expect(drill.livePart.statementCount == 8)
  }

  @Test("with users all but them and what is said of them")
  func population() throws {
    var drill = try Self.drill()
    drill.population = Drill.Population(
      clients: 10, workload: Drill.Workload(url: URLParts(host: "a.example"), requestsPerSecond: 1))
    #expect(drill.liveObstacle == nil)
    let live = drill.livePart
    #expect(live.population == nil)
    #expect(live.statementCount == 4)
    #expect(live.steadyState == [.status(check: "shop", isHealthy: true)])
    #expect(live.guardrails.count == 1)
    drill.places = []
    #expect(drill.liveObstacle?.contains("give it places") == true)
  }

  @Test("events that need the virtual clock are named")
  func events() throws {
    var drill = try Self.drill()
    drill.events[0].action = .region("us-east-1", [.edge(pop: "ICN57-C1", .hang)])
    #expect(drill.liveObstacle == nil)
    drill.events[0].action = .flush(pop: "ICN57-C1")
    #expect(drill.liveObstacle == "real servers cannot go through 'outage'")
  }
}
