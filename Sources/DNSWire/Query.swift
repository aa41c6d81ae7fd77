import Primitives

/// A request packet, parsed in place: allocates nothing, keeps no reference to the packet.
public struct Query: ~Copyable {
  /// What the packet deserves, before any zone is looked at.
  public enum Verdict: Sendable, BitwiseCopyable {
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
  public private(set) var name = FoldedName()
  public private(set) var id: UInt16 = 0
  /// The second 16 bits of the header.
  public private(set) var flags: UInt16 = 0
  /// 0 until a question was read.
  public private(set) var type = RecordType(rawValue: 0)
  public private(set) var recordClass = RecordClass.internet
  /// The offset behind the question; 12 if there is none or it did not parse.
  public private(set) var questionEnd = WireLimits.headerOctets
  public private(set) var hasEDNS = false
  /// EDNS version; meaningful if there is EDNS.
  private var version: UInt8 = 0
  /// The requestor's UDP payload size as sent.
  public private(set) var udpOctets: UInt16 = 0
  public private(set) var dnssecOK = false
  /// OPT has options, known or not.
  public private(set) var hasOptions = false
  public private(set) var clientSubnet: ClientSubnet?
  /// NSID was asked for (RFC 5001).
  public private(set) var wantsIdentifier = false
  /// The keepalive option came along (RFC 7828).
  public private(set) var wantsKeepalive = false
  /// The padding option came along (RFC 7830).
  public private(set) var wantsPadding = false
  public private(set) var cookie: RequestCookie?
  /// A cookie of a length that is none (RFC 7873 section 5.2.2): FORMERR from a server that knows cookies.
  public private(set) var hasMalformedCookie = false
  /// Where TSIG stands; meaningful for `unknownKey`.
  public private(set) var key = RequestKey()

  public init() {}

  public var opcode: Opcode { Opcode(rawValue: UInt8(truncatingIfNeeded: flags >> 11)) }

  /// Parses `packet`, replacing what was parsed before.
  public mutating func parse(_ packet: Span<UInt8>) -> Verdict {
    questionEnd = WireLimits.headerOctets
    (hasEDNS, udpOctets, dnssecOK) = (false, 0, false)
    type = RecordType(rawValue: 0)
    if hasOptions { forgetOptions() }
    guard packet.count >= WireLimits.headerOctets else { return .drop }
    id = packet.bigEndianUInt16(at: 0)
    flags = packet.bigEndianUInt16(at: 2)
    if flags & 0x8000 != 0 { return .drop }
    guard opcode == .query else { return .notImplemented }
    // The counts of the four sections. One question (RFC 9619). Records that a query has no use for are passed over,
    // octets behind them too.
    let counts = packet.bigEndianUInt64(at: 4)
    guard counts >> 48 == 1 else {
      if counts >> 48 == 0 { _ = parseRecords(packet) }
      return .formatError
    }
    guard let end = name.read(packet, at: WireLimits.headerOctets), end + 4 <= packet.count else {
      return .formatError
    }
    type = RecordType(rawValue: packet.bigEndianUInt16(at: end))
    recordClass = RecordClass(rawValue: packet.bigEndianUInt16(at: end + 2))
    questionEnd = end + 4
    // Most queries have no records, or OPT alone.
    if counts == 1 << 48 { return .wellFormed }
    let data = questionEnd &+ 11
    guard counts == 1 << 48 | 1, data <= packet.count, packet[questionEnd] == 0,
      packet.bigEndianUInt16(at: questionEnd &+ 1) == RecordType.opt.rawValue
    else { return parseRecords(packet) }
    let dataEnd = data &+ Int(packet.bigEndianUInt16(at: data &- 2))
    guard dataEnd <= packet.count else { return .formatError }
    let verdict = parseOPT(packet, data: data, end: dataEnd)
    return hasEDNS && version != 0 ? .badVersion : verdict
  }

  private mutating func parseRecords(_ packet: Span<UInt8>) -> Verdict {
    let others = Int(packet.bigEndianUInt16(at: 6)) + Int(packet.bigEndianUInt16(at: 8))
    let records = others + Int(packet.bigEndianUInt16(at: 10))
    var offset = questionEnd
    var isSigned = false
    var verdict = Verdict.wellFormed
    for index in 0..<records {
      let owner = offset
      guard !isSigned, let length = packet.ownerOctets(at: owner), owner + length + 10 <= packet.count
      else { return withoutEDNS() }
      let fixed = owner + length
      let data = fixed + 10
      offset = data + Int(packet.bigEndianUInt16(at: fixed + 8))
      guard offset <= packet.count else { return withoutEDNS() }
      guard index >= others else { continue }
      switch RecordType(rawValue: packet.bigEndianUInt16(at: fixed)) {
      case .opt:
        // One OPT, owned by the root (RFC 6891 section 6.1.1).
        guard !hasEDNS, length == 1 else { return withoutEDNS() }
        verdict = parseOPT(packet, data: data, end: offset)
        guard hasEDNS else { return .formatError }
      case .tsig:
        isSigned = true
        key = RequestKey(packet, owner: owner, data: data, end: offset)
      default: break
      }
    }
    if hasEDNS, version != 0 { return .badVersion }
    return isSigned && verdict == .wellFormed ? .unknownKey : verdict
  }

  /// An OPT that did not parse is not answered with one.
  private mutating func withoutEDNS() -> Verdict {
    hasEDNS = false
    forgetOptions()
    return .formatError
  }

  private mutating func forgetOptions() {
    (clientSubnet, cookie, hasMalformedCookie) = (nil, nil, false)
    (wantsIdentifier, wantsKeepalive, wantsPadding, hasOptions) = (false, false, false, false)
  }

  /// Reads OPT, whose RDATA, the options, is `data..<end`.
  @inline(__always)
  private mutating func parseOPT(_ packet: Span<UInt8>, data: Int, end: Int) -> Verdict {
    hasEDNS = true
    udpOctets = packet.bigEndianUInt16(at: data &- 8)
    version = packet[data &- 5]
    dnssecOK = packet[data &- 4] & 0x80 != 0
    return data < end ? parseOptions(packet, from: data, to: end) : .wellFormed
  }

  private mutating func parseOptions(_ packet: Span<UInt8>, from start: Int, to end: Int) -> Verdict {
    hasOptions = true
    var offset = start
    while offset < end {
      let data = offset &+ 4
      guard data <= end else { return withoutEDNS() }
      // OPTION-CODE and OPTION-LENGTH.
      let head = packet.bigEndianUInt32(at: offset)
      offset = data &+ Int(head & 0xFFFF)
      guard offset <= end else { return withoutEDNS() }
      switch head >> 16 {
      case 3: wantsIdentifier = true
      case 8 where clientSubnet == nil:
        guard let subnet = ClientSubnet(packet, from: data, to: offset) else {
          forgetOptions()
          return .formatError
        }
        clientSubnet = subnet
      case 10 where cookie == nil:
        cookie = RequestCookie(packet.extracting(data..<offset))
        hasMalformedCookie = cookie == nil
      case 11: wantsKeepalive = true
      case 12: wantsPadding = true
      default: break
      }
    }
    return .wellFormed
  }
}

extension Span where Element == UInt8 {
  /// The octets of a record's owner at `offset`, a pointer included but not followed; nil if it is malformed.
  fileprivate func ownerOctets(at offset: Int) -> Int? {
    var position = offset
    while position < count {
      let label = Int(self[position])
      if label == 0 { return position + 1 - offset }
      if label >= 0xC0 { return position + 2 - offset }
      guard label <= WireLimits.labelOctets else { return nil }
      position += label + 1
      guard position - offset < WireLimits.nameOctets else { return nil }
    }
    return nil
  }
}
