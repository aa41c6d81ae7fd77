/// What places of a live drill were to ask and did not, for this machine was too slow.
package struct Shortfall: Hashable, Codable, Sendable {
  package var queries = 0
  /// Of so many.
  package var dueQueries = 0
  package var requests = 0
  package var dueRequests = 0

  package init() {}

  package var isNone: Bool { queries == 0 && requests == 0 }

  /// In words, with what to do.
  package func text(timeScale: Double) -> String {
    let parts = [(queries, dueQueries, "queries"), (requests, dueRequests, "requests")].filter { $0.0 > 0 }
    let left = parts.map { missed, due, what in
      let permille = missed * 1000 / max(1, due)
      return "\(missed) of \(due) \(what) (\(permille / 10).\(permille % 10) %)"
    }
    let cure =
      timeScale > 1
      ? "give it a lower timeScale than \(Drill.number(timeScale))"
      : "give its places fewer queriesPerSecond and requestsPerSecond"
    return
      "this machine was too slow for the drill: \(left.joined(separator: " and ")) were not asked; \(cure)"
  }
}
