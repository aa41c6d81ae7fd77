import DNSWire
import Geo
import Primitives
import Route53
import Simulation
import World
import Zones

extension LabConfiguration {
  /// What drills of a swarm are drawn from: all that the lab has, and who asks for what in `drills`. `site` is the lab's, perhaps with
  /// fewer checkers; `checks` are those that are watched.
  package func swarmGround(_ site: VirtualSite, checks: [WatchedCheck], drills: [Drill]) -> SwarmGround {
    var ground = SwarmGround(site, checks: checks, drills: drills)
    ground.regions = AWSRegion.all.compactMap { region in
      let names = origins.filter { $0.region == region }.map(\.name)
      let pops = pointsOfPresence.filter { $0.nearestRegion == region }.map(\.id)
      return names.isEmpty && pops.isEmpty
        ? nil : SwarmGround.Region(code: "\(region)", origins: names, pops: pops)
    }
    ground.changes = Set(drills.flatMap(\.urls).map(\.host)).sorted().flatMap(changes)
    return ground
  }

  /// Changes of the A and AAAA record sets of a host that its zone takes: other weights, no addresses, an address of nobody.
  private func changes(of host: String) -> [Drill.RecordChange] {
    guard let name = Name(host + ".")?.lowercased, let zone = zones.zone(of: name) else { return [] }
    let sets = ResourceRecordSet.all(of: zone).filter {
      $0.name == name && ($0.type == .a || $0.type == .aaaa)
    }
    return sets.flatMap { set in
      let family: IPAddress.Family = set.type == .a ? .v4 : .v6
      // TEST-NET-1 (RFC 5737) and RFC 3849: nobody of the example lab has their first addresses.
      let wrong = family == .v4 ? IPAddress(v4: 0xC000_0201) : IPAddress(v6: 0x2001_0DB8 << 96 | 1)
      let contents: [Drill.RecordChange.Content] = [
        .weight(0), .weight(1), .weight(255), .addresses([]), .addresses([wrong]),
      ]
      return contents.map {
        Drill.RecordChange(
          name: "\(name)", identifier: set.routing?.identifier, family: family, content: $0)
      }
    }.filter { (try? zone.applying($0)) != nil }
  }
}
