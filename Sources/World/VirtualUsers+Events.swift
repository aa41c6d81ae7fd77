import Geo
import Simulation

// What events of a drill do to users.

extension VirtualUsers {
  /// What was answered from the store of a point of presence may not be there any more.
  func forgetHits(of edge: Int) { for object in hits[edge].indices { hits[edge][object] = nil } }

  func isolate(_ profile: String?, _ isIsolated: Bool) {
    for number in resolvers.profiles.indices
    where profile == nil || resolvers.profiles[number].id == profile {
      resolvers.isIsolated[number] = isIsolated
    }
  }

  func fail(_ profile: String?, _ fault: Drill.ResolverFault?) {
    for number in resolvers.profiles.indices
    where profile == nil || resolvers.profiles[number].id == profile {
      resolvers.faults[number] = fault
    }
  }

  /// What partitions leave of the ways to resolvers, and of theirs to the authoritative servers.
  private func findResolverWays() {
    cutResolvers = []
    var lonely: Set<String> = []
    for partition in clock.partitions.all {
      guard case .countries(let countries) = partition.from else { continue }
      switch partition.to {
      case .resolvers(let kinds): cut(kinds, from: countries)
      case .nameServers: lonely.formUnion(countries)
      case .places, .countries, .pops, .regionalCaches, .origins: break
      }
    }
    resolvers.cutOff { lonely.contains("\(City.all[$0].country)") }
  }

  private func cut(_ kinds: [String], from countries: [String]) {
    let profiles = resolvers.profiles
    if cutResolvers.isEmpty {
      cutResolvers = [Bool](repeating: false, count: cities.count * profiles.count)
    }
    for (index, city) in cities.enumerated() where countries.contains("\(City.all[city].country)") {
      for number in profiles.indices where kinds.contains(profiles[number].id) {
        cutResolvers[index * profiles.count + number] = true
      }
    }
  }

  /// A cable that is cut once more is longer or shorter than before.
  func cut(_ cable: Drill.CableFault) {
    cables.removeAll { $0.isSameWay(as: cable) }
    cables.append(cable)
    findWays()
  }

  func mend(_ cable: Drill.CableFault?) {
    cables.removeAll { other in cable.map { other.isSameWay(as: $0) } ?? true }
    findWays()
  }

  /// The ways that cables and partitions leave; where there is none, a round trip takes for ever.
  func findWays() {
    findResolverWays()
    roundTrips = usualRoundTrips
    for cable in cables { stretch(cable.countries, cable.pops, by: cable.factor) }
    for partition in clock.partitions.all {
      if case .countries(let countries) = partition.from, case .pops(let pops) = partition.to {
        stretch(countries, pops, by: .infinity)
      }
    }
  }

  /// Empty: all.
  private func stretch(_ countries: [String], _ pops: [String], by factor: Double) {
    for (index, city) in cities.enumerated()
    where countries.isEmpty || countries.contains("\(City.all[city].country)") {
      for (pop, point) in site.pointsOfPresence.enumerated() where pops.isEmpty || pops.contains(point.id) {
        let place = index * placeCount + pop
        // As many times as long as no time is no time, but where there is no way it takes for ever.
        roundTrips[place] = factor == .infinity ? factor : roundTrips[place] * factor
      }
    }
  }

  func begin(_ crowd: Drill.FlashCrowd) { demand.begin(crowd, at: clock.elapsed) }
}

extension Drill.CableFault {
  fileprivate func isSameWay(as other: Drill.CableFault) -> Bool {
    countries == other.countries && pops == other.pops
  }
}
