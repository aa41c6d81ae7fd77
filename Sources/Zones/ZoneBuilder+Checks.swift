import DNSWire
import Primitives

extension ZoneBuilder {
  /// Walks the sorted records owner by owner, RRset by RRset.
  mutating func checkAndLayOut(_ order: borrowing CanonicalOrder, into layout: inout ZoneLayout) {
    let journal = journal
    var index = 0
    var redirection: Name?
    let apexOctets = layout.apex.wire.count
    while index < order.count {
      let first = journal.entry(at: order[index])
      var end = index + 1
      while end < order.count, isSameName(first.owner, journal.entry(at: order[end]).owner) { end += 1 }
      let name = journal.name(first.owner)
      let isApex = name.count == apexOctets
      let owner = checkOwner(order, index..<end, apex: layout.apex, isApex: isApex)
      checkRedirection(order, index..<end, &redirection)
      layout.enter(
        name, isCut: !isApex && owner.hasNS, isRedirect: owner.hasDNAME,
        isHidden: !isApex && Self.isDenial(order, index..<end))
      var covered: UInt16?
      while index < end {
        let item = order.items[index]
        var setEnd = index + 1
        while setEnd < end, order.items[setEnd].type == item.type,
          order.items[setEnd].isSignature == item.isSignature
        {
          setEnd += 1
        }
        if item.isSignature, covered == item.type { layout.signLastSet() }
        appendSet(order, index..<setEnd, to: &layout)
        covered = item.isSignature ? nil : item.type
        index = setEnd
      }
    }
  }

  /// Nothing but NSEC3 records and their signatures: no name to look up (RFC 5155 section 7.2.8).
  private static func isDenial(_ order: borrowing CanonicalOrder, _ range: Range<Int>) -> Bool {
    for index in range where order.items[index].type != RecordType.nsec3.rawValue { return false }
    return true
  }

  private func isSameName(_ a: Int, _ b: Int) -> Bool {
    a == b || journal.name(a).equalsIgnoringCase(journal.name(b))
  }

  /// What may not stand together at one name; and what it has that changes what lies below.
  private mutating func checkOwner(
    _ order: borrowing CanonicalOrder, _ range: Range<Int>, apex: Name, isApex: Bool
  ) -> (hasNS: Bool, hasDNAME: Bool) {
    var cname: RecordJournal.Entry?
    var (hasNS, hasDNAME) = (false, false)
    var other: RecordType?
    for index in range {
      let record = journal.entry(at: order[index])
      switch record.type {
      case .cname: if cname == nil { cname = record }
      case .rrsig, .nsec: break
      default:
        other = other ?? record.type
        if record.type == .ns { hasNS = true }
        if record.type == .dname { hasDNAME = true }
      }
    }
    if let cname, let other {
      let owner = name(cname.owner)
      report(
        cname,
        isApex
          ? "RRSet of type CNAME with DNS name \(owner) is not permitted at apex in zone \(owner) (RFC 1034 section 3.6.2)"
          : "CNAME beside other data: RRSet of type \(other) with DNS name \(owner) is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone \(apex) (RFC 1034 section 3.6.2)"
      )
    }
    if isApex, !hasNS {
      let record = journal.entry(at: order[range.lowerBound])
      report(record, "the zone has no NS record at its apex \(name(record.owner))")
    }
    return (hasNS, hasDNAME)
  }

  /// Nothing stands below a DNAME but the NSEC3 records of the zone (RFC 6672 section 2.4, RFC 5155 section 3).
  private mutating func checkRedirection(
    _ order: borrowing CanonicalOrder, _ range: Range<Int>, _ redirection: inout Name?
  ) {
    func all(_ condition: (RecordType) -> Bool) -> Bool {
      for index in range where !condition(order.items[index].recordType) { return false }
      return true
    }
    if !all({ $0 != .dname }) {
      redirection = name(journal.entry(at: order[range.lowerBound]).owner)
    } else if let above = redirection {
      let first = journal.entry(at: order[range.lowerBound])
      guard name(first.owner).isSubdomain(of: above) else { return redirection = nil }
      guard !all({ $0 == .nsec3 || $0 == .rrsig }) else { return }
      report(first, "\(name(first.owner)) stands below the DNAME record of \(above) (RFC 6672 section 2.4)")
    }
  }

  private mutating func appendSet(
    _ order: borrowing CanonicalOrder, _ range: Range<Int>, to layout: inout ZoneLayout
  ) {
    let first = journal.entry(at: order[range.lowerBound])
    if !annotations.isEmpty, range.contains(where: { journal.entry(at: order[$0]).annotation >= 0 }) {
      return appendGroup(range.map { order[$0] }, to: &layout)
    }
    if range.count > 1, range.contains(where: { journal.entry(at: order[$0]).isAlias }) {
      report(
        journal.entry(at: order[range.upperBound - 1]),
        "an alias stands alone: \(name(first.owner)) has several \(first.type) records")
      return
    }
    layout.beginSet(first.type, ttl: first.ttl, flags: first.isAlias ? RecordSet.alias : 0)
    var count = 1
    if first.isAlias {
      layout.appendNumber(journal.span(first.data, 4).load(at: 0, as: UInt32.self))
    } else if range.count == 1 {
      layout.append(journal.span(first.data, first.octets))
    } else {
      count = appendRecords(range.map { order[$0] }, to: &layout)
    }
    layout.endSet(count: count)
  }

  /// Appends the records of an RRset of several; returns how many are left without duplicates.
  mutating func appendRecords(_ records: [Int], to layout: inout ZoneLayout) -> Int {
    let journal = journal
    let first = journal.entry(at: records[0])
    let isSingleton = RecordTypeTable[first.type]?.isSingleton ?? false
    var seen: Set<[UInt8]> = []
    var (count, octets) = (0, 0)
    for offset in records {
      let record = journal.entry(at: offset)
      if record.ttl != first.ttl, record.type != .rrsig {
        report(
          record,
          "TTL \(record.ttl) differs from \(first.ttl) in the same RRset; \(first.ttl) is used (RFC 2181 section 5.2)",
          severity: .warning)
      }
      let data = journal.span(record.data, record.octets)
      guard seen.insert(Array(data, 0..<data.count)).inserted else {
        report(record, "duplicate record dropped", severity: .warning)
        continue
      }
      octets += record.octets + 2
      guard octets <= ZoneLimits.recordSetOctets else {
        report(record, "the RRset is larger than a message can carry")
        break
      }
      if count == 1, isSingleton, record.type != .soa {
        report(record, "a name has at most one \(record.type) record")
      }
      layout.append(data)
      count += 1
    }
    return count
  }

  /// Name servers below a cut of this zone need glue to be found. What is left in the journal are the NS records.
  mutating func checkAddresses(of zone: Zone) {
    let journal = journal
    var next = 0
    while let offset = journal.record(from: next) {
      let record = journal.entry(at: offset)
      next = record.data + record.octets
      var target = FoldedName()
      guard target.read(journal.span(record.data, record.octets), at: 0) != nil, zone.contains(target) else {
        continue
      }
      if hasAddress(target, zone, record) { continue }
      report(record, "missing glue: \(target.name) has no address in the zone", severity: .warning)
    }
  }

  private func hasAddress(_ target: borrowing FoldedName, _ zone: Zone, _ record: RecordJournal.Entry) -> Bool
  {
    if let node = zone.node(for: target) {
      if zone.recordSet(.a, at: node) != nil || zone.recordSet(.aaaa, at: node) != nil { return true }
    } else if case .wildcard = zone.lookUp(target) {
      return true
    }
    // Another delegation's name: sibling glue is optional (RFC 9471 section 2.2).
    guard case .delegation(let cut, _) = zone.lookUp(target) else { return false }
    return zone.node(for: FoldedName(name(record.owner)))?.offset != cut.offset
  }
}
