/// An explanation as rows of cells, one for each candidate and each point of presence: for TSV.
extension Explanation {
  package static let header = [
    "NAME", "TYPE", "POLICY", "IDENTIFIER", "STATE", "ODDS", "HEALTHCHECK", "HEALTHY", "RECORDS",
    "MILLISECONDS",
  ]

  package var rows: [[String]] { steps.flatMap(\.choices).flatMap(\.rows) }
}

extension ChoiceExplanation {
  fileprivate var rows: [[String]] {
    levels.flatMap { level in level.candidates.map { $0.row(of: level) } }
      + edges.map { edge in
        [
          distribution?.name ?? "", type, "DISTRIBUTION", edge.pop,
          (edge.chosen ? CandidateExplanation.State.chosen : .passed).rawValue, edge.chosen ? "1.0" : "0.0",
          "",
          "true", "", edge.milliseconds.map { "\($0)" } ?? "",
        ]
      }
  }
}

extension CandidateExplanation {
  fileprivate func row(of level: ChoiceExplanation.Level) -> [String] {
    let isHealthy = (healthCheck?.isHealthy ?? true) && isTargetHealthy ?? true
    return [
      level.name, level.type, level.policy ?? "", identifier, state.rawValue, "\(odds)",
      healthCheck?.id ?? "",
      "\(isHealthy)", alias?.target ?? records.joined(separator: " "), milliseconds.map { "\($0)" } ?? "",
    ]
  }
}
