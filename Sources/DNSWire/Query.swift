import Primitives

/// A request packet, parsed in place: allocates nothing, keeps no reference to the packet.
package struct Query: Sendable {
  /// What the packet deserves, before any zone is looked at.
  package enum Verdict: Sendable, BitwiseCopyable {
    /// Not a query: too short for a header, or itself a response. No answer.
    case drop
    case formatError
    case notImplemented
    /// EDNS version above 0 (RFC 6891 section 6.1.3).
    case badVersion
    /// Signed with a key that we do not have (RFC 8945 section 5.2.1).
    case unknownKey
    case wellFormed
  }

  /// QNAME in lower case. The question with the case as asked stays in the packet.
  package private(set) var name = FoldedName()
  package private(set) var id: UInt16 = 0
  /// The second 16 bits of the header.
  package private(set) var flags: UInt16 = 0
  package private(set) var type = RecordType.a
  package private(set) var recordClass = RecordClass.internet
  /// The offset behind the question; 12 if there is none or it did not parse.
  package private(set) var questionEnd = WireLimits.headerOctets
  package private(set) var hasEDNS = false
  /// The requestor's UDP payload size as sent.
  package private(set) var udpOctets: UInt16 = 0
  package private(set) var dnssecOK = false
  package private(set) var clientSubnet: ClientSubnet?

  package init() {}

  package var opcode: Opcode { Opcode(rawValue: UInt8(truncatingIfNeeded: flags >> 11)) }

  /// Parses `packet`, replacing what was parsed before.
  package mutating func parse(_ packet: Span<UInt8>) -> Verdict {
    questionEnd = WireLimits.headerOctets
    (hasEDNS, udpOctets, dnssecOK, clientSubnet) = (false, 0, false, nil)
    guard packet.count >= WireLimits.headerOctets else { return .drop }
    id = packet.bigEndianUInt16(at: 0)
    flags = packet.bigEndianUInt16(at: 2)
    if flags & 0x8000 != 0 { return .drop }
    guard opcode == .query else { return .notImplemented }
    // One question (RFC 9619), and nothing else but OPT and TSIG; IXFR alone brings a SOA along.
    guard packet.bigEndianUInt16(at: 4) == 1, let end = name.read(packet, at: WireLimits.headerOctets),
      end + 4 <= packet.count
    else { return .formatError }
    type = RecordType(rawValue: packet.bigEndianUInt16(at: end))
    recordClass = RecordClass(rawValue: packet.bigEndianUInt16(at: end + 2))
    questionEnd = end + 4
    let answers = packet.bigEndianUInt16(at: 6)
    let authorities = packet.bigEndianUInt16(at: 8)
    let additional = Int(packet.bigEndianUInt16(at: 10))
    guard answers == 0, authorities == 0 || (type == .ixfr && authorities == 1) else { return .formatError }
    if type == .ixfr { return .wellFormed }  // refused whatever follows
    if additional == 0 { return packet.count == questionEnd ? .wellFormed : .formatError }
    return parseAdditional(packet, records: additional)
  }

  private mutating func parseAdditional(_ packet: Span<UInt8>, records: Int) -> Verdict {
    guard records <= WireLimits.queryAdditionalRecords else { return .formatError }
    var offset = questionEnd
    var version: UInt8 = 0
    var isSigned = false
    for _ in 0..<records {
      let owner = offset
      guard !isSigned, let length = Name.length(of: packet, at: owner), owner + length + 10 <= packet.count
      else { return .formatError }
      let fixed = owner + length
      let data = fixed + 10
      let dataOctets = Int(packet.bigEndianUInt16(at: fixed + 8))
      guard data + dataOctets <= packet.count else { return .formatError }
      offset = data + dataOctets
      switch RecordType(rawValue: packet.bigEndianUInt16(at: fixed)) {
      case .opt:
        // One OPT, owned by the root (RFC 6891 section 6.1.1).
        guard !hasEDNS, length == 1 else { return .formatError }
        hasEDNS = true
        udpOctets = packet.bigEndianUInt16(at: fixed + 2)
        version = packet[fixed + 5]
        dnssecOK = packet[fixed + 6] & 0x80 != 0
        guard parseOptions(packet.extracting(data..<offset)) else { return .formatError }
      case .tsig: isSigned = true
      default: return .formatError
      }
    }
    if offset != packet.count { return .formatError }
    if version != 0 { return .badVersion }
    return isSigned ? .unknownKey : .wellFormed
  }

  private mutating func parseOptions(_ data: Span<UInt8>) -> Bool {
    var offset = 0
    while offset < data.count {
      guard offset + 4 <= data.count else { return false }
      let code = data.bigEndianUInt16(at: offset)
      let length = Int(data.bigEndianUInt16(at: offset + 2))
      offset += 4
      guard offset + length <= data.count else { return false }
      if code == 8, clientSubnet == nil {
        guard let subnet = ClientSubnet(data.extracting(offset..<offset + length)) else { return false }
        clientSubnet = subnet
      }
      offset += length
    }
    return true
  }
}
