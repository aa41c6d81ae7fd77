import DNSWire
import Primitives
import Routing
import Zones

/// Answers queries; one for each worker. Nothing is allocated per query, no reference count is touched.
package struct Responder: ~Copyable {
  private var query = Query()
  private var writer = MessageWriter()
  /// The name being looked up: QNAME, then the targets of CNAME records.
  private var name = FoldedName()
  private var scratch = FoldedName()
  private var counts = Counts()
  /// Hosts whose addresses belong into the additional section: where the name stands in RDATA and in the message.
  private var hosts = InlineArray<16, Host>(repeating: Host(data: 0, message: 0))
  private var hostCount = 0
  private var scope = 0

  private struct Host: BitwiseCopyable {
    var data: Int
    var message: Int
  }

  private struct Counts: BitwiseCopyable {
    var answers: UInt16 = 0
    var authorities: UInt16 = 0
    var additional: UInt16 = 0
    var code = ResponseCode.noError
    var isAuthoritative = true
    var isTruncated = false
  }

  private struct Request: BitwiseCopyable {
    var zone: Int
    var client: IPAddress
    var draw: UInt64
    var isTCP: Bool
  }

  package init() {}

  /// Answers `packet` into `buffer`: the same catalog, client and draw give the same answer (RFC 1034 section 4.3.2).
  ///
  /// `draw` chooses the order of records with several values. Over UDP a buffer of 1232 octets is enough, over TCP
  /// it should have 65,535; a smaller one truncates.
  package mutating func respond(
    to packet: Span<UInt8>, from client: IPAddress, over transport: Transport, catalog: borrowing Catalog,
    draw: UInt64, into buffer: inout MutableSpan<UInt8>
  ) -> Response {
    let verdict = query.parse(packet)
    guard verdict != .drop, buffer.count >= WireLimits.headerOctets else { return .none }
    // The buffer outlives this call; the writer keeps its address no longer.
    var start: UnsafeMutableRawBufferPointer?
    buffer.withUnsafeMutableBytes { start = $0 }
    guard let start else { return .none }
    writer.begin(in: start, limit: limit(transport))
    counts = Counts()
    (hostCount, scope) = (0, 0)
    var end = query.questionEnd
    if end > start.count { end = WireLimits.headerOctets }
    writer.appendQuestion(packet, end: end)
    let optionOctets = ednsOctets
    writer.setLimit(limit(transport) - optionOctets)
    let zone = answer(
      verdict, from: client, isTCP: transport == .tcp, catalog: catalog, draw: draw)
    writer.setLimit(limit(transport))
    finish(hasQuestion: end > WireLimits.headerOctets)
    return Response(count: writer.count, zone: zone, type: query.type, code: counts.code)
  }

  private func limit(_ transport: Transport) -> Int {
    if transport == .tcp { return WireLimits.messageOctets }
    if !query.hasEDNS { return WireLimits.plainUDPOctets }
    return max(WireLimits.plainUDPOctets, min(Int(query.udpOctets), WireLimits.udpOctets))
  }

  private var ednsOctets: Int {
    guard query.hasEDNS else { return 0 }
    return 11 + (query.clientSubnet.map { 8 + $0.addressOctets } ?? 0)
  }

  private mutating func answer(
    _ verdict: Query.Verdict, from client: IPAddress, isTCP: Bool, catalog: borrowing Catalog, draw: UInt64
  ) -> Int {
    counts.isAuthoritative = false
    switch verdict {
    case .drop: return -1
    case .formatError: counts.code = .formatError
    case .notImplemented: counts.code = .notImplemented
    case .badVersion: counts.code = .badVersion
    case .unknownKey: counts.code = .notAuthoritative
    case .wellFormed:
      let isInternet = query.recordClass == .internet || query.recordClass == .any
      guard isInternet, query.type != .axfr, query.type != .ixfr else {
        counts.code = .refused
        return -1
      }
      guard query.type != .maila, query.type != .mailb else {
        counts.code = .notImplemented
        return -1
      }
      let index = catalog.zoneIndex(for: query.name)
      guard index >= 0 else {
        counts.code = .refused
        return -1
      }
      counts.isAuthoritative = true
      let request = Request(
        zone: index, client: query.clientSubnet?.address ?? client, draw: draw, isTCP: isTCP)
      catalog.reference(index)._withUnsafeGuaranteedRef { zone in
        walk(zone, catalog, request)
        addAddresses(zone, request, isGlue: false)
      }
      return index
    }
    return -1
  }

  /// Follows the name and its CNAME records through the zone.
  private mutating func walk(_ zone: Zone, _ catalog: borrowing Catalog, _ request: Request) {
    name = query.name
    var owner = WireLimits.headerOctets
    for _ in 0...AnswerLimits.aliasChain {
      let node: ZoneNode
      switch zone.lookUp(name) {
      case .delegation(let cut, let isExact):
        guard isExact, query.type == .ds else { return refer(zone, cut, owner, request) }
        node = cut
      case .noSuchName:
        counts.code = .noSuchName
        return addAuthority(zone)
      case .node(let found), .wildcard(let found): node = found
      }
      if query.type == .any {
        return addAny(zone, catalog, node, owner, request)
      }
      if let set = zone.recordSet(query.type, at: node) {
        return addAnswer(zone, catalog, set, owner, request)
      }
      guard let set = zone.recordSet(.cname, at: node) else { return addAuthority(zone) }
      let before = counts.answers
      guard addSet(zone, set, owner, request), counts.answers > before else { return }
      guard scratch.read(zone.octets, at: set.start + 2) != nil, zone.contains(scratch) else { return }
      owner = targetOffset
      if owner >= 0x4000 { return }
      name = scratch
    }
  }

  /// Where RDATA of the record written last begins.
  private var targetOffset: Int { lastData }
  private var lastData = 0

  private mutating func addAnswer(
    _ zone: Zone, _ catalog: borrowing Catalog, _ set: RecordSet, _ owner: Int, _ request: Request
  ) {
    guard set.isAlias else {
      _ = addSet(zone, set, owner, request)
      return
    }
    let alias = zone.resolve(set)
    if alias.targetSet >= 0 {
      _ = addSet(zone, zone.recordSet(at: alias.targetSet), owner, request)
      return
    }
    guard let distribution = catalog.distribution(zone: request.zone, alias: alias.index),
      let edge = catalog.edges.edge(
        for: distribution, client: request.client, family: set.type == .a ? .v4 : .v6)
    else { return addAuthority(zone) }
    scope = edge.scopePrefixLength
    guard let address = edge.address else { return addAuthority(zone) }
    let mark = writer.mark
    writer.appendPointer(to: owner)
    writer.appendFixed(type: set.type.rawValue, ttl: 60)
    writer.append(UInt16(address.bitWidth / 8))
    if address.family == .v4 {
      writer.append(UInt32(truncatingIfNeeded: address.bits))
    } else {
      writer.append(UInt64(truncatingIfNeeded: address.bits >> 64))
      writer.append(UInt64(truncatingIfNeeded: address.bits))
    }
    if writer.overflowed { truncate(to: mark) } else { counts.answers &+= 1 }
  }

  /// All RRsets over TCP, one over UDP (RFC 8482 section 4.1).
  private mutating func addAny(
    _ zone: Zone, _ catalog: borrowing Catalog, _ node: ZoneNode, _ owner: Int, _ request: Request
  ) {
    if node.setCount == 0 { return addAuthority(zone) }
    var offset = node.setStart
    for _ in 0..<(request.isTCP ? node.setCount : 1) {
      let set = zone.recordSet(at: offset)
      addAnswer(zone, catalog, set, owner, request)
      offset = set.end
      if counts.isTruncated { return }
    }
  }

  private mutating func truncate(to mark: MessageWriter.Mark) {
    writer.rollBack(to: mark)
    counts.isTruncated = true
  }

  private mutating func addSet(_ zone: Zone, _ set: RecordSet, _ owner: Int, _ request: Request) -> Bool {
    let mark = writer.mark
    append(zone, set, owner, ttl: set.ttlSeconds, draw: request.draw)
    if writer.overflowed {
      truncate(to: mark)
      return false
    }
    counts.answers &+= UInt16(truncatingIfNeeded: set.count)
    return true
  }

  /// Writes all records of `set`, starting with one that `draw` chooses.
  private mutating func append(_ zone: Zone, _ set: RecordSet, _ owner: Int, ttl: UInt32, draw: UInt64) {
    let octets = zone.octets
    var offset = set.start
    if set.count > 1 {
      let first = Int(draw.multipliedFullWidth(by: UInt64(set.count)).high)
      for _ in 0..<first { offset += 2 + octets.machineUInt16(at: offset) }
    }
    for _ in 0..<set.count {
      let length = octets.machineUInt16(at: offset)
      writer.appendPointer(to: owner)
      writer.appendFixed(type: set.type.rawValue, ttl: ttl)
      lastData = writer.count + 2
      writer.appendRecordData(octets.extracting(offset + 2..<offset + 2 + length), layout: set.layout)
      if writer.overflowed { return }
      if set.layout.wantsAddresses, hostCount < AnswerLimits.additionalNames {
        hosts[hostCount] = Host(
          data: offset + 2 + set.nameOffset, message: lastData + set.nameOffset)
        hostCount += 1
      }
      offset += 2 + length
      if offset >= set.end { offset = set.start }
    }
  }

  /// The SOA record of a negative answer (RFC 2308 section 3).
  private mutating func addAuthority(_ zone: Zone) {
    guard let soa = zone.recordSet(.soa, at: zone.apexNode) else { return }
    let mark = writer.mark
    let owner = WireLimits.headerOctets + query.name.count - zone.apexOctets
    append(zone, soa, owner, ttl: zone.negativeTTLSeconds, draw: 0)
    if writer.overflowed { truncate(to: mark) } else { counts.authorities = 1 }
  }

  /// A referral: the NS records of the cut and the addresses of those servers (RFC 1034 section 4.3.2 step 3b).
  private mutating func refer(_ zone: Zone, _ cut: ZoneNode, _ owner: Int, _ request: Request) {
    guard let servers = zone.recordSet(.ns, at: cut) else { return }
    if counts.answers == 0 { counts.isAuthoritative = false }
    let mark = writer.mark
    // The cut is a suffix of the name asked for, which stands whole in the message only as QNAME.
    if owner == WireLimits.headerOctets {
      let position = owner + name.count - zone.apexOctets - cut.nameOctets
      append(zone, servers, position, ttl: servers.ttlSeconds, draw: request.draw)
    } else {
      let octets = zone.apexOctets + cut.nameOctets
      appendReferralByName(zone, servers, from: name.count - octets, request)
    }
    if writer.overflowed { return truncate(to: mark) }
    counts.authorities = UInt16(truncatingIfNeeded: servers.count)
    addAddresses(zone, request, isGlue: true)
  }

  private mutating func appendReferralByName(
    _ zone: Zone, _ servers: RecordSet, from start: Int, _ request: Request
  ) {
    let octets = zone.octets
    var offset = servers.start
    for _ in 0..<servers.count {
      let length = octets.machineUInt16(at: offset)
      writer.appendName(name.span.extracting(start..<name.count))
      writer.appendFixed(type: RecordType.ns.rawValue, ttl: servers.ttlSeconds)
      lastData = writer.count + 2
      writer.appendRecordData(octets.extracting(offset + 2..<offset + 2 + length), layout: servers.layout)
      if hostCount < AnswerLimits.additionalNames {
        hosts[hostCount] = Host(data: offset + 2, message: lastData)
        hostCount += 1
      }
      offset += 2 + length
    }
  }

  /// Addresses of the hosts met so far. Glue that does not fit sets TC (RFC 9471 section 3); other addresses are left out.
  private mutating func addAddresses(_ zone: Zone, _ request: Request, isGlue: Bool) {
    guard !counts.isTruncated else { return }
    for index in 0..<hostCount {
      let host = hosts[index]
      guard host.message < 0x4000, scratch.read(zone.octets, at: host.data) != nil, zone.contains(scratch),
        let node = zone.node(for: scratch)
      else { continue }
      for family in 0..<2 {
        let type = family == 0 ? RecordType.a : .aaaa
        guard let set = zone.recordSet(type, at: node), !set.isAlias else { continue }
        let mark = writer.mark
        append(zone, set, host.message, ttl: set.ttlSeconds, draw: 0)
        if writer.overflowed {
          writer.rollBack(to: mark)
          if isGlue { counts.isTruncated = true }
          return hostCount = 0
        }
        counts.additional &+= UInt16(truncatingIfNeeded: set.count)
      }
    }
    hostCount = 0
  }

  /// OPT and the header.
  private mutating func finish(hasQuestion: Bool) {
    if query.hasEDNS { appendOPT() }
    let code = counts.code.rawValue
    // RD and CD come back as they were (RFC 4035 section 3.1.6 for CD).
    var flags: UInt16 = 0x8000 | query.flags & 0x7910 | code & 15
    if counts.isAuthoritative { flags |= 0x0400 }
    if counts.isTruncated { flags |= 0x0200 }
    writer.set(flags, at: 2)
    writer.set(hasQuestion ? 1 : 0, at: 4)
    writer.set(counts.answers, at: 6)
    writer.set(counts.authorities, at: 8)
    writer.set(counts.additional, at: 10)
  }

  private mutating func appendOPT() {
    let mark = writer.mark
    writer.append(UInt8(0))
    writer.append(RecordType.opt.rawValue)
    writer.append(UInt16(WireLimits.udpOctets))
    writer.append(UInt32(counts.code.rawValue >> 4) << 24 | (query.dnssecOK ? 0x8000 : 0))
    if let subnet = query.clientSubnet {
      let octets = subnet.addressOctets
      writer.append(UInt16(8 + octets))
      writer.append(UInt16(8))
      writer.append(UInt16(4 + octets))
      writer.append(subnet.family)
      writer.append(subnet.sourcePrefixLength)
      writer.append(subnet.address == nil ? 0 : UInt8(truncatingIfNeeded: scope))
      let width = subnet.family == 1 ? 32 : 128
      for index in 0..<octets {
        writer.append(UInt8(truncatingIfNeeded: subnet.bits >> UInt128(width - 8 * (index + 1))))
      }
    } else {
      writer.append(UInt16(0))
    }
    if writer.overflowed { writer.rollBack(to: mark) } else { counts.additional &+= 1 }
  }
}

extension Span where Element == UInt8 {
  /// RDLENGTH of a zone's storage, in machine order.
  @inline(__always)
  fileprivate func machineUInt16(at offset: Int) -> Int {
    precondition(offset >= 0 && offset <= count &- 2)
    return Int(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}

extension RecordSet {
  /// Where the host's name stands in RDATA.
  fileprivate var nameOffset: Int { layout.prefixOctets }
}
