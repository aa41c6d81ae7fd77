import Primitives
import Simulation
import Testing

/// Steady state, guardrails, and conditions of events, looked at as a drill goes on.
@Suite struct SupervisionTests {
  private static let isHealthy = Condition.status(check: "shop", isHealthy: true)
  private static let isUnhealthy = Condition.status(check: "shop", isHealthy: false)

  private static func measure(_ text: String) throws -> Condition { .measure(try Measure(text)) }

  /// Goes through what was seen of the outage, a look a second; what it finds.
  private static func findings(_ change: (inout Drill) throws -> Void) rethrows -> [Finding] {
    var drill = Drill.outage([])
    try change(&drill)
    let whole = Timeline.outage()
    var supervision = Supervision(drill)
    for second in 0..<150 {
      let now = Duration.seconds(second)
      let seen = whole.until(now)
      for (number, event) in drill.events.enumerated() where event.at == now {
        if !supervision.mayBegin(number, seen, at: now) { return supervision.findings }
      }
      if !supervision.goesOn(seen, at: now) { return supervision.findings }
    }
    return supervision.findings
  }

  @Test("a steady state that holds is noted before the first event")
  func steady() {
    let findings = Self.findings { $0.steadyState = [Self.isHealthy, .answers(place: nil, .initial)] }
    #expect(findings.map(\.subject) == [.steadyState(0), .steadyState(1)])
    #expect(findings.allSatisfy { $0.holds && $0.at == .seconds(30) })
  }

  @Test("one that does not hold stops the drill before anything is broken")
  func unsteady() {
    let findings = Self.findings { $0.steadyState = [Self.isUnhealthy, Self.isHealthy] }
    #expect(
      findings == [
        Finding(
          at: .seconds(30), subject: .steadyState(0), holds: false, measured: "shop is Healthy")
      ])
  }

  @Test("a guardrail is looked at all the time, and the first breach ends it")
  func guardrail() throws {
    let findings = try Self.findings { $0.guardrails = [try Self.measure("healthy > 0")] }
    #expect(findings == [Finding(at: .seconds(58), subject: .guardrail(0), holds: false, measured: "0")])
    #expect(try Self.findings { $0.guardrails = [try Self.measure("healthy > -1")] } == [])
  }

  @Test(
    "failed and shifted are of the last minute",
    arguments: [
      // From 30 s on all fail: 20 of the first 50 s, at most 29 of a minute.
      ("failed < 2 %", 30), ("failed < 40 %", 49), ("failed < 50 %", nil),
      // Both places move at 59 s and back at 112 s: a minute before they stood elsewhere.
      ("shifted < 50 %", 60), ("shifted < 101 %", nil),
    ] as [(String, Int?)])
  func lastMinute(text: String, breach: Int?) throws {
    let findings = try Self.findings { $0.guardrails = [try Self.measure(text)] }
    #expect(findings.first?.holds == (breach == nil ? nil : false))
    if let breach { #expect(abs((findings.first?.at.seconds ?? 0) - Double(breach)) <= 2, "\(findings)") }
  }

  @Test("what an event requires is looked at before it, what it ensures until it comes true")
  func event() {
    let findings = Self.findings {
      $0.events[0].requires = [Self.isHealthy]
      $0.events[0].ensures = [Drill.Outcome(Self.isUnhealthy, within: .seconds(40))]
      $0.events[1].requires = [Self.isUnhealthy]
    }
    #expect(
      findings.map(\.subject) == [
        .requirement(event: 0, 0), .outcome(event: 0, 0), .requirement(event: 1, 0),
      ])
    #expect(findings.map(\.at) == [.seconds(30), .seconds(58), .seconds(90)])
    #expect(findings.map(\.holds) == [true, true, true])
  }

  @Test("an outcome that does not come true in time stops the drill at its limit")
  func late() {
    let findings = Self.findings {
      $0.events[0].ensures = [Drill.Outcome(Self.isUnhealthy, within: .seconds(20))]
    }
    #expect(
      findings == [
        Finding(
          at: .seconds(50), subject: .outcome(event: 0, 0), holds: false, measured: "shop is Healthy")
      ])
  }

  @Test("after a breach nothing comes about any more")
  func stopped() throws {
    var drill = Drill.outage([])
    drill.guardrails = [try Self.measure("healthy > 5")]
    var supervision = Supervision(drill)
    var goesOn = supervision.goesOn(.outage(), at: .seconds(1))
    #expect(!goesOn)
    #expect(supervision.breach?.subject == .guardrail(0))
    let mayBegin = supervision.mayBegin(0, .outage(), at: .seconds(30))
    #expect(!mayBegin)
    goesOn = supervision.goesOn(.outage(), at: .seconds(31))
    #expect(!goesOn)
    #expect(supervision.findings.count == 1)
  }

  @Test("the verdicts say which condition stopped the drill and when; the rest is not judged")
  func verdicts() throws {
    var drill = Drill.outage([Drill.Expectation(.failedRequests(place: nil, atMost: 10_000))])
    drill.steadyState = [Self.isHealthy]
    drill.guardrails = [try Self.measure("healthy > 0"), try Self.measure("failed < 90 %")]
    drill.events[1].requires = [Self.isUnhealthy]
    var timeline = Timeline.outage()
    timeline.findings = [
      Finding(at: .seconds(30), subject: .steadyState(0), holds: true, measured: "shop is Healthy"),
      Finding(at: .seconds(58), subject: .guardrail(0), holds: false, measured: "0"),
    ]
    let verdicts = drill.verdicts(on: timeline)
    #expect(
      verdicts.map(\.expected) == [
        "steady state: shop is Healthy", "before 'repair': shop is Unhealthy", "guardrail: healthy > 0",
        "guardrail: failed < 90 %", "at most 10000 failed requests",
      ])
    #expect(
      verdicts.map(\.measured) == [
        "at 30.0 s: shop is Healthy", "not looked at: the drill ended before", "aborted at 58.0 s: 0", "held",
        "not judged: the drill was stopped",
      ])
    #expect(verdicts.map(\.isMet) == [true, false, false, true, false])
  }
}

extension Timeline {
  /// What had been seen by then.
  fileprivate func until(_ now: Duration) -> Timeline {
    var timeline = Timeline(places: 2, events: 2)
    for mark in statuses where mark.at <= now {
      timeline.record(.status(check: mark.check, isHealthy: mark.isHealthy, reason: mark.reason), at: mark.at)
    }
    for (place, moves) in moves.enumerated() {
      for move in moves where move.at <= now {
        timeline.record(.answer(place: place, move.answer), at: move.at)
      }
    }
    for request in requests where request.ended <= now {
      timeline.record(
        .request(place: request.place, began: request.began, failure: failure(of: request)), at: request.ended
      )
    }
    return timeline
  }
}
