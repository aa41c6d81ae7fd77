import DNSWire
import Zones

extension ResourceRecordSet {
  /// The lines of a zone file that say the same, one a record.
  package var zoneFileLines: [String] {
    let comment = routing.map { " \($0)" } ?? ""
    switch content {
    case .records(let ttlSeconds, let data):
      return data.map { "\(name) \(ttlSeconds) IN \(type) \(type.presentation(of: $0.span))\(comment)" }
    case .alias(let target):
      let zone =
        switch target.hostedZone {
        case .own: "$self"
        case .id(let id): id
        }
      return ["\(name) 60 AWS ALIAS \(type) \(target.name) \(zone) \(target.evaluatesTargetHealth)\(comment)"]
    }
  }

  /// The record sets of a zone in its own order; routed ones in the order of their identifiers.
  package static func all(of zone: Zone) -> [ResourceRecordSet] {
    var sets: [ResourceRecordSet] = []
    var node: ZoneNode? = zone.apexNode
    while let current = node {
      let owner = (Name(wire: zone.name(of: current)) ?? zone.apex).lowercased
      var offset = current.setStart
      for _ in 0..<current.setCount {
        let set = zone.recordSet(at: offset)
        offset = set.end
        if set.isMember { continue }
        if set.isGroup {
          for member in zone.groups[zone.number(of: set)].members {
            sets.append(
              ResourceRecordSet(zone, owner, zone.recordSet(at: member.set), routing: member.annotation))
          }
        } else {
          sets.append(ResourceRecordSet(zone, owner, set, routing: nil))
        }
      }
      node = zone.node(after: current.offset)
    }
    return sets
  }

  private init(_ zone: Zone, _ name: Name, _ set: RecordSet, routing: RoutingAnnotation?) {
    self.init(name: name, type: set.type, content: Self.content(zone, set), routing: routing)
  }

  private static func content(_ zone: Zone, _ set: RecordSet) -> Content {
    guard set.isAlias else {
      return .records(ttlSeconds: set.ttlSeconds, data: zone.records(of: set))
    }
    let alias = zone.aliases[zone.number(of: set)]
    let (target, hostedZone): (Name, HostedZone) =
      switch alias.target {
      case .record(let name): (name, .own)
      case .distribution(let name): (name, .id(ZoneAlias.distributionHostedZone))
      case .resource(let name, let id): (name, .id(id))
      }
    return .alias(
      AliasTarget(
        name: target.lowercased, hostedZone: hostedZone, evaluatesTargetHealth: alias.evaluatesTargetHealth))
  }
}

extension RecordType {
  /// Route 53 has records of this type (Developer Guide, "Supported DNS record types").
  package var isInRoute53: Bool {
    [
      "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP",
      "SVCB", "TLSA", "TXT",
    ].contains(description)
  }
}
