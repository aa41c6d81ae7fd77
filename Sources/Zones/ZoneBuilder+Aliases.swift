import DNSWire
import Primitives

extension ZoneBuilder {
  /// Finds the RRsets that `$self` aliases mean, and refuses trees that are too deep or lead in circles.
  mutating func resolveAliases(_ targets: ZoneAliasIndex, apex: Name) {
    guard !aliases.isEmpty else { return }
    for index in aliases.indices {
      if case .resource(let target, let hostedZone) = aliases[index].target {
        let alias = aliases[index]
        report(
          Diagnostic(
            file: alias.file, line: alias.line, column: alias.column, severity: .warning,
            "nothing is known of the AWS resource \(target) (hosted zone \(hostedZone)): answers have no records"
          ))
      }
      guard case .record(let target) = aliases[index].target else { continue }
      guard let set = targets.set(aliases[index].type, at: target) else {
        report(
          aliases[index],
          "alias target \(target) has no \(aliases[index].type) record in zone \(apex)")
        continue
      }
      aliases[index].targetSet = set.offset
      (aliases[index].targetAlias, aliases[index].targetGroup) = (set.alias, set.group)
    }
    for (index, depth) in depths().enumerated() where depth > ZoneLimits.aliasDepth {
      report(
        aliases[index], "aliases lead through more than \(ZoneLimits.aliasDepth) levels, or in a circle")
    }
  }

  /// How many aliases each alias leads through, counted to one more than are allowed: so circles end as well.
  private func depths() -> [Int] {
    var depths = [Int](repeating: 0, count: aliases.count)
    for _ in 0...ZoneLimits.aliasDepth {
      depths = aliases.map { alias in next(alias).reduce(0) { max($0, depths[$1] + 1) } }
    }
    return depths
  }

  /// The aliases that the target of an alias leads on to.
  private func next(_ alias: ZoneAlias) -> [Int] {
    if alias.targetAlias >= 0 { return [alias.targetAlias] }
    guard alias.targetGroup >= 0 else { return [] }
    return groups[alias.targetGroup].members.map(\.alias).filter { $0 >= 0 }
  }

  private mutating func report(_ alias: ZoneAlias, _ message: String) {
    report(Diagnostic(file: alias.file, line: alias.line, column: alias.column, message))
  }
}
