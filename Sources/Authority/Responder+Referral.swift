import DNSWire
import Primitives
import Zones

extension Responder {
  /// A referral: the NS records of the cut and the addresses of those servers (RFC 1034 section 4.3.2 step 3b).
  mutating func refer(_ zone: Zone, _ cut: ZoneNode, _ request: Request) {
    guard let servers = zone.recordSet(.ns, at: cut) else { return }
    // AA speaks of the first owner in the answer section (RFC 1035 section 4.1.1).
    if counts.answers == 0 { counts.isAuthoritative = false }
    let mark = writer.mark
    var offset = first(of: servers, zone, request.draw)
    for _ in 0..<servers.count {
      appendSuffix(octets: zone.apexOctets + cut.nameOctets)
      offset = appendRecord(zone, servers, at: offset, ttl: servers.ttlSeconds)
      if writer.overflowed { return truncate(to: mark) }
    }
    counts.authorities = UInt16(truncatingIfNeeded: servers.count)
    if addsSignatures { addDelegationSigner(zone, cut) }
    addAddresses(zone, below: cut)
  }

  /// The DS records of a cut, or a proof that there are none (RFC 4035 section 3.1.4).
  private mutating func addDelegationSigner(_ zone: Zone, _ cut: ZoneNode) {
    let cutOctets = zone.apexOctets + cut.nameOctets
    if let set = zone.recordSet(.ds, at: cut) {
      addToAuthority(zone, set, .suffix(octets: cutOctets))
    } else {
      proveInsecure(zone, cutOctets: cutOctets)
    }
    addProofs(zone)
  }

  /// Addresses of the hosts met so far.
  ///
  /// In a referral, those of servers at or below the `cut` come first: nobody finds them elsewhere, so if they do not fit
  /// TC is set (RFC 9471 section 3.1). Any other addresses are left out where there is no room.
  mutating func addAddresses(_ zone: Zone, below cut: ZoneNode?) {
    if counts.isTruncated || hostCount == 0 { return }
    defer { hostCount = 0 }
    for index in 0..<hostCount {
      findHost(index, zone)
      // Two records may name one host, whose addresses then stand here once (RFC 2181 section 5).
      for other in 0..<index where hosts[index].node >= 0 && hosts[other].node == hosts[index].node {
        // A wildcard stands for many names.
        if writer.hasName(scratch.span, at: hosts[other].message) { hosts[index].node = -1 }
      }
    }
    if let cut {
      for index in 0..<hostCount where hosts[index].node >= 0 {
        let node = zone.node(at: hosts[index].node)
        guard node.isBelow(cut) else { continue }
        hosts[index].node = -1
        guard addAddresses(zone, node, hosts[index].message) else { return counts.isTruncated = true }
      }
    }
    for index in 0..<hostCount where hosts[index].node >= 0 {
      guard addAddresses(zone, zone.node(at: hosts[index].node), hosts[index].message) else { return }
    }
  }

  /// Looks a host up, if it can have addresses in the zone and a pointer reaches its name.
  private mutating func findHost(_ index: Int, _ zone: Zone) {
    let host = hosts[index]
    guard host.message < 0x4000, scratch.read(zone.octets, at: host.data) != nil, zone.contains(scratch)
    else { return }
    if let node = zone.node(for: scratch) {
      hosts[index].node = node.offset
    } else if !addsSignatures, case .wildcard(let node) = zone.lookUp(scratch) {
      // Signed, it would take a proof that there is no closer name, for which this section is no place.
      hosts[index].node = node.offset
    }
  }

  /// False if they do not fit.
  private mutating func addAddresses(_ zone: Zone, _ node: ZoneNode, _ owner: Int) -> Bool {
    for family in 0..<2 {
      let type = family == 0 ? RecordType.a : .aaaa
      guard let set = zone.recordSet(type, at: node), set.isPlain else { continue }
      let mark = writer.mark
      append(zone, set, owner, ttl: set.ttlSeconds, draw: 0)
      var count = set.count
      if set.isSigned, addsSignatures {
        count += appendSignatures(zone, of: set, .position(owner), ttl: set.ttlSeconds)
      }
      if writer.overflowed {
        writer.rollBack(to: mark)
        return false
      }
      counts.additional &+= UInt16(truncatingIfNeeded: count)
    }
    return true
  }
}
