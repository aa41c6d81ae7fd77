import DNSWire
import Primitives

extension ZoneBuilder {
  /// Records of one identifier.
  private struct Member {
    let annotation: RoutingAnnotation
    /// The record that named the identifier first.
    let first: RecordJournal.Entry
    /// Where its records stand in the journal.
    var records: [Int]
  }

  /// Checks the records of one name and type that have policies, in the words of the Route 53 API, and lays them out:
  /// an RRset that stands for the group, then one for each member.
  mutating func appendGroup(_ records: [Int], to layout: inout ZoneLayout) {
    let journal = journal
    var members = self.members(records)
    guard let head = members.first else { return }
    let kind = head.annotation.policy.kind
    check(members, kind)
    if kind == .multivalue { checkValues(members) }
    // Reported; and whatever walks groups may count on their size.
    members.removeLast(max(0, members.count - kind.memberLimit))
    members.sort { $0.annotation.identifier.utf8.lexicographicallyPrecedes($1.annotation.identifier.utf8) }
    layout.beginSet(head.first.type, ttl: 0, flags: RecordSet.group)
    layout.appendNumber(UInt32(groups.count))
    layout.endSet(count: 0)
    var laidOut: [RoutedGroup.Member] = []
    for member in members {
      let first = member.first
      layout.beginSet(
        first.type, ttl: first.ttl, flags: RecordSet.member | (first.isAlias ? RecordSet.alias : 0))
      var count = 1
      var alias = -1
      if first.isAlias {
        alias = Int(journal.span(first.data, 4).load(at: 0, as: UInt32.self))
        layout.appendNumber(UInt32(alias))
      } else {
        count = appendRecords(member.records, to: &layout)
      }
      laidOut.append(
        RoutedGroup.Member(
          annotation: member.annotation, set: layout.set, alias: alias, file: file(of: first),
          line: first.line, column: first.column))
      layout.endSet(count: count)
    }
    groups.append(
      RoutedGroup(name: name(head.first.owner), type: head.first.type, policy: kind, members: laidOut))
  }

  /// The records by identifier, in the order they were read. What does not go together is reported and left out.
  private mutating func members(_ records: [Int]) -> [Member] {
    let journal = journal
    var members: [Member] = []
    var numbers: [String: Int] = [:]
    for offset in records {
      let record = journal.entry(at: offset)
      guard record.annotation >= 0 else {
        report(
          record, "\(rrset(record)) cannot be created as other RRSets exist with the same name and type")
        continue
      }
      let annotation = annotations[record.annotation]
      guard let number = numbers[annotation.identifier] else {
        numbers[annotation.identifier] = members.count
        members.append(Member(annotation: annotation, first: record, records: [offset]))
        continue
      }
      let first = members[number].first
      if record.isAlias, first.isAlias {
        report(
          record,
          "Tried to create resource record set [name='\(name(record.owner))', type='\(record.type)'\(identifierText(annotation))] but it already exists"
        )
      } else if record.isAlias != first.isAlias {
        report(
          record,
          "InvalidInput: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]]; \(rrset(record)) has both"
        )
      } else if annotation != members[number].annotation {
        report(
          record,
          "records of one identifier have the same routing comment; '\(annotation)' differs from '\(members[number].annotation)'"
        )
      } else {
        members[number].records.append(offset)
      }
    }
    return members
  }

  private func identifierText(_ annotation: RoutingAnnotation) -> String {
    annotation.identifier.isEmpty ? "" : ", set identifier='\(annotation.identifier)'"
  }

  /// `RRSet with DNS name N, type T, SetIdentifier S`, as the API's messages begin.
  private func rrset(_ record: RecordJournal.Entry) -> String {
    let identifier = record.annotation < 0 ? "" : annotations[record.annotation].identifier
    return "RRSet with DNS name \(name(record.owner)), type \(record.type)"
      + (identifier.isEmpty ? "" : ", SetIdentifier \(identifier)")
  }

  private mutating func check(_ members: [Member], _ kind: RoutingPolicy.Kind) {
    var places: [RoutingPolicy: Member] = [:]
    let ttl = members.first { !$0.first.isAlias }?.first.ttl
    for (index, member) in members.enumerated() {
      let record = member.first
      let policy = member.annotation.policy
      guard policy.kind == kind else {
        report(
          record,
          "\(rrset(record)) cannot be created as a non-\(policy.kind.rawValue.lowercased()) set exists with the same name and type"
        )
        continue
      }
      if index == kind.memberLimit, kind != .failover {
        report(
          record, "\(rrset(record)): a group of \(kind.rawValue) has at most \(kind.memberLimit) records")
      }
      if kind == .weighted, !record.isAlias, record.ttl != ttl {
        report(record, "\(rrset(record)) cannot be created as weighted sets must contain the same TTL")
      }
      if policy.claimsPlace {
        let place = policy.withoutBias
        if let earlier = places[place] {
          report(
            record,
            "\(rrset(record)) cannot be created as SetIdentifier \(earlier.annotation.identifier) of the same name and type is for the same place"
          )
        } else {
          places[place] = member
        }
      }
      if member.records.count > ZoneLimits.routedValues {
        report(
          record,
          "\(rrset(record)) has \(member.records.count) values; at most \(ZoneLimits.routedValues) are allowed"
        )
      }
      checkMember(member, members[0])
    }
  }

  /// Members of a multivalue answer become one RRset, in which no record stands twice (RFC 2181 section 5).
  private mutating func checkValues(_ members: [Member]) {
    let journal = journal
    var owners: [[UInt8]: Member] = [:]
    for member in members where !member.first.isAlias {
      for offset in member.records {
        let record = journal.entry(at: offset)
        let data = Array(journal.span(record.data, record.octets), 0..<record.octets)
        if let earlier = owners[data], earlier.annotation != member.annotation {
          report(
            record,
            "\(rrset(record)) has the same value as SetIdentifier \(earlier.annotation.identifier); a multivalue answer has each value once"
          )
        }
        owners[data] = member
      }
    }
  }

  /// What one record may not be, whatever stands beside it; `head` is the first of its group.
  private mutating func checkMember(_ member: Member, _ head: Member) {
    let record = member.first
    switch member.annotation.policy {
    case .failover(let role):
      if role == .primary, !record.isAlias, member.annotation.healthCheckID == nil {
        report(
          record,
          "A non-alias primary ResourceRecordSet must have an associated health check: \(rrset(record))")
      }
      if record.isAlias {
        let alias = aliases[Int(journal.span(record.data, 4).load(at: 0, as: UInt32.self))]
        if case .record = alias.target, !alias.evaluatesTargetHealth {
          report(record, "\(rrset(record)): a failover alias must set EvaluateTargetHealth to true")
        }
      }
    case .multivalue:
      if record.isAlias { report(record, "\(rrset(record)): a multivalue answer record cannot be an alias") }
      if record.type == .cname {
        report(record, "\(rrset(record)): a multivalue answer record cannot have type CNAME")
      }
    case .ipBased(let collection, _):
      if case .ipBased(let first, _) = head.annotation.policy, first != collection {
        report(
          record,
          "\(rrset(record)): all records of a group use one CIDR collection; '\(collection)' differs from '\(first)'"
        )
      }
    default: break
    }
  }
}

extension RoutingPolicy {
  /// Two records of a group cannot say the same.
  fileprivate var claimsPlace: Bool {
    switch self {
    case .latency, .geolocation, .geoproximity, .failover, .ipBased: true
    case .simple, .weighted, .multivalue: false
    }
  }

  fileprivate var withoutBias: RoutingPolicy {
    if case .geoproximity(let place, _) = self { .geoproximity(place, bias: 0) } else { self }
  }
}
