import DNSWire
import Primitives

extension ZoneBuilder {
  /// The records at or below the apex in canonical order. Records outside the zone are reported and left out.
  mutating func sort(below apex: Name) -> CanonicalOrder {
    let journal = journal
    var order = CanonicalOrder(capacity: journal.count)
    let apexOctets = apex.wire.count
    var last = -1
    var isInside = false
    var key = SortKey(apex.wire.span, apexOctets: apexOctets)
    var next = 0
    while let offset = journal.record(from: next) {
      let record = journal.entry(at: offset)
      next = record.data + record.octets
      let name = journal.name(record.owner)
      if record.owner != last {
        last = record.owner
        isInside = Self.isInside(name, apex.wire.span)
        if isInside { key = SortKey(name, apexOctets: apexOctets) }
      }
      guard isInside else {
        reportOutside(record, apex)
        continue
      }
      order.append(
        record: offset, type: record.type, covered: coveredType(record), key: key,
        storageOctets: name.count - apexOctets + record.octets + ZoneLayout.recordOverhead)
    }
    order.sort(journal, apexOctets: apexOctets)
    return order
  }

  /// Other servers ignore a plain record and take the rest; aliases and policies are for Route 53, which refuses.
  private mutating func reportOutside(_ record: RecordJournal.Entry, _ apex: Name) {
    let name = name(record.owner)
    if record.isAlias || record.annotation >= 0 {
      report(record, "RRSet with DNS name \(name) is not permitted in zone \(apex)")
    } else {
      report(record, "\(name) is not in zone \(apex); the record is ignored", severity: .warning)
    }
  }

  /// What an RRSIG record covers: its first field (RFC 4034 section 3.1.1).
  private func coveredType(_ record: RecordJournal.Entry) -> RecordType? {
    guard record.type == .rrsig, record.octets >= 2 else { return nil }
    let data = journal.span(record.data, 2)
    return RecordType(rawValue: UInt16(data[0]) << 8 | UInt16(data[1]))
  }

  private static func isInside(_ name: Span<UInt8>, _ apex: Span<UInt8>) -> Bool {
    let end = name.count - apex.count
    guard end >= 0 else { return false }
    var position = 0
    while position < end { position += Int(name[position]) + 1 }
    return position == end && name.extracting(end..<name.count).equalsIgnoringCase(apex)
  }
}
