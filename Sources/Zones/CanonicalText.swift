import DNSWire
import Primitives

/// A zone as text in canonical form: one record a line with its absolute name, TTL, class and type, the SOA record
/// first, then in canonical order (RFC 4034 section 6), numbers for times, aliases and routing comments as cli53 writes
/// them, records with policies in the order of their identifiers.
package struct CanonicalText {
  private let zone: Zone

  package init(_ zone: Zone) { self.zone = zone }

  /// Hands every line over, in order, without its newline.
  package func forEachLine(_ body: (String) -> Void) {
    let count = zone.octets.count
    var entry = 0
    while entry < count {
      let node = zone.node(at: entry)
      let owner = Name(wire: zone.name(of: node)) ?? zone.apex
      var offset = node.setStart
      var sets: [RecordSet] = []
      for _ in 0..<node.setCount {
        let set = zone.recordSet(at: offset)
        sets.append(set)
        offset = set.end
      }
      if node.nameOctets == 0 { sets.sort { $0.type == .soa && $1.type != .soa } }
      for set in sets where !set.isMember { for line in lines(of: set, owner) { body(line) } }
      entry = offset
    }
  }

  private func lines(of set: RecordSet, _ owner: Name) -> [String] {
    guard !set.isGroup else {
      return zone.groups[zone.number(of: set)].members.flatMap { member in
        lines(of: zone.recordSet(at: member.set), owner).map { "\($0) \(member.annotation)" }
      }
    }
    let head = "\(owner) \(set.ttlSeconds)"
    if set.isAlias { return ["\(head) AWS ALIAS \(set.type) \(aliasText(set))"] }
    return zone.records(of: set).map { "\(head) IN \(set.type) \(set.type.presentation(of: $0.span))" }
  }

  private func aliasText(_ set: RecordSet) -> String {
    let alias = zone.aliases[zone.number(of: set)]
    return switch alias.target {
    case .record(let name): "\(name) $self \(alias.evaluatesTargetHealth)"
    case .distribution(let name): "\(name) \(ZoneAlias.distributionHostedZone) false"
    case .resource(let name, let hostedZone): "\(name) \(hostedZone) \(alias.evaluatesTargetHealth)"
    }
  }
}
