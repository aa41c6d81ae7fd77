import DNSWire
import EdgeCache
import Primitives
import Zones

/// The zones of the distributions' own names (`cloudfront.net`): each name is an alias to its distribution, so that
/// what a CNAME outside points to has an address here too.
enum DistributionZones {
  /// One zone for each parent of a domain name that `zones` does not have. `seed` keys their tables.
  static func make(_ distributions: [Distribution], besides zones: [Zone], seed: UInt64) -> [Zone] {
    var parents: [Name] = []
    let names = distributions.compactMap { Name($0.domainName + ".") }
    for parent in names.compactMap(\.parent) where parent.labelCount > 1 && !parents.contains(parent) {
      if !zones.contains(where: { $0.apex == parent }) { parents.append(parent) }
    }
    return parents.compactMap { parent in
      var builder = ZoneBuilder(file: "edge-config", seed: seed)
      builder.add(parent, .soa, ttlSeconds: 900, data: startOfAuthority)
      builder.add(parent, .ns, ttlSeconds: 172_800, data: nameServer)
      for name in names where name.parent == parent {
        for type in [RecordType.a, .aaaa] { builder.addAlias(name, type, distribution: name) }
      }
      return builder.build()
    }
  }

  /// Nobody delegates to this server; the name says so (RFC 6761 section 6.4).
  private static let nameServer = Array("\u{2}ns\u{7}edgesim\u{7}invalid\u{0}".utf8)

  /// MNAME, RNAME, SERIAL, REFRESH, RETRY, EXPIRE, MINIMUM as Route 53 has them, the last short for experiments.
  private static var startOfAuthority: [UInt8] {
    let mailbox = Array("\u{a}hostmaster\u{7}edgesim\u{7}invalid\u{0}".utf8)
    let numbers: [UInt32] = [1, 7200, 900, 1_209_600, 60]
    return nameServer + mailbox
      + numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } }
  }
}
