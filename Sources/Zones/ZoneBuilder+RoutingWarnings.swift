import DNSWire
import Primitives

extension ZoneBuilder {
  /// What Route 53 allows and surprises: said once for each group.
  mutating func warnOfRouting() {
    guard !groups.isEmpty else { return }
    let constant = alwaysHealthy()
    for group in groups {
      warn(group)
      for member in group.members { warn(member, group, constant) }
    }
  }

  private mutating func warn(_ group: RoutedGroup) {
    let policies = group.members.map(\.annotation.policy)
    switch group.policy {
    case .weighted where policies.allSatisfy { $0 == .weighted(0) } && policies.count > 1:
      warn(group.members[0], group, "all weights are 0: every record is equally likely")
    case .geolocation where !policies.contains(.geolocation(.anywhere)):
      warn(group.members[0], group, "no default location '*': clients from elsewhere get an empty answer")
    case .ipBased
    where !policies.contains {
      if case .ipBased(_, "*") = $0 { true } else { false }
    }:
      warn(group.members[0], group, "no default location '*': clients from elsewhere get an empty answer")
    default: break
    }
  }

  private mutating func warn(
    _ member: RoutedGroup.Member, _ group: RoutedGroup, _ constant: [Bool]
  ) {
    guard member.alias >= 0, case .record(let target) = aliases[member.alias].target else { return }
    let alias = aliases[member.alias]
    if !alias.evaluatesTargetHealth, alias.targetGroup >= 0 || alias.targetAlias >= 0 {
      warn(
        member, group,
        "EvaluateTargetHealth is false: this branch is never left, even if everything below \(target) is unhealthy"
      )
    }
    if member.annotation.policy == .failover(.primary), member.annotation.healthCheckID == nil,
      constant[member.alias]
    {
      warn(
        member, group,
        "PRIMARY is always healthy, so there is no failover: a record below \(target) has no health check")
    }
  }

  private mutating func warn(_ member: RoutedGroup.Member, _ group: RoutedGroup, _ message: String) {
    report(
      Diagnostic(
        file: member.file, line: member.line, column: member.column, severity: .warning,
        "\(group.name) \(group.type): \(message)"))
  }

  /// For each alias, whether its health can never change: a record without a health check makes all above it healthy.
  private func alwaysHealthy() -> [Bool] {
    var constant = [Bool](repeating: false, count: aliases.count)
    // Trees are no deeper than this; each round settles one level.
    for _ in 0...ZoneLimits.aliasDepth {
      constant = aliases.map { alias in
        guard alias.evaluatesTargetHealth, alias.targetSet >= 0 else { return true }
        if alias.targetAlias >= 0 { return constant[alias.targetAlias] }
        guard alias.targetGroup >= 0 else { return true }
        return groups[alias.targetGroup].members.contains {
          $0.annotation.healthCheckID == nil && ($0.alias < 0 || constant[$0.alias])
        }
      }
    }
    return constant
  }
}
