import DNSWire
import Primitives

/// Why a query got no answer (RFC 8914 section 4).
enum ExtendedError: UInt16, BitwiseCopyable {
  case other = 0
  case notReady = 14
  case prohibited = 18
  case notAuthoritative = 20
}

extension Responder {
  private enum Code {
    static let nsid: UInt16 = 3
    static let clientSubnet: UInt16 = 8
    static let cookie: UInt16 = 10
    static let keepalive: UInt16 = 11
    static let padding: UInt16 = 12
    static let extendedError: UInt16 = 15
  }

  /// What OPT and its options take, kept free while sections are written. An extended error goes with empty sections.
  mutating func optionOctets(_ transport: Transport) -> Int {
    guard query.hasOptions else { return 11 }
    var octets = 11
    if let subnet = query.clientSubnet { octets += 8 + subnet.addressOctets }
    if query.wantsIdentifier, !settings.identifier.isEmpty { octets += 4 + identifierOctets }
    if cookie != nil { octets += 28 }
    if query.wantsKeepalive, transport.isStream, settings.keepaliveDeciseconds != nil { octets += 6 }
    return octets
  }

  private var identifierOctets: Int { min(settings.identifier.count, AnswerLimits.identifierOctets) }

  mutating func appendOPT(_ transport: Transport) {
    let mark = writer.mark
    writer.append(UInt8(0))
    // TYPE, the UDP payload size where CLASS stands elsewhere, and where TTL does the upper bits of the code, version 0, DO.
    writer.append(
      UInt64(RecordType.opt.rawValue) << 48 | UInt64(WireLimits.udpOctets) << 32
        | UInt64(counts.code.rawValue >> 4) << 24 | (query.dnssecOK ? 0x8000 : 0))
    let lengthOffset = writer.count
    writer.append(UInt16(0))
    if query.hasOptions { appendOptions(transport) }
    if let extendedError, settings.sendsExtendedErrors {
      appendOption(Code.extendedError, octets: 2)
      writer.append(extendedError.rawValue)
    } else if settings.explains, !explanation.isEmpty {
      appendExplanation()
    }
    if query.wantsPadding, transport == .tls { appendPadding() }
    if writer.overflowed { return writer.rollBack(to: mark) }
    writer.set(UInt16(writer.count - lengthOffset - 2), at: lengthOffset)
    counts.additional &+= 1
  }

  /// Options answer options: one that was not asked for would be of no use to an old client.
  @inline(__always)
  private mutating func appendOptions(_ transport: Transport) {
    if query.wantsIdentifier, !settings.identifier.isEmpty {
      appendOption(Code.nsid, octets: identifierOctets)
      for index in 0..<identifierOctets { writer.append(settings.identifier[index]) }
    }
    if let subnet = query.clientSubnet { append(subnet) }
    if let cookie {
      appendOption(Code.cookie, octets: 24)
      writer.append(query.cookie?.client ?? 0)
      writer.append(cookie.head)
      writer.append(cookie.hash)
    }
    if query.wantsKeepalive, transport.isStream, let timeout = settings.keepaliveDeciseconds {
      appendOption(Code.keepalive, octets: 2)
      writer.append(timeout)
    }
  }

  /// The last option: fills a block, for who asked with padding and where nobody can look inside (RFC 7830, RFC 8467
  /// section 4.1).
  private mutating func appendPadding() {
    let end = writer.count + 4
    guard end <= writer.limit else { return }
    let blocks = (end + AnswerLimits.paddingOctets - 1) / AnswerLimits.paddingOctets
    let octets = min(blocks * AnswerLimits.paddingOctets, writer.limit) - end
    appendOption(Code.padding, octets: octets)
    for _ in 0..<octets { writer.append(UInt8(0)) }
  }

  /// As much of the explanation as there is room for: it never costs the answer a record.
  private mutating func appendExplanation() {
    let octets = min(explanation.count, writer.limit - writer.count - 6, AnswerLimits.explanationOctets)
    guard octets > 0 else { return }
    appendOption(Code.extendedError, octets: 2 + octets)
    writer.append(ExtendedError.other.rawValue)
    for index in 0..<octets { writer.append(explanation[index]) }
  }

  private mutating func appendOption(_ code: UInt16, octets: Int) {
    writer.append(code)
    writer.append(UInt16(octets))
  }

  /// The subnet as it came, with the scope of the answer (RFC 7871 section 7.2.1).
  @inline(__always)
  private mutating func append(_ subnet: ClientSubnet) {
    let octets = subnet.addressOctets
    let scope = octets == 0 ? 0 : UInt64(truncatingIfNeeded: scope) & 0xFF
    let head =
      UInt64(Code.clientSubnet) << 48 | UInt64(truncatingIfNeeded: 4 &+ octets) << 32
      | UInt64(subnet.family) << 16 | UInt64(subnet.sourcePrefixLength) << 8 | scope
    writer.append(head, subnet.family == 1 ? subnet.bits &<< 96 : subnet.bits, octets: octets)
  }

  /// Makes the cookie to send; the code if the query goes no further (RFC 7873 section 5.2).
  mutating func checkCookie(_ client: IPAddress, _ now: Instant, isTCP: Bool) -> ResponseCode? {
    if query.hasMalformedCookie { return .formatError }
    guard let received = query.cookie else { return nil }
    let isGood = ServerCookie.isGood(received, address: client, now: now, secret: settings.cookieSecret)
    let fresh = ServerCookie(
      client: received.client, address: client, now: now, secret: settings.cookieSecret)
    let head = UInt64(truncatingIfNeeded: received.server >> 64)
    let old = ServerCookie(
      client: received.client, address: client, head: head, secret: settings.cookieSecret)
    cookie = isGood && old.age(now) < ServerCookie.lifetimeSeconds / 2 ? old : fresh
    return isGood || isTCP || settings.cookies != .required ? nil : .badCookie
  }

  /// TSIG comes back unsigned with BADKEY (RFC 8945 section 5.3.2).
  mutating func appendUnknownKey(_ packet: Span<UInt8>) {
    let key = query.key
    guard key.count > 0 else { return }
    let mark = writer.mark
    writer.append(packet.extracting(key.owner..<key.owner + key.ownerOctets))
    writer.append(RecordType.tsig.rawValue)
    writer.append(RecordClass.any.rawValue)
    writer.append(UInt32(0))
    // Algorithm, time signed and fudge; no MAC; original ID; error 17; no other data.
    writer.append(UInt16(key.count + 8))
    writer.append(packet.extracting(key.data..<key.data + key.count))
    writer.append(UInt16(0))
    writer.append(packet.extracting(key.originalID..<key.originalID + 2))
    writer.append(UInt16(17))
    writer.append(UInt16(0))
    if writer.overflowed { return writer.rollBack(to: mark) }
    counts.additional &+= 1
    writer.set(counts.additional, at: 10)
  }
}
