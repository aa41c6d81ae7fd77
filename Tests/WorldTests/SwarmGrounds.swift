import Configuration
import Health
import Primitives
import Simulation

@testable import World

/// What the swarms of tests are drawn from: the example lab with few checkers, its drills, and a page that is fresh for two seconds.
enum SwarmGrounds {
  private static let watched = ["shop-origin", "east", "west"]

  static let site: VirtualSite = {
    var site = VirtualUsersTests.site
    // Each keeps its number: catalogs know them by it.
    site.checks = HealthCheckSet(
      site.checks.checks.map { check in
        var check = check
        check.config.isDisabled = !watched.contains(check.id)
        return check
      })
    site.healthSettings.checkersPerRegion = 1
    return site
  }()

  static let ground: SwarmGround = {
    let drills = VirtualDrillTests.book.compactMap { path in
      DrillReader.load(path, for: VirtualDrillTests.lab).drill
    }
    let url = URLParts(host: "www.example.com", path: "/news")
    let news = Drill(
      name: "news", duration: .seconds(60),
      places: ["203.0.113.0/24", "198.51.100.0/24"].map { subnet in
        Drill.Place(
          name: subnet, subnet: IPPrefix(subnet)!, url: url, queriesPerSecond: 1, requestsPerSecond: 1)
      }, events: [], expectations: [], checks: [])
    let checks = VirtualDrillTests.lab.watchedChecks.filter { watched.contains($0.id) }
    return VirtualDrillTests.lab.swarmGround(site, checks: checks, drills: drills + [news])
  }()

  static func swarm(_ parts: WorldParts = WorldParts()) -> Swarm {
    Swarm(ground, in: { LabConfiguration.apply($0.lab, to: $0, site).site }, parts: parts)
  }
}
