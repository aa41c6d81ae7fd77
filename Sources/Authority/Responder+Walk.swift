import DNSWire
import Primitives
import Zones

extension Responder {
  /// Follows the name and its CNAME and DNAME records through the zone (RFC 1034 section 4.3.2, RFC 6672 section 3.2).
  mutating func walk(_ zone: Zone, _ catalog: borrowing Catalog, _ request: Request) {
    guard case .follow(let target) = step(zone.lookUp(query.name), zone, catalog, request),
      follow(target, catalog, request)
    else { return }
    var visited = InlineArray<16, UInt16>(repeating: UInt16(WireLimits.headerOctets))
    for length in 1..<AnswerLimits.aliasChain {
      // A name met before: the loop is in the answer once.
      for index in 0..<length where writer.hasName(name.span, at: Int(visited[index])) { return }
      visited[length] = UInt16(owner)
      guard case .follow(let target) = step(zone.lookUp(name), zone, catalog, request),
        follow(target, catalog, request)
      else { return }
    }
  }

  /// What is left to do after a step.
  enum Step: BitwiseCopyable {
    case done
    /// The name to look up next, in `scratch`; it stands in the message at `position`.
    case follow(position: Int)
  }

  /// Makes `scratch` the name to look up, if it belongs to the same zone and a pointer reaches it.
  ///
  /// A name in a zone below that is served here too is that zone's to answer for, delegated or not; DS at its apex is ours.
  private mutating func follow(_ position: Int, _ catalog: borrowing Catalog, _ request: Request) -> Bool {
    guard position < 0x4000, Self.zoneIndex(of: scratch, type: query.type, catalog) == request.zone else {
      return false
    }
    swap(&name, &scratch)
    owner = position
    return true
  }

  private mutating func step(
    _ found: ZoneLookup, _ zone: Zone, _ catalog: borrowing Catalog, _ request: Request
  ) -> Step {
    if settings.explains { note(found) }
    let node: ZoneNode
    switch found {
    case .delegation(let cut, let isExact):
      guard isExact, query.type == .ds else {
        refer(zone, cut, request)
        return .done
      }
      node = cut
    case .noSuchName:
      counts.code = .noSuchName
      addNegative(zone, found)
      return .done
    case .redirection(let node):
      return redirect(zone, node, request)
    case .node(let found): node = found
    case .wildcard(let found):
      node = found
      if addsSignatures { proveExpansion(zone) }
    }
    // A DNAME that was followed to its own owner stands in the answer already (RFC 2181 section 5).
    var isAnswered = false
    if case .node = found { isAnswered = hasRedirect(node) }
    if query.type == .any {
      if !addAny(zone, catalog, node, request, besidesDNAME: isAnswered) { addNegative(zone, found) }
      return .done
    }
    if query.type == .rrsig,
      addAllSignatures(zone, node, request, besidesDNAME: isAnswered && addsSignatures)
    {
      return .done
    }
    if let set = zone.recordSet(query.type, at: node) {
      if query.type == .dname, isAnswered { return .done }
      addAnswer(zone, catalog, set, request)
      return .done
    }
    lastRedirect = -1
    // Signatures and NSEC records stand beside a CNAME record (RFC 2181 section 10.1, RFC 4035 section 2.5): not followed.
    guard query.type != .rrsig, query.type != .nsec, let alias = zone.recordSet(.cname, at: node),
      let set = alias.isPlain ? alias : chosenCNAME(alias, zone, catalog, request)
    else {
      addNegative(zone, found)
      return .done
    }
    guard addSet(zone, set, request), scratch.read(zone.octets, at: set.start + 2) != nil else {
      return .done
    }
    return .follow(position: lastData)
  }

  private mutating func note(_ found: ZoneLookup) {
    trail.begin(owner == WireLimits.headerOctets ? query.name.name : name.name, found)
  }

  /// A name below a DNAME: the DNAME, and the CNAME it stands for here (RFC 6672 section 3.1).
  ///
  /// A DNAME that leads to a name below itself makes longer and longer names: it is followed once. One that leads to a name
  /// above itself may be met again, until nothing is below it any more.
  private mutating func redirect(_ zone: Zone, _ node: ZoneNode, _ request: Request) -> Step {
    let isRepeated = node.offset == lastRedirect
    guard !(isRepeated && redirectGrows), let set = zone.recordSet(.dname, at: node) else { return .done }
    let ownerOctets = zone.apexOctets + node.nameOctets
    if !hasRedirect(node) {
      guard addDNAME(zone, set, ownerOctets) else { return .done }
      redirects[redirectCount] = node.offset
      redirectCount += 1
    }
    let octets = zone.octets
    let data = set.start + 2
    let end = set.end
    lastRedirect = node.offset
    redirectGrows = isOwner(ownerOctets, suffixOf: octets.extracting(data..<end))
    let prefixOctets = currentOctets - ownerOctets
    guard prefixOctets + end - data <= WireLimits.nameOctets else {
      counts.code = .yxDomain
      return .done
    }
    var target = InlineArray<256, UInt8>(repeating: 0)
    for index in 0..<prefixOctets { target[index] = currentOctet(index) }
    for index in data..<end { target[prefixOctets + index - data] = octets[index] }
    guard scratch.read(target.span, at: 0) != nil else { return .done }
    return appendSynthesized(target.span.extracting(0..<prefixOctets + end - data), ttl: set.ttlSeconds)
  }

  /// Whether the DNAME record of `node` stands in the answer.
  mutating func hasRedirect(_ node: ZoneNode) -> Bool {
    for index in 0..<redirectCount where redirects[index] == node.offset { return true }
    return false
  }

  /// Whether the last `ownerOctets` octets of the name looked up end `target` too.
  private mutating func isOwner(_ ownerOctets: Int, suffixOf target: Span<UInt8>) -> Bool {
    let start = currentOctets - ownerOctets
    let offset = target.count - ownerOctets
    guard offset >= 0 else { return false }
    for index in 0..<ownerOctets
    where currentOctet(start + index) != target[offset + index].asciiLowercased { return false }
    return true
  }

  /// The DNAME record under its own owner, a suffix of the name looked up; false if it does not fit.
  private mutating func addDNAME(_ zone: Zone, _ set: RecordSet, _ ownerOctets: Int) -> Bool {
    let mark = writer.mark
    appendSuffix(octets: ownerOctets)
    writer.appendFixed(type: RecordType.dname.rawValue, ttl: set.ttlSeconds)
    writer.appendRecordData(zone.octets.extracting(set.start + 2..<set.end), layout: set.layout)
    var count = 1
    if set.isSigned, addsSignatures {
      count += appendSignatures(zone, of: set, .suffix(octets: ownerOctets), ttl: set.ttlSeconds)
    }
    if writer.overflowed {
      truncate(to: mark)
      return false
    }
    counts.answers &+= UInt16(truncatingIfNeeded: count)
    return true
  }

  private mutating func appendSynthesized(_ target: Span<UInt8>, ttl: UInt32) -> Step {
    let mark = writer.mark
    writer.appendPointer(to: owner)
    writer.appendFixed(type: RecordType.cname.rawValue, ttl: ttl)
    let position = writer.count + 2
    writer.appendRecordData(target, layout: RecordLayout(.cname))
    if writer.overflowed {
      truncate(to: mark)
      return .done
    }
    counts.answers &+= 1
    return query.type == .cname ? .done : .follow(position: position)
  }

  /// Octets of the name being looked up.
  var currentOctets: Int { owner == WireLimits.headerOctets ? query.name.count : name.count }

  private func currentOctet(_ index: Int) -> UInt8 {
    owner == WireLimits.headerOctets ? query.name.span[index] : name.span[index]
  }

  /// Writes the last `octets` octets of the name being looked up. QNAME stands whole in the message, so a pointer does.
  mutating func appendSuffix(octets: Int) {
    if owner == WireLimits.headerOctets {
      writer.appendPointer(to: owner + query.name.count - octets)
    } else {
      writer.appendName(name, lastOctets: octets)
    }
  }
}
