import DNSWire
import Health
import Primitives
import Routing
import Zones

/// Answers queries; one for each worker. Nothing is allocated per query, no reference count is touched.
///
/// Sections of the work stand in files of their own: walking the zone, records, referrals, additional addresses,
/// aliases, EDNS and class CHAOS.
package struct Responder: ~Copyable {
  let settings: AnswerSettings
  var query = Query()
  var writer = MessageWriter()
  /// The name being looked up once a CNAME or DNAME was followed; until then it is QNAME, in `query`.
  var name = FoldedName()
  /// Where the name looked up stands in the message.
  var owner = WireLimits.headerOctets
  var scratch = FoldedName()
  var counts = Counts()
  /// Hosts whose addresses belong into the additional section: where the name stands in RDATA and in the message.
  var hosts = InlineArray<16, Host>(repeating: Host(data: 0, message: 0))
  var hostCount = 0
  /// Where the RDATA written last begins.
  var lastData = 0
  /// Where the entry stands whose DNAME was followed in the last step, -1 for none.
  var lastRedirect = -1
  /// Bits of the client's subnet that decided.
  var scope = 0
  var cookie: ServerCookie?
  var extendedError: ExtendedError?
  /// What aliases and policies came to, kept for its memory.
  var decision = Decision()
  /// How the answer was chosen, if the settings ask for explanations and a policy had a say.
  var explanation: [UInt8] = []

  struct Host: BitwiseCopyable {
    var data: Int
    var message: Int
  }

  struct Counts: BitwiseCopyable {
    var answers: UInt16 = 0
    var authorities: UInt16 = 0
    var additional: UInt16 = 0
    var code = ResponseCode.noError
    var isAuthoritative = false
    var isTruncated = false
  }

  struct Request: BitwiseCopyable {
    var zone: Int
    var client: IPAddress
    /// What is known of the client's address.
    var prefixLength: Int
    var health: Unmanaged<HealthSnapshot>
    var draw: UInt64
    var isTCP: Bool
  }

  package init(settings: AnswerSettings = AnswerSettings()) { self.settings = settings }

  /// Answers `packet` into `buffer`: the same catalog, client, health, draw and time give the same answer (RFC 1034
  /// section 4.3.2).
  ///
  /// `health` is numbered as the catalog's health checks are. `draw` chooses among weighted and multivalue records and
  /// the order of records with several values; only cookies look at `now`. Over UDP a buffer of 1232
  /// octets is enough, over TCP it should have 65,535; a smaller one truncates.
  package mutating func respond(
    to packet: Span<UInt8>, from client: IPAddress, over transport: Transport, catalog: borrowing Catalog,
    health: HealthSnapshot = .allHealthy, draw: UInt64, now: Instant = .distantPast,
    into buffer: inout MutableSpan<UInt8>
  ) -> Response {
    let verdict = query.parse(packet)
    guard verdict != .drop, buffer.count >= WireLimits.headerOctets else { return .none }
    // The buffer outlives this call; the writer keeps its address no longer.
    var start: UnsafeMutableRawBufferPointer?
    buffer.withUnsafeMutableBytes { start = $0 }
    guard let start else { return .none }
    writer.begin(in: start, limit: limit(transport))
    counts = Counts()
    (hostCount, scope, owner, lastRedirect) = (0, 0, WireLimits.headerOctets, -1)
    (cookie, extendedError) = (nil, nil)
    if settings.explains { explanation.removeAll(keepingCapacity: true) }
    var end = query.questionEnd
    if end > start.count { end = WireLimits.headerOctets }
    writer.appendQuestion(packet, end: end)
    let isTCP = transport == .tcp
    var zone = -1
    if let code = refusal(verdict, client, now, isTCP: isTCP) {
      counts.code = code
    } else {
      writer.setLimit(limit(transport) - optionOctets(isTCP: isTCP))
      zone = answer(
        client, isTCP: isTCP, catalog: catalog, health: Unmanaged.passUnretained(health), draw: draw)
      writer.setLimit(limit(transport))
    }
    finish(hasQuestion: end > WireLimits.headerOctets, isTCP: isTCP)
    if verdict == .unknownKey { appendUnknownKey(packet) }
    return Response(count: writer.count, zone: zone, type: query.type, code: counts.code)
  }

  private func limit(_ transport: Transport) -> Int {
    if transport == .tcp { return WireLimits.messageOctets }
    if !query.hasEDNS { return WireLimits.plainUDPOctets }
    return max(WireLimits.plainUDPOctets, min(Int(query.udpOctets), WireLimits.udpOctets))
  }

  /// The code for a query that is not looked at further.
  private mutating func refusal(
    _ verdict: Query.Verdict, _ client: IPAddress, _ now: Instant, isTCP: Bool
  ) -> ResponseCode? {
    switch verdict {
    case .drop, .formatError: return .formatError
    case .notImplemented: return .notImplemented
    case .badVersion: return .badVersion
    case .unknownKey: return .notAuthoritative
    case .wellFormed: break
    }
    if settings.cookies != .off, let code = checkCookie(client, now, isTCP: isTCP) { return code }
    return nil
  }

  /// Fills the sections; returns the index of the zone that answered, -1 for none.
  private mutating func answer(
    _ client: IPAddress, isTCP: Bool, catalog: borrowing Catalog, health: Unmanaged<HealthSnapshot>,
    draw: UInt64
  ) -> Int {
    guard query.recordClass == .internet || query.recordClass == .any else {
      if query.recordClass == .chaos { answerChaos() } else { counts.code = .refused }
      return -1
    }
    guard query.type != .axfr, query.type != .ixfr else {
      // A transfer does not fit into datagrams (RFC 5936 section 4.2).
      counts.code = query.type == .axfr && !isTCP ? .notImplemented : .refused
      if counts.code == .refused { extendedError = .prohibited }
      return -1
    }
    let index = zoneIndex(catalog)
    guard index >= 0 else {
      counts.code = .refused
      extendedError = .notAuthoritative
      return -1
    }
    counts.isAuthoritative = true
    var request = Request(
      zone: index, client: client, prefixLength: client.bitWidth, health: health, draw: draw, isTCP: isTCP)
    if let subnet = query.clientSubnet, let address = subnet.address {
      (request.client, request.prefixLength) = (address, Int(subnet.sourcePrefixLength))
    }
    catalog.reference(index)._withUnsafeGuaranteedRef { zone in
      walk(zone, catalog, request)
      addAddresses(zone, below: nil)
    }
    return index
  }

  /// The zone of QNAME. DS belongs to the parent's side of a cut: if the parent is served here too, it answers
  /// (RFC 4035 section 3.1.4.1).
  private func zoneIndex(_ catalog: borrowing Catalog) -> Int {
    let index = catalog.zoneIndex(for: query.name)
    guard query.type == .ds, index >= 0, catalog.isApex(query.name, of: index) else { return index }
    let parent = catalog.zoneIndex(for: query.name, above: 1)
    return parent >= 0 ? parent : index
  }

  /// OPT and the header.
  private mutating func finish(hasQuestion: Bool, isTCP: Bool) {
    if query.hasEDNS { appendOPT(isTCP: isTCP) }
    // Opcode and RD come back; CD is cleared (RFC 4035 section 3.1.6).
    var flags: UInt16 = 0x8000 | query.flags & 0x7900 | counts.code.rawValue & 15
    if counts.isAuthoritative { flags |= 0x0400 }
    if counts.isTruncated { flags |= 0x0200 }
    writer.set(flags, at: 2)
    writer.set(hasQuestion ? 1 : 0, at: 4)
    writer.set(counts.answers, at: 6)
    writer.set(counts.authorities, at: 8)
    writer.set(counts.additional, at: 10)
  }
}

extension HealthSnapshot {
  /// Where health is not configured.
  package static let allHealthy = HealthSnapshot()
}
