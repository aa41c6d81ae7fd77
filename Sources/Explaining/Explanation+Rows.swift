/// An explanation as rows of cells, one for each candidate: for TSV.
extension Explanation {
  package static let header = [
    "NAME", "TYPE", "POLICY", "IDENTIFIER", "STATE", "ODDS", "HEALTHCHECK", "HEALTHY", "RECORDS",
  ]

  package var rows: [[String]] {
    steps.flatMap(\.choices).flatMap(\.levels).flatMap { level in
      level.candidates.map { candidate in
        let isHealthy = (candidate.healthCheck?.isHealthy ?? true) && candidate.isTargetHealthy ?? true
        return [
          level.name, level.type, level.policy ?? "", candidate.identifier, candidate.state.rawValue,
          "\(candidate.odds)", candidate.healthCheck?.id ?? "", "\(isHealthy)",
          candidate.alias?.target ?? candidate.records.joined(separator: " "),
        ]
      }
    }
  }
}
