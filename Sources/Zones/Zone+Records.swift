import DNSWire
import Primitives

/// Entries one after another, in the order they are stored: canonical order, the apex first (RFC 4034 section 6.1).
extension Zone {
  /// The entry behind the one at `offset`; nil behind the last.
  package func node(after offset: Int) -> ZoneNode? {
    let node = node(at: offset)
    var end = node.setStart
    for _ in 0..<node.setCount { end = recordSet(at: end).end }
    return end < octets.count ? self.node(at: end) : nil
  }

  /// The wire form of an entry's name, the apex included.
  package func name(of node: ZoneNode) -> [UInt8] {
    let relative = octets.extracting(node.nameRange)
    return [UInt8](unsafeUninitializedCapacity: WireLimits.nameOctets) { buffer, count in
      for index in relative.indices { buffer[index] = relative[index] }
      for (index, octet) in apex.wire.enumerated() { buffer[relative.count + index] = octet }
      count = relative.count + apex.wire.count
    }
  }

  /// RDATA of the records of a plain RRset, names uncompressed, in canonical order (RFC 4034 section 6.3).
  package func records(of set: RecordSet) -> [[UInt8]] {
    let octets = octets
    var records: [[UInt8]] = []
    var offset = set.start
    for _ in 0..<set.count {
      let count = Int(octets.load(at: offset, as: UInt16.self))
      records.append((offset + 2..<offset + 2 + count).map { octets[$0] })
      offset += 2 + count
    }
    return records.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// What a server that knows neither aliases nor policies would have in place of `set`: the records an alias leads to,
  /// of a group those of the first member that has any. Nil for aliases to distributions, and for members: their group
  /// stands for them.
  package func staticSet(for set: RecordSet) -> RecordSet? {
    set.isMember ? nil : staticSet(for: set, levels: 2 * (ZoneLimits.aliasDepth + 2))
  }

  private func staticSet(for set: RecordSet, levels: Int) -> RecordSet? {
    if set.isPlain { return set }
    guard levels > 0 else { return nil }
    if set.isAlias {
      let target = resolve(set).targetSet
      return target < 0 ? nil : staticSet(for: recordSet(at: target), levels: levels - 1)
    }
    for member in groups[number(of: set)].members {
      if let found = staticSet(for: recordSet(at: member.set), levels: levels - 1) { return found }
    }
    return nil
  }

  /// RDATA of the SOA record, names uncompressed.
  package var authorityData: [UInt8] {
    guard let set = recordSet(.soa, at: apexNode) else { return [] }
    let data = octets.extracting(set.start + 2..<set.end)
    return data.indices.map { data[$0] }
  }
}
