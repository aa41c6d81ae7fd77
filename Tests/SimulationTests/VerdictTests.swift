import Primitives
import Testing

@testable import Simulation

struct VerdictTests {
  private static let sorry = Drill.Expectation.Answers.addresses([IPAddress("192.0.2.100")!])

  private func verdict(_ fact: Drill.Expectation.Fact, after: Int? = nil, until: Int? = nil) -> Verdict {
    Drill.outage([Drill.Expectation(fact, after: after, until: until)]).verdicts(on: .outage())[0]
  }

  private static let metRows: [(Drill.Expectation.Fact, Int?, Int?, String)] = [
    (.becomes(check: "shop", isHealthy: false, .within(.seconds(28))), 0, nil, "after 28.0 s"),
    (.becomes(check: "shop", isHealthy: false, .formula), 0, nil, "after 28.0 s, computed 28.2 s"),
    (.becomes(check: "shop", isHealthy: true, .formula), 1, nil, "after 21.0 s, computed 21.8 s"),
    (.becomes(check: "shop", isHealthy: true, .within(.zero)), nil, nil, "after 0.0 s"),
    // It is so already, and that counts.
    (.becomes(check: "shop", isHealthy: false, .within(.zero)), 1, nil, "after 0.0 s"),
    (.stays(check: "shop", isHealthy: true), nil, 0, "stays"),
    (.answers(place: nil, sorry, within: .seconds(29)), 0, 1, "after 29.0 s"),
    (.answers(place: 1, .initial, within: .seconds(22)), 1, nil, "after 22.0 s"),
    (.answers(place: 0, .initial, within: .zero), 0, nil, "after 0.0 s"),
    (.failedRequests(place: nil, atMost: 58), nil, nil, "58 of 300"),
    (.failedRequests(place: 0, atMost: 0), 1, nil, "0 of 60"),
    (.failedShare(place: 1, atMost: 0.2), nil, nil, "19.3 %, 29 of 150"),
  ]

  @Test(
    "met",
    arguments: metRows)
  func met(fact: Drill.Expectation.Fact, after: Int?, until: Int?, measured: String) {
    let verdict = verdict(fact, after: after, until: until)
    #expect(verdict.isMet)
    #expect(verdict.measured == measured)
  }

  private static let notMetRows: [(Drill.Expectation.Fact, Int?, Int?, String)] = [
    (.becomes(check: "shop", isHealthy: false, .within(.seconds(27))), 0, nil, "after 28.0 s"),
    (.becomes(check: "other", isHealthy: false, .within(.seconds(60))), 0, nil, "never"),
    (.stays(check: "shop", isHealthy: true), nil, nil, "changes at 58.0 s"),
    (.stays(check: "shop", isHealthy: false), 0, nil, "is Healthy already at 30.0 s"),
    (.answers(place: nil, sorry, within: .seconds(28)), 0, nil, "after 29.0 s"),
    (.answers(place: nil, sorry, within: .seconds(28)), nil, 0, "never: Seoul, Lagos"),
    (.failedRequests(place: nil, atMost: 57), nil, nil, "58 of 300"),
    (.failedShare(place: nil, atMost: 0.19), nil, nil, "19.3 %, 58 of 300"),
  ]

  @Test(
    "not met",
    arguments: notMetRows)
  func notMet(fact: Drill.Expectation.Fact, after: Int?, until: Int?, measured: String) {
    let verdict = verdict(fact, after: after, until: until)
    #expect(!verdict.isMet)
    #expect(verdict.measured == measured)
  }

  @Test("a measured time more than an interval from the computed one is not met")
  func formula() {
    let expectation = Drill.Expectation(.becomes(check: "shop", isHealthy: false, .formula), after: 0)
    // A black hole takes 12 s more.
    let verdict = Drill.outage([expectation], fault: { $0.partition = CheckerSelection.all }).verdicts(
      on: .outage())[0]
    #expect(!verdict.isMet)
    #expect(verdict.measured == "after 28.0 s, computed 40.2 s")
  }

  @Test("times count from when an event came about, not from when it was due")
  func late() {
    var timeline = Timeline(places: 2, events: 2)
    timeline.record(.event(0), at: .seconds(32))
    timeline.record(.status(check: "shop", isHealthy: false, reason: ""), at: .seconds(58))
    let expectation = Drill.Expectation(.becomes(check: "shop", isHealthy: false, .formula), after: 0)
    #expect(Drill.outage([expectation]).verdicts(on: timeline)[0].measured == "after 26.0 s, computed 28.2 s")
  }

  @Test("a request that is under way when an event comes belongs to neither side")
  func across() {
    var timeline = Timeline(places: 2, events: 2)
    timeline.record(.event(0), at: .seconds(30))
    timeline.record(.request(place: 0, began: .seconds(29), failure: "status 502"), at: .seconds(31))
    func count(_ after: Int?, _ until: Int?) -> String {
      Drill.outage([Drill.Expectation(.failedRequests(place: nil, atMost: 0), after: after, until: until)])
        .verdicts(on: timeline)[0].measured
    }
    #expect(count(nil, 0) == "0 of 0")
    #expect(count(0, nil) == "0 of 0")
    #expect(count(nil, nil) == "1 of 1")
    // What the event itself ends is no failure before it.
    timeline.record(.request(place: 0, began: .seconds(29), failure: "closed"), at: .seconds(30))
    timeline.record(.status(check: "shop", isHealthy: false, reason: "forced"), at: .seconds(30))
    #expect(count(nil, 0) == "0 of 0")
    let stays = Drill.Expectation(.stays(check: "shop", isHealthy: true), until: 0)
    #expect(Drill.outage([stays]).verdicts(on: timeline)[0].isMet)
  }
}
