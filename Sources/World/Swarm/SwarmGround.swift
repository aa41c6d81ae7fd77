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
  /// Those of them that have content which is loaded before anybody asks.
  var staticDistributions: [String?]
  var checks: [WatchedCheck]
  /// Of the drills, each once.
  var places: [Drill.Place]
  var workloads: [Drill.Workload]
  /// The same that are recordings.
  var recorded: [Drill.Workload]
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
    staticDistributions = site.edge.distributions.filter { $0.staticContent != nil }.map(\.id)
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
    let wanted = drills.compactMap(\.population?.workload)
    recorded = wanted.filter { $0.recording != nil }
    workloads = wanted.filter { $0.recording == nil }.flatMap { workload in
      workload.urls.map { Drill.Workload(url: $0, requestsPerSecond: workload.requestsPerSecond) }
    }.reduce(into: []) { workloads, workload in
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

  /// What somebody wants, each once.
  private var urls: [URLParts] {
    (workloads.map(\.url) + places.map(\.url)).reduce(into: []) { urls, url in
      if !urls.contains(url) { urls.append(url) }
    }
  }

  /// The same of the host of `url`.
  func paths(of url: URLParts) -> [String] {
    urls.filter { ($0.host, $0.port) == (url.host, url.port) }.map(\.path)
  }

  /// All that there is, or some of what somebody wants.
  var invalidations: [String] {
    let mark = Drill.Workload.objectMark
    return ["/*", "/*"]
      + urls.map(\.path).map { path in
        path.contains(mark) ? "\(path.split(separator: mark)[0])*" : path
      }
  }

  /// A swarm needs somebody who asks, and something that can fail.
  package var isEmpty: Bool { places.isEmpty && workloads.isEmpty || origins.isEmpty && pops.isEmpty }
}
