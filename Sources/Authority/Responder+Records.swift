import DNSWire
import Primitives
import Zones

extension Responder {
  mutating func truncate(to mark: MessageWriter.Mark) {
    writer.rollBack(to: mark)
    counts.isTruncated = true
  }

  /// Adds `set` and its signatures to the answer under the name looked up; false if it does not fit (RFC 2181 section 9).
  mutating func addSet(_ zone: Zone, _ set: RecordSet, _ request: Request, ttl: UInt32? = nil) -> Bool {
    let mark = writer.mark
    append(zone, set, owner, ttl: ttl ?? set.ttlSeconds, draw: request.draw)
    var count = set.count
    if set.isSigned, addsSignatures {
      count += appendSignatures(zone, of: set, .position(owner), ttl: set.ttlSeconds)
    }
    if writer.overflowed {
      truncate(to: mark)
      return false
    }
    counts.answers &+= UInt16(truncatingIfNeeded: count)
    return true
  }

  /// Writes all records of `set`, starting with one that `draw` chooses.
  mutating func append(_ zone: Zone, _ set: RecordSet, _ owner: Int, ttl: UInt32, draw: UInt64) {
    var offset = first(of: set, zone, draw)
    for _ in 0..<set.count {
      offset = appendRecord(zone, set, at: offset, owner: owner, ttl: ttl)
      if writer.overflowed { return }
    }
  }

  /// Where the record stands that `draw` puts first.
  mutating func first(of set: RecordSet, _ zone: Zone, _ draw: UInt64) -> Int {
    guard set.count > 1 else { return set.start }
    let octets = zone.octets
    var offset = set.start
    let first = Int(draw.multipliedFullWidth(by: UInt64(set.count)).high)
    for _ in 0..<first { offset += 2 + octets.machineUInt16(at: offset) }
    return offset
  }

  /// Writes the record at `offset`, its owner as a pointer; returns where the next one stands, the first one after the
  /// last.
  mutating func appendRecord(_ zone: Zone, _ set: RecordSet, at offset: Int, owner: Int, ttl: UInt32) -> Int {
    lastData = writer.count + 12
    let data = offset + 2
    let octets = zone.octets
    let end = data + octets.machineUInt16(at: offset)
    writer.appendRecord(
      owner: owner, type: set.type.rawValue, ttl: ttl, data: octets.extracting(data..<end), layout: set.layout
    )
    return note(set, data: data, end: end)
  }

  /// Writes the record at `offset` behind its owner; returns as above.
  mutating func appendRecord(_ zone: Zone, _ set: RecordSet, at offset: Int, ttl: UInt32) -> Int {
    let octets = zone.octets
    let data = offset + 2
    let end = data + octets.machineUInt16(at: offset)
    writer.appendFixed(type: set.type.rawValue, ttl: ttl)
    lastData = writer.count + 2
    writer.appendRecordData(octets.extracting(data..<end), layout: set.layout)
    return note(set, data: data, end: end)
  }

  /// Remembers the host that the record at `data` names, if its addresses belong into the answer.
  @inline(__always)
  private mutating func note(_ set: RecordSet, data: Int, end: Int) -> Int {
    if set.layout.wantsAddresses, hostCount < AnswerLimits.additionalNames {
      let prefix = set.layout.prefixOctets
      hosts[hostCount] = Host(data: data + prefix, message: lastData + prefix)
      hostCount += 1
    }
    return end >= set.end ? set.start : end
  }

  /// The SOA record of a negative answer (RFC 2308 section 3).
  mutating func addAuthority(_ zone: Zone) {
    guard let soa = zone.recordSet(.soa, at: zone.apexNode) else { return }
    let mark = writer.mark
    let position = WireLimits.headerOctets + query.name.count - zone.apexOctets
    append(zone, soa, position, ttl: zone.negativeTTLSeconds, draw: 0)
    var count = 1
    if addsSignatures {
      count += appendSignatures(zone, of: soa, .position(position), ttl: zone.negativeTTLSeconds)
    }
    if writer.overflowed {
      truncate(to: mark)
    } else {
      counts.authorities = UInt16(truncatingIfNeeded: count)
    }
  }

  /// One RRset, or all of them over TCP if the settings say so (RFC 8482); false if there are none. `besidesDNAME`: that of
  /// this name stands in the answer.
  mutating func addAny(
    _ zone: Zone, _ catalog: borrowing Catalog, _ node: ZoneNode, _ request: Request, besidesDNAME: Bool
  ) -> Bool {
    let isMinimal = settings.any == .oneSet || !request.isTCP
    // Every type is asked for, RRSIG too.
    if !isMinimal { addsSignatures = zone.isSigned }
    var offset = node.setStart
    for _ in 0..<node.setCount {
      let set = zone.recordSet(at: offset)
      offset = set.end
      if set.type == .rrsig || set.isMember || (besidesDNAME && set.type == .dname) { continue }
      addAnswer(zone, catalog, set, request)
      // An alias may have no address of its type; the next RRset then speaks for the name.
      if counts.isTruncated || (isMinimal && counts.answers > 0) { return true }
      counts.authorities = 0
    }
    return counts.answers > 0
  }
}

extension Span where Element == UInt8 {
  /// RDLENGTH of a zone's storage, in machine order.
  @inline(__always)
  package func machineUInt16(at offset: Int) -> Int {
    precondition(offset >= 0 && offset <= count &- 2)
    return Int(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}
