import Primitives
import Simulation

// Conditions of a drill that is drawn: where one fails, the faults are lifted in the middle of it all.

extension SwarmDraw {
  mutating func drawConditions(_ drill: inout Drill) {
    guard !drill.events.isEmpty else { return }
    drill.steadyState = isDrawn(0.5) ? conditions(0...2, drill) : []
    drill.guardrails = isDrawn(0.5) ? conditions(1...2, drill) : []
    for event in drill.events.indices where isDrawn(0.2) {
      if isDrawn(0.5) { drill.events[event].requires = conditions(1...1, drill) }
      if isDrawn(0.5) {
        // There is more time after the last event.
        let within = Duration.seconds(pick([1, 30, 90]))
        drill.events[event].ensures = conditions(1...1, drill).map { Drill.Outcome($0, within: within) }
      }
    }
  }

  private mutating func conditions(_ count: ClosedRange<Int>, _ drill: Drill) -> [Condition] {
    (0..<number(in: count)).map { _ in condition(drill) }
  }

  private mutating func condition(_ drill: Drill) -> Condition {
    if !ground.checks.isEmpty, isDrawn(0.3) {
      return .status(check: pick(ground.checks).id, isHealthy: isDrawn(0.9))
    }
    if !drill.places.isEmpty, isDrawn(0.3) {
      return .answers(place: isDrawn(0.5) ? nil : stream.below(drill.places.count), .initial)
    }
    let texts = ["healthy > 0", "failed < 5 %", "failed < 50 %", "shifted < 80 %"]
    let measures = drill.population == nil ? texts : texts + ["hit_ratio > 1 %"]
    guard let measure = try? Measure(pick(measures)) else { preconditionFailure("no measure") }
    return .measure(measure)
  }
}
