import DNSWire
import Primitives
import Zones

extension Responder {
  /// The owner of records, as it is written before each of them.
  enum Owner: BitwiseCopyable {
    /// A name that stands in the message.
    case position(Int)
    /// The last octets of the name looked up.
    case suffix(octets: Int)
    /// The name of an entry.
    case entry(ZoneNode)
  }

  /// Writes the signatures that stand behind `set`, with its TTL (RFC 4034 section 3); returns how many.
  mutating func appendSignatures(_ zone: Zone, of set: RecordSet, _ owner: Owner, ttl: UInt32) -> Int {
    let data = lastData
    defer { lastData = data }
    return appendRecords(zone, zone.recordSet(at: set.end), owner, ttl: ttl)
  }

  /// Adds `set` and its signatures to the authority section.
  mutating func addToAuthority(_ zone: Zone, _ set: RecordSet, _ owner: Owner) {
    let mark = writer.mark
    var count = appendRecords(zone, set, owner, ttl: set.ttlSeconds)
    if set.isSigned { count += appendSignatures(zone, of: set, owner, ttl: set.ttlSeconds) }
    if writer.overflowed { return truncate(to: mark) }
    counts.authorities &+= UInt16(truncatingIfNeeded: count)
  }

  private mutating func appendRecords(
    _ zone: Zone, _ set: RecordSet, _ owner: Owner, ttl: UInt32
  ) -> Int {
    var offset = set.start
    for _ in 0..<set.count {
      switch owner {
      case .position(let position): writer.appendPointer(to: position)
      case .suffix(let octets): appendSuffix(octets: octets)
      case .entry(let node): appendName(of: node, zone)
      }
      offset = appendRecord(zone, set, at: offset, ttl: ttl)
      if writer.overflowed { break }
    }
    return set.count
  }

  private mutating func appendName(of node: ZoneNode, _ zone: Zone) {
    var wire = InlineArray<256, UInt8>(repeating: 0)
    let octets = zone.octets
    let start = node.setStart - node.nameOctets
    for index in 0..<node.nameOctets { wire[index] = octets[start + index] }
    // QNAME is in the zone: it ends as all names here do.
    let rest = query.name.count - zone.apexOctets
    for index in 0..<zone.apexOctets { wire[node.nameOctets + index] = query.name.span[rest + index] }
    writer.appendName(wire.span.extracting(0..<node.nameOctets + zone.apexOctets))
  }

  /// All signatures of a name, whatever they cover: what QTYPE RRSIG asks for. False if there are none. `besidesDNAME`: those of
  /// the DNAME record stand in the answer.
  mutating func addAllSignatures(
    _ zone: Zone, _ node: ZoneNode, _ request: Request, besidesDNAME: Bool
  ) -> Bool {
    var offset = node.setStart
    var isFound = false
    var signed = RecordType.rrsig
    for _ in 0..<node.setCount {
      let set = zone.recordSet(at: offset)
      offset = set.end
      guard set.type == .rrsig else {
        signed = set.type
        continue
      }
      isFound = true
      if besidesDNAME, signed == .dname { continue }
      if !addSet(zone, set, request) { break }
    }
    return isFound
  }
}
