import DNSWire
import Primitives
import Zones

/// Proofs that something does not exist, for who asks with DO in a signed zone.
///
/// What proves is gathered while the name is followed and stands once in the authority section, behind the SOA record of a
/// negative answer or the NS records of a referral. Labels are numbered as in the name looked up, leftmost 0; that name is
/// in `scratch` meanwhile.
extension Responder {
  /// An answer that says no: the SOA record, and why (RFC 4035 section 3.1.3, RFC 5155 section 7.2).
  mutating func addNegative(_ zone: Zone, _ found: ZoneLookup) {
    addAuthority(zone)
    guard addsSignatures else { return }
    takeName()
    switch found {
    case .noSuchName, .wildcard: proveAbsence(zone)
    case .node, .delegation: proveNoData(zone, label: 0)
    case .redirection: break
    }
  }

  /// That the name does not exist, so that a wildcard may stand for it (RFC 4035 section 3.1.3.3, RFC 5155 section 7.2.6).
  mutating func proveExpansion(_ zone: Zone) {
    takeName()
    prove(zone, label: zone.hasHashedDenial ? zone.closestEncloser(of: scratch) - 1 : 0)
  }

  /// That a cut of so many octets has no DS records (RFC 4035 section 3.1.4, RFC 5155 section 7.2.7).
  mutating func proveInsecure(_ zone: Zone, cutOctets: Int) {
    takeName()
    var label = 0
    while scratch.count - scratch.offset(ofLabel: label) > cutOctets { label += 1 }
    proveNoData(zone, label: label)
  }

  /// Writes what was proved: the NSEC or NSEC3 records and their signatures.
  mutating func addProofs(_ zone: Zone) {
    defer { proofCount = 0 }
    for index in 0..<proofCount where !counts.isTruncated {
      let node = zone.node(at: proofs[index])
      guard let set = zone.denialSet(at: node) else { continue }
      addToAuthority(zone, set, .entry(node))
    }
  }

  /// That neither the name exists nor a wildcard for it, or that its wildcard has no such type (RFC 4035 sections 3.1.3.2
  /// and 3.1.3.4, RFC 5155 sections 7.2.2 and 7.2.5).
  private mutating func proveAbsence(_ zone: Zone) {
    var encloser = zone.closestEncloser(of: scratch)
    if zone.hasHashedDenial {
      encloser = proveEncloser(zone, from: encloser)
    } else {
      prove(zone, label: 0)
    }
    guard encloser > 0 else { return }
    add(Self.wildcardDenial(zone, scratch, beside: encloser - 1)?.node)
  }

  /// That the name from `label` on, which exists, has no records of the type asked for (RFC 4035 section 3.1.3.1, RFC 5155
  /// sections 7.2.3 and 7.2.4). Before an empty non-terminal stands the NSEC record of a name that leads below it.
  private mutating func proveNoData(_ zone: Zone, label: Int) {
    guard zone.hasHashedDenial else { return prove(zone, label: label) }
    if proveMatch(zone, label: label) { return }
    // Opt-out: insecure cuts need not be in the chain, nor empty names with nothing else below them.
    _ = proveEncloser(zone, from: label + 1)
  }

  /// The closest encloser that the chain knows, at the label `first` or above it, and that the name one label longer is not
  /// there (RFC 5155 section 7.2.1); returns the label where the encloser begins.
  private mutating func proveEncloser(_ zone: Zone, from first: Int) -> Int {
    var encloser = first
    let apex = scratch.labelCount - zone.apexLabels
    while encloser <= apex, !proveMatch(zone, label: encloser) { encloser += 1 }
    if encloser > 0 { prove(zone, label: encloser - 1) }
    return min(encloser, apex)
  }

  private mutating func prove(_ zone: Zone, label: Int) {
    add(Self.denial(zone, scratch, start: scratch.offset(ofLabel: max(label, 0)))?.node)
  }

  /// False if the chain does not have the name itself.
  private mutating func proveMatch(_ zone: Zone, label: Int) -> Bool {
    guard let (node, isMatch) = Self.denial(zone, scratch, start: scratch.offset(ofLabel: label)), isMatch
    else { return false }
    add(node)
    return true
  }

  private mutating func add(_ node: ZoneNode?) {
    guard let node, proofCount < AnswerLimits.proofs else { return }
    for index in 0..<proofCount where proofs[index] == node.offset { return }
    proofs[proofCount] = node.offset
    proofCount += 1
  }

  /// The entry of the chain that matches or covers `name` from the octet `start` on.
  private static func denial(
    _ zone: Zone, _ name: borrowing FoldedName, start: Int
  ) -> (node: ZoneNode, isMatch: Bool)? {
    switch zone.denial {
    case .none: return nil
    case .names: return zone.denial(of: name.span.extracting(start..<name.count - zone.apexOctets))
    case .hashes(let parameters):
      let hashed = HashedName(
        name.span.extracting(start..<name.count), salt: zone.octets.extracting(parameters.salt),
        iterations: parameters.iterations)
      return zone.denial(of: hashed.label.span)
    }
  }

  private static func wildcardDenial(
    _ zone: Zone, _ name: borrowing FoldedName, beside label: Int
  ) -> (node: ZoneNode, isMatch: Bool)? {
    name.withWildcard(besideLabel: label) { denial(zone, name, start: $0) }
  }

  /// Copies the name looked up.
  private mutating func takeName() {
    func copy(_ name: borrowing FoldedName, to other: inout FoldedName) { _ = other.read(name.span, at: 0) }
    if owner == WireLimits.headerOctets { copy(query.name, to: &scratch) } else { copy(name, to: &scratch) }
  }
}
