import DNSWire
import Primitives
import Routing
import Zones

extension Responder {
  /// Adds `set`, or what it is an alias of, or the SOA record if that is nothing.
  mutating func addAnswer(_ zone: Zone, _ catalog: borrowing Catalog, _ set: RecordSet, _ request: Request) {
    guard set.isAlias else {
      _ = addSet(zone, set, request)
      return
    }
    let alias = zone.resolve(set)
    if alias.targetSet >= 0 {
      // The signatures are for the target's name.
      _ = addSet(zone, zone.recordSet(at: alias.targetSet).unsigned, request)
    } else if !addEdge(catalog, alias.index, set.type, request), query.type != .any {
      addAuthority(zone)
    }
  }

  /// The address of the point of presence that serves this client; false if there is none.
  private mutating func addEdge(
    _ catalog: borrowing Catalog, _ alias: Int, _ type: RecordType, _ request: Request
  ) -> Bool {
    guard let distribution = catalog.distribution(zone: request.zone, alias: alias),
      let edge = catalog.edge(for: distribution, client: request.client, family: type == .a ? .v4 : .v6)
    else { return false }
    scope = edge.scopePrefixLength
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
