import EdgeCache
import Geo
import Primitives
import Simulation

/// What the drills of a swarm are drawn from: the names that a lab has, and who asks for what in some drills of it.
package struct SwarmGround: Sendable {
  /// What stands in an AWS region.
  package struct Region: Sendable {
    package var code: String
    package var origins: [String]
    package var pops: [String]

    package init(code: String, origins: [String], pops: [String]) {
      (self.code, self.origins, self.pops) = (code, origins, pops)
    }
  }

  var origins: [String]
  var pops: [String]
  var regionalCaches: [String]
  package var regions: [Region] = []
  /// Changes of record sets that zones take.
  package var changes: [Drill.RecordChange] = []
  /// What the drills publish: zones, and files that are refused.
  var publications: [Drill.Action]
  var distributions: [String]
  var checks: [WatchedCheck]
  /// Of the drills, each once.
  var places: [Drill.Place]
  var workloads: [Drill.Workload]
  /// Where people are, the most populous first.
  var countries: [String]
  /// Above zero: the longest that anything takes to be well again.
  var recovery: Duration

  /// `checks` are those of the lab.
  package init(_ site: VirtualSite, checks: [WatchedCheck], drills: [Drill]) {
    origins = site.origins.map(\.name)
    pops = site.pointsOfPresence.map(\.id)
    regionalCaches = site.regionalCaches.map(\.id)
    distributions = site.edge.distributions.map(\.id)
    self.checks = checks
    publications = drills.flatMap(\.events).map(\.action).reduce(into: []) { actions, action in
      switch action {
      case .publish, .refuse: if !actions.contains(action) { actions.append(action) }
      default: break
      }
    }
    places = drills.flatMap(\.places).reduce(into: []) { places, place in
      if !places.contains(where: { $0.subnet == place.subnet && $0.url == place.url }) {
        places.append(place)
      }
    }
    // Demand is drawn, too: a recording would be the same in all.
    workloads = drills.compactMap(\.population?.workload).filter { $0.recording == nil }.reduce(into: []) {
      workloads, workload in
      if !workloads.contains(where: { $0.url == workload.url }) { workloads.append(workload) }
    }
    var people: [String: Int] = [:]
    for city in City.all { people["\(city.country)", default: 0] += city.population }
    countries = people.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(40).map(\.key)
    recovery = .seconds(60)
    for check in checks {
      var config = check.config
      (config.requestInterval, config.failureThreshold) = (30, max(3, config.failureThreshold))
      recovery = max(recovery, .nanoseconds(RecoveryAudit.recovery(of: config, timeScale: 1)))
    }
  }

  /// A swarm needs somebody who asks, and something that can fail.
  package var isEmpty: Bool { places.isEmpty && workloads.isEmpty || origins.isEmpty && pops.isEmpty }
}
