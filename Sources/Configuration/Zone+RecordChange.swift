import DNSWire
import Primitives
import Route53
import Simulation
import Zones

/// Why a record set cannot be changed so.
struct RecordChangeRefused: Error, CustomStringConvertible {
  let description: String
}

extension Zone {
  /// The zone after a change of one of its A or AAAA record sets.
  func applying(_ change: Drill.RecordChange) throws(RecordChangeRefused) -> Zone {
    guard !isSigned else {
      throw RecordChangeRefused(
        description: "the zone \(apex) is signed: sign the changed file, and publish that")
    }
    var sets = ResourceRecordSet.all(of: self)
    let name = Name(change.name)?.lowercased
    let type: RecordType = change.family == .v4 ? .a : .aaaa
    let found = sets.indices.filter { sets[$0].name == name && sets[$0].type == type }
    guard let index = found.first(where: { sets[$0].routing?.identifier == change.identifier }) else {
      let known = found.compactMap { sets[$0].routing?.identifier }
      let names = Set(sets.filter { $0.type == type }.map { "\($0.name)" }).sorted()
      let hint =
        known.isEmpty
        ? NearestName.suggestion(for: change.name, among: names) : "; expected identifier \(known.listed)"
      throw RecordChangeRefused(description: "there is no \(type) record set \(change.set)\(hint)")
    }
    switch change.content {
    case .weight(let weight):
      guard let old = sets[index].routing, case .weighted = old.policy else {
        throw RecordChangeRefused(description: "\(change.record) has no weight: its policy is not WEIGHTED")
      }
      sets[index].routing = RoutingAnnotation(
        policy: .weighted(weight), identifier: old.identifier, healthCheckID: old.healthCheckID)
    case .addresses([]): sets.remove(at: index)
    case .addresses(let addresses):
      // An alias has the TTL of its target; 60 s are those of a distribution's.
      var ttl: UInt32 = 60
      if case .records(let seconds, _) = sets[index].content { ttl = seconds }
      sets[index].content = .records(
        ttlSeconds: ttl,
        data: addresses.map(\.octets))
    }
    let text = sets.flatMap(\.zoneFileLines).map { $0 + "\n" }.joined()
    let (zone, diagnostics) = ZoneReader.read(Array(text.utf8), file: "\(apex)", origin: apex)
    guard let zone else {
      let fault = diagnostics.first { $0.severity == .error }
      throw RecordChangeRefused(description: "\(change): \(fault?.message ?? "the zone would not be served")")
    }
    return zone
  }
}

extension [Zone] {
  /// The one that has the name: the longest apex at or above it.
  func zone(of name: Name) -> Zone? {
    filter { name.isSubdomain(of: $0.apex) }.max { $0.apex.labelCount < $1.apex.labelCount }
  }

  /// After what a drill has published.
  func following(_ publication: Publication) -> [Zone] {
    let published = publication.zones.reduce(self) { $0.publishing($1) }
    return publication.records.reduce(published) { $0.applying($1) }
  }

  /// After a change; a change that the zone of now does not take leaves it as it is.
  private func applying(_ change: Drill.RecordChange) -> [Zone] {
    guard let name = Name(change.name), let old = zone(of: name), let new = try? old.applying(change) else {
      return self
    }
    return map { $0 === old ? new : $0 }
  }

  /// With the zone of the file in the place of the one of its name.
  private func publishing(_ path: String) -> [Zone] {
    guard let zone = ZoneFile.read(path, origin: nil).zone else { return self }
    return map { $0.apex == zone.apex ? zone : $0 }
  }
}
