import DNSWire
import Primitives
import Routing
import Zones

extension Responder {
  /// Adds `set`, or what aliases and routing policies make of it, or the SOA record if that is nothing.
  mutating func addAnswer(_ zone: Zone, _ catalog: borrowing Catalog, _ set: RecordSet, _ request: Request) {
    guard !set.isPlain else {
      _ = addSet(zone, set, request)
      return
    }
    decide(set, zone, catalog, request)
    switch decision.outcome {
    case .records:
      let (mark, answers) = (writer.mark, counts.answers)
      for index in 0..<decision.setCount {
        // Signatures are for the name and the RRset of the zone file: not for these.
        let chosen = zone.recordSet(at: decision.sets[index]).unsigned
        if addSet(zone, chosen, request, ttl: decision.ttlSeconds) { continue }
        // Members of a multivalue answer become one RRset: it has one TTL, and it fits whole or not at all.
        truncate(to: mark)
        return counts.answers = answers
      }
    case .distribution(let alias):
      if !addEdge(catalog, alias, set.type, request), query.type != .any { addAuthority(zone) }
    case .noMatch, .allUnhealthy:
      if query.type != .any { addAuthority(zone) }
    }
  }

  /// The CNAME record that policies choose; nil if that is none.
  mutating func chosenCNAME(
    _ set: RecordSet, _ zone: Zone, _ catalog: borrowing Catalog, _ request: Request
  ) -> RecordSet? {
    decide(set, zone, catalog, request)
    return decision.outcome == .records ? zone.recordSet(at: decision.sets[0]).unsigned : nil
  }

  /// Makes `decision`.
  private mutating func decide(
    _ set: RecordSet, _ zone: Zone, _ catalog: borrowing Catalog, _ request: Request
  ) {
    guard let prefix = IPPrefix(request.client, length: request.prefixLength) else {
      preconditionFailure("a client subnet is no longer than its address: Query has seen to that")
    }
    catalog.decide(
      set, zone: zone, index: request.zone, client: prefix, recent: recent,
      health: request.health,
      settings: settings.routing, draw: draw(request), into: &decision)
    scope = max(scope, decision.scopePrefixLength)
    if settings.explains { trail.note(AnswerTrail.Choice(set: set, decision: decision)) }
  }

  /// A draw of its own for each name on the way: with one for all, the name that a weighted CNAME leads to would be drawn by
  /// the number that chose the CNAME.
  private mutating func draw(_ request: Request) -> UInt64 {
    request.draw &+ UInt64(truncatingIfNeeded: owner &- WireLimits.headerOctets)
  }

  /// The address of the point of presence that serves this client; false if there is none.
  private mutating func addEdge(
    _ catalog: borrowing Catalog, _ alias: Int, _ type: RecordType, _ request: Request
  ) -> Bool {
    guard let distribution = catalog.distribution(zone: request.zone, alias: alias),
      let edge = catalog.edge(
        for: distribution, client: request.client, recent: recent, family: type == .a ? .v4 : .v6)
    else { return false }
    scope = max(scope, edge.scopePrefixLength)
    if settings.explains { trail.note(edge) }
    guard let address = edge.address else { return false }
    let mark = writer.mark
    writer.appendPointer(to: owner)
    writer.appendFixed(type: type.rawValue, ttl: 60)
    writer.append(UInt16(address.bitWidth / 8))
    if address.family == .v4 {
      writer.append(UInt32(truncatingIfNeeded: address.bits))
    } else {
      writer.append(UInt64(truncatingIfNeeded: address.bits >> 64))
      writer.append(UInt64(truncatingIfNeeded: address.bits))
    }
    if writer.overflowed { truncate(to: mark) } else { counts.answers &+= 1 }
    return true
  }
}
