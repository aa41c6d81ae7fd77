import Primitives

extension Drill {
  /// What became of the steady state, of the conditions of each event, and of the guardrails.
  func conditionVerdicts(on timeline: Timeline) -> [Verdict] {
    let steady = steadyState.enumerated().map { number, condition in
      verdict("steady state: \(words(for: condition))", .steadyState(number), timeline)
    }
    let events = events.enumerated().flatMap { index, event in
      event.requires.enumerated().map { number, condition in
        verdict(
          "before '\(event.name)': \(words(for: condition))", .requirement(event: index, number), timeline)
      }
        + event.ensures.enumerated().map { number, outcome in
          verdict(
            "after '\(event.name)': \(words(for: outcome.condition)) within \(outcome.within.inSeconds)",
            .outcome(event: index, number), timeline)
        }
    }
    let guardrails = guardrails.enumerated().map { number, condition in
      let breach = timeline.findings.first { $0.subject == .guardrail(number) }
      return Verdict(
        expected: "guardrail: \(words(for: condition))",
        measured: breach.map { "aborted at \($0.at.inSeconds): \($0.measured)" } ?? "held",
        isMet: breach == nil)
    }
    return steady + events + guardrails
  }

  private func verdict(_ expected: String, _ subject: Supervised, _ timeline: Timeline) -> Verdict {
    guard let finding = timeline.findings.last(where: { $0.subject == subject }) else {
      return Verdict(expected: expected, measured: "not looked at: the drill ended before", isMet: false)
    }
    return Verdict(
      expected: expected,
      measured: "\(finding.holds ? "" : "stopped ")at \(finding.at.inSeconds): \(finding.measured)",
      isMet: finding.holds)
  }
}
