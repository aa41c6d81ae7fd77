import DNSWire
import Geo
import Health
import Primitives
import Routing
import Zones

/// Answers queries; one for each worker. Nothing is allocated per query, no reference count is touched.
///
/// Most methods are mutating, some that change nothing too: for a call of one that is not, the compiler copies the
/// whole responder, a kilobyte.
///
/// Sections of the work stand in files of their own: walking the zone, records, referrals, additional addresses,
/// signatures, proofs of absence, aliases, EDNS and class CHAOS.
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
  /// Hosts whose addresses belong into the additional section.
  var hosts = InlineArray<64, Host>(repeating: Host(data: 0, message: 0))
  var hostCount = 0
  /// Where the RDATA written last begins.
  var lastData = 0
  /// Where the entry stands whose DNAME was followed in the last step, -1 for none.
  var lastRedirect = -1
  /// Entries whose DNAME records stand in the answer.
  var redirects = InlineArray<16, Int>(repeating: -1)
  var redirectCount = 0
  /// That DNAME leads to its owner or below it.
  var redirectGrows = false
  /// The query has DO and the zone is signed.
  var addsSignatures = false
  /// Entries of the zone whose NSEC or NSEC3 records belong into the authority section.
  var proofs = InlineArray<19, Int>(repeating: 0)
  var proofCount = 0
  /// Bits of the client's subnet that decided.
  var scope = 0
  var cookie: ServerCookie?
  var extendedError: ExtendedError?
  /// What aliases and policies came to, kept for its memory.
  var decision = Decision()
  /// Where those are who asked of late.
  let recent = RecentLocations()
  /// How the answer came about, if the settings ask for explanations.
  package internal(set) var trail = AnswerTrail()
  /// Its summary, as UTF-8.
  package internal(set) var explanation: [UInt8] = []

  struct Host: BitwiseCopyable {
    /// Where the name stands in RDATA.
    var data: Int
    /// Where it stands in the message.
    var message: Int
    /// Its entry in the zone, -1 for none.
    var node = -1
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
    let isTCP = transport.isStream
    let limit = limit(isTCP: isTCP)
    writer.begin(in: start, limit: limit)
    counts = Counts()
    (hostCount, scope, owner, lastRedirect, redirectCount) = (0, 0, WireLimits.headerOctets, -1, 0)
    (cookie, extendedError) = (nil, nil)
    if settings.explains { (trail, explanation) = (AnswerTrail(), []) }
    var end = query.questionEnd
    if end > start.count { end = WireLimits.headerOctets }
    writer.appendQuestion(packet, end: end)
    var zone = -1
    if let code = refusal(verdict, client, now, isTCP: isTCP) {
      counts.code = code
    } else {
      if query.hasEDNS { writer.setLimit(limit - optionOctets(transport)) }
      zone = answer(
        client, isTCP: isTCP, catalog: catalog, health: Unmanaged.passUnretained(health), draw: draw)
      writer.setLimit(limit)
    }
    finish(hasQuestion: end > WireLimits.headerOctets, transport)
    if verdict == .unknownKey { appendUnknownKey(packet) }
    return Response(count: writer.count, zone: zone, type: query.type, code: counts.code)
  }

  private mutating func limit(isTCP: Bool) -> Int {
    if isTCP { return WireLimits.messageOctets }
    if !query.hasEDNS { return WireLimits.plainUDPOctets }
    return max(WireLimits.plainUDPOctets, min(Int(query.udpOctets), WireLimits.udpOctets))
  }

  /// The code for a query that is not looked at further.
  private mutating func refusal(
    _ verdict: Query.Verdict, _ client: IPAddress, _ now: Instant, isTCP: Bool
  ) -> ResponseCode? {
    switch verdict {
    case .drop, .formatError: return .formatError
    // Nobody's secondary, as far as is known here (RFC 1996 section 3.10).
    case .notImplemented: return query.opcode == .notify ? .notAuthoritative : .notImplemented
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
    let index = Self.zoneIndex(of: query.name, type: query.type, catalog)
    guard index >= 0 else {
      counts.code = .refused
      extendedError = .notAuthoritative
      return -1
    }
    guard !catalog.isUnavailable(index) else {
      counts.code = .serverFailure
      extendedError = .notReady
      return -1
    }
    counts.isAuthoritative = true
    var request = Request(
      zone: index, client: client, prefixLength: client.bitWidth, health: health, draw: draw, isTCP: isTCP)
    if let subnet = query.clientSubnet, let address = subnet.address {
      (request.client, request.prefixLength) = (address, Int(subnet.sourcePrefixLength))
    }
    catalog.reference(index)._withUnsafeGuaranteedRef { zone in
      addsSignatures = query.dnssecOK && zone.isSigned
      walk(zone, catalog, request)
      if proofCount > 0 { addProofs(zone) }
      addAddresses(zone, below: nil)
      if settings.explains { explanation = Array(trail.summary(in: zone, edges: catalog.edges).utf8) }
    }
    return index
  }

  /// The zone of `name`. DS belongs to the parent's side of a cut: if the parent is served here too, it answers
  /// (RFC 4035 section 3.1.4.1).
  static func zoneIndex(of name: borrowing FoldedName, type: RecordType, _ catalog: borrowing Catalog) -> Int
  {
    let index = catalog.zoneIndex(for: name)
    guard type == .ds, index >= 0, catalog.isApex(name, of: index) else { return index }
    let parent = catalog.zoneIndex(for: name, above: 1)
    return parent >= 0 ? parent : index
  }

  /// OPT and the header.
  private mutating func finish(hasQuestion: Bool, _ transport: Transport) {
    if query.hasEDNS { appendOPT(transport) }
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
