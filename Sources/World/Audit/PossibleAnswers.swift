import Authority
import DNSWire
import Geo
import Health
import Primitives
import Zones

/// What may be answered for a name at one moment, worked out from the zone's records one by one, the long way: nothing of what
/// the responder decides by is used, so that a mistake there cannot hide here.
///
/// Names that have something it does not judge (CNAME records, wildcards, CIDR collections, geoproximity) have nil.
struct PossibleAnswers {
  /// Addresses that are answered together, and the TTL they may have.
  struct Choice: Hashable {
    var addresses: Set<IPAddress>
    var ttl: UInt32
  }

  enum Answer {
    /// One of these.
    case one([Choice])
    /// So many of these together (multivalue answers).
    case several([Choice], count: Int)
  }

  let catalog: Catalog
  let health: HealthSnapshot
  /// Numbers of health checks by their ids.
  let checks: HealthCheckSet
  let edges: NearestEdges

  /// For the A or AAAA records of `name`; nil: not judged.
  func answer(_ name: Name, _ type: RecordType, for client: IPAddress) -> Answer? {
    guard let (zone, set) = find(name, type) else { return nil }
    return answer(set, zone, client, levels: Self.levels)
  }

  /// The share of each choice, where a name has weighted records and nothing else decides; nil: it has not.
  func shares(of name: Name, _ type: RecordType) -> [(choice: Choice, share: Double)]? {
    guard let (zone, set) = find(name, type), set.isGroup else { return nil }
    let group = zone.groups[zone.number(of: set)]
    guard group.policy == .weighted else { return nil }
    let members = eligible(group, zone, levels: Self.levels)
    let sets = members.map { zone.recordSet(at: $0.set) }
    guard sets.allSatisfy(\.isPlain) else { return nil }
    let weights = members.map(Self.weight)
    let sum = weights.reduce(0, +)
    let shares = weights.map { sum == 0 ? 1 / Double(weights.count) : Double($0) / Double(sum) }
    return zip(sets, shares).map { (choice($0, zone), $1) }
  }

  /// A zone's own limit of aliases that lead to aliases, and more.
  static let levels = 40

  func find(_ name: Name, _ type: RecordType) -> (Zone, RecordSet)? {
    let zone = catalog.zones.filter { name.isSubdomain(of: $0.apex) }.max {
      $0.apex.labelCount < $1.apex.labelCount
    }
    guard let zone, case .node(let node) = zone.lookUp(FoldedName(name)),
      let set = zone.recordSet(type, at: node)
    else { return nil }
    return (zone, set)
  }

  func choice(_ set: RecordSet, _ zone: Zone) -> Choice {
    let addresses = zone.records(of: set).map { IPAddress(type: set.type, data: $0) }
    return Choice(addresses: Set(addresses), ttl: set.ttlSeconds)
  }

  private func answer(_ set: RecordSet, _ zone: Zone, _ client: IPAddress, levels: Int) -> Answer? {
    guard levels > 0 else { return nil }
    if set.isGroup { return answer(zone.groups[zone.number(of: set)], zone, client, levels: levels) }
    guard set.isAlias else { return .one([choice(set, zone)]) }
    let alias = zone.resolve(set)
    if alias.targetSet >= 0 {
      return answer(zone.recordSet(at: alias.targetSet), zone, client, levels: levels - 1)
    }
    guard case .distribution = zone.aliases[alias.index].target else { return nil }
    // The TTL of an alias to a distribution is 60 s.
    let points = edges.nearest(to: catalog.map.locator.locate(client))
    let addresses = points.flatMap(\.addresses).filter { $0.family.recordType == set.type }
    return addresses.isEmpty ? nil : .one(addresses.map { Choice(addresses: [$0], ttl: 60) })
  }

  private func answer(
    _ group: RoutedGroup, _ zone: Zone, _ client: IPAddress, levels: Int
  ) -> Answer? {
    var members = eligible(group, zone, levels: levels)
    switch group.policy {
    case .ipBased, .geoproximity: return nil
    case .geolocation:
      guard let found = smallestLocation(group, members, client) else { return nil }
      members = found
    case .latency: members = nearest(members, to: catalog.map.locator.locate(client))
    case .simple, .failover, .weighted, .multivalue: break
    }
    var choices: [Choice] = []
    for member in members {
      switch answer(zone.recordSet(at: member.set), zone, client, levels: levels - 1) {
      case .one(let more): choices += more
      case .several where members.count > 1, nil: return nil
      case .several(let more, let count): return .several(more, count: count)
      }
    }
    guard group.policy == .multivalue else { return .one(choices) }
    return .several(choices, count: min(8, choices.count))
  }

  // MARK: Health

  /// The members that are in, place and chance apart.
  private func eligible(_ group: RoutedGroup, _ zone: Zone, levels: Int) -> [RoutedGroup.Member] {
    let healthy = group.members.filter { isHealthy($0, zone, levels: levels) }
    // Nothing is healthy: all are in again.
    let members = healthy.isEmpty ? group.members : healthy
    switch group.policy {
    case .weighted:
      let weighty = members.filter { Self.weight($0) > 0 }
      return weighty.isEmpty ? members : weighty
    case .failover:
      let primaries = members.filter { $0.annotation.policy == .failover(.primary) }
      return primaries.isEmpty ? members : primaries
    default: return members
    }
  }

  private static func weight(_ member: RoutedGroup.Member) -> Int {
    if case .weighted(let weight) = member.annotation.policy { Int(weight) } else { 0 }
  }

  private func isHealthy(_ member: RoutedGroup.Member, _ zone: Zone, levels: Int) -> Bool {
    if let id = member.annotation.healthCheckID, let check = checks.index(of: id), !health.isHealthy(check) {
      return false
    }
    return hasHealthy(zone.recordSet(at: member.set), zone, levels: levels)
  }

  /// An alias that asks whether its target is healthy is so while something of its target is.
  private func hasHealthy(_ set: RecordSet, _ zone: Zone, levels: Int) -> Bool {
    guard levels > 0 else { return true }
    if set.isGroup {
      return zone.groups[zone.number(of: set)].members.contains { isHealthy($0, zone, levels: levels - 1) }
    }
    guard set.isAlias else { return true }
    let alias = zone.resolve(set)
    guard alias.evaluatesTargetHealth, alias.targetSet >= 0 else { return true }
    return hasHealthy(zone.recordSet(at: alias.targetSet), zone, levels: levels - 1)
  }

  // MARK: Places

  /// Nil: none of the eligible is for the client's place, and what is then depends on more than this group.
  private func smallestLocation(
    _ group: RoutedGroup, _ members: [RoutedGroup.Member], _ client: IPAddress
  ) -> [RoutedGroup.Member]? {
    let place = catalog.map.locator.locate(client)
    func size(_ member: RoutedGroup.Member) -> Int? {
      guard case .geolocation(let location) = member.annotation.policy else { return nil }
      switch location {
      case .subdivision(let country, let subdivision):
        return place.country == country && place.subdivision == subdivision ? 1 : nil
      case .country(let country): return place.country == country ? 2 : nil
      case .continent(let continent): return place.continent?.rawValue == continent.rawValue ? 3 : nil
      case .anywhere: return 4
      }
    }
    guard let smallest = members.compactMap(size).min() else { return nil }
    return members.filter { size($0) == smallest }
  }

  /// Those with the least latency; all, where nobody knows the client.
  private func nearest(
    _ members: [RoutedGroup.Member], to place: ClientLocation
  ) -> [RoutedGroup.Member] {
    guard let row = LatencyMatrix.row(of: place) else { return members }
    func time(_ member: RoutedGroup.Member) -> Int {
      guard case .latency(let region) = member.annotation.policy else { return .max }
      return LatencyMatrix.milliseconds(row: row, to: region)
    }
    let least = members.map(time).min()
    return members.filter { time($0) == least }
  }
}
