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
      let owner = name(of: node)
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

  private func name(of node: ZoneNode) -> Name {
    let octets = zone.octets
    let relative = node.nameRange.map { octets[$0] }
    return Name(wire: relative + zone.apex.wire) ?? zone.apex
  }

  /// Records of an RRset in the order of their octets (RFC 4034 section 6.3).
  private func lines(of set: RecordSet, _ owner: Name) -> [String] {
    guard !set.isGroup else {
      return zone.groups[zone.number(of: set)].members.flatMap { member in
        lines(of: zone.recordSet(at: member.set), owner).map { "\($0) \(member.annotation)" }
      }
    }
    let head = "\(owner) \(set.ttlSeconds)"
    if set.isAlias { return ["\(head) AWS ALIAS \(set.type) \(aliasText(set))"] }
    let octets = zone.octets
    var records: [[UInt8]] = []
    var offset = set.start
    for _ in 0..<set.count {
      let count = Int(octets.load(at: offset, as: UInt16.self))
      records.append((offset + 2..<offset + 2 + count).map { octets[$0] })
      offset += 2 + count
    }
    records.sort { $0.lexicographicallyPrecedes($1) }
    return records.map { "\(head) IN \(set.type) \(set.type.presentation(of: $0.span))" }
  }

  private func aliasText(_ set: RecordSet) -> String {
    let alias = zone.aliases[zone.number(of: set)]
    return switch alias.target {
    case .record(let name): "\(name) $self \(alias.evaluatesTargetHealth)"
    case .distribution(let name): "\(name) Z2FDTNDATAQYW2 false"
    }
  }
}
