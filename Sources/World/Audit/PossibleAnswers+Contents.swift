import DNSWire
import Zones

extension PossibleAnswers {
  /// All that is published about the A and AAAA records of a name, whatever is healthy and whoever asks, in words; nil: not judged.
  func contents(of name: Name) -> String? {
    let sets = [RecordType.a, .aaaa].compactMap { find(name, $0) }
    let texts = sets.map { zone, set in contents(set, zone, levels: Self.levels) }
    return texts.isEmpty || texts.contains(nil) ? nil : "\(texts.compactMap(\.self))"
  }

  private func contents(_ set: RecordSet, _ zone: Zone, levels: Int) -> String? {
    guard levels > 0 else { return nil }
    if set.isGroup {
      let group = zone.groups[zone.number(of: set)]
      let members = group.members.map { member in
        contents(zone.recordSet(at: member.set), zone, levels: levels - 1).map {
          "\(member.annotation) \($0)"
        }
      }
      return members.contains(nil) ? nil : "\(group.policy) \(members.compactMap(\.self))"
    }
    guard set.isAlias else {
      let choice = choice(set, zone)
      return "\(choice.ttl) \(choice.addresses.sorted())"
    }
    let alias = zone.resolve(set)
    if alias.targetSet >= 0 {
      return contents(zone.recordSet(at: alias.targetSet), zone, levels: levels - 1).map {
        "alias \(alias.evaluatesTargetHealth) \($0)"
      }
    }
    guard case .distribution = zone.aliases[alias.index].target else { return nil }
    return "\(zone.aliases[alias.index].target)"
  }
}
