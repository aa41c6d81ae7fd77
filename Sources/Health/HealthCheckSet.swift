/// A health check and the id that records call it by.
package struct HealthCheck: Hashable, Sendable {
  package var id: String
  package var config: HealthCheckConfig

  package init(id: String, config: HealthCheckConfig) { (self.id, self.config) = (id, config) }
}

/// The health checks of a configuration, in the order of their definitions: their numbers are those of
/// ``HealthSnapshot``.
package struct HealthCheckSet: Sendable {
  package let checks: [HealthCheck]
  /// The numbers of each check's children.
  let children: [[Int]]
  /// The numbers of the calculated checks that a check is a child of.
  let parents: [[Int]]
  private let indices: [String: Int]

  /// Of checks with one id the first counts; children that are not there, or are calculated themselves, are left
  /// out (`faults` names both).
  package init(_ checks: [HealthCheck] = []) {
    self.checks = checks
    let indices = Dictionary(zip(checks.map(\.id), checks.indices)) { first, _ in first }
    self.indices = indices
    children = checks.map { check in
      check.config.childHealthChecks.compactMap { indices[$0] }.filter {
        checks[$0].config.type != .calculated
      }
    }
    var parents = [[Int]](repeating: [], count: checks.count)
    for (parent, list) in children.enumerated() { for child in list { parents[child].append(parent) } }
    self.parents = parents
  }

  package var count: Int { checks.count }

  package func index(of id: String) -> Int? { indices[id] }

  /// What is wrong between the checks.
  package var faults: [(check: Int, fault: HealthCheckConfig.Fault)] {
    var faults: [(check: Int, fault: HealthCheckConfig.Fault)] = []
    for (index, check) in checks.enumerated() {
      var seen: Set<String> = []
      for child in check.config.childHealthChecks {
        let message: String
        if !seen.insert(child).inserted {
          message = "child health check \(child) stands twice"
        } else if let found = indices[child] {
          guard checks[found].config.type == .calculated else { continue }
          message = "child health check \(child) is calculated itself"
        } else {
          message = "child health check \(child) does not exist"
        }
        faults.append(
          (index, HealthCheckConfig.Fault(key: "ChildHealthChecks", message: "InvalidInput: \(message)")))
      }
    }
    return faults
  }
}
