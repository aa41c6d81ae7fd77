import DNSWire
import Primitives

extension ZoneBuilder {
  /// Finds the records that `$self` aliases mean, through other aliases if need be.
  mutating func resolveAliases(_ targets: ZoneAliasIndex, apex: Name) {
    guard !aliases.isEmpty else { return }
    for index in aliases.indices {
      var current = index
      var depth = 0
      while true {
        guard case .record(let target) = aliases[current].target else {
          aliases[index].finalAlias = current
          break
        }
        guard let set = targets.set(aliases[index].type, at: target) else {
          report(
            aliases[index],
            "alias target \(target) has no \(aliases[index].type) record in zone \(apex)")
          break
        }
        guard set.alias >= 0 else {
          (aliases[index].targetSet, aliases[index].finalAlias) = (set.offset, current)
          break
        }
        depth += 1
        current = set.alias
        if depth > ZoneLimits.aliasDepth {
          report(
            aliases[index],
            "aliases lead through more than \(ZoneLimits.aliasDepth) levels, or in a circle")
          break
        }
      }
    }
  }

  private mutating func report(_ alias: ZoneAlias, _ message: String) {
    report(Diagnostic(file: alias.file, line: alias.line, column: alias.column, message))
  }
}
