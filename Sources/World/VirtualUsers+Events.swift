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

  func cut(_ cable: Drill.CableFault?) {
    guard let cable else { return roundTrips = usualRoundTrips }
    for (index, city) in cities.enumerated()
    where cable.countries.isEmpty || cable.countries.contains("\(City.all[city].country)") {
      for (pop, point) in site.pointsOfPresence.enumerated()
      where cable.pops.isEmpty || cable.pops.contains(point.id) {
        roundTrips[index * hits.count + pop] *= cable.factor
      }
    }
  }

  func begin(_ crowd: Drill.FlashCrowd) { demand.begin(crowd, at: clock.elapsed) }
}
