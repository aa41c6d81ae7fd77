import Simulation

// What points of presence and origins of bounded capacity have to do for users.

extension VirtualUsers {
  /// Those of `population`, with nothing to do as yet.
  static func loads(_ population: Drill.Population, _ site: VirtualSite, bins: Int) -> [ServerLoad] {
    site.pointsOfPresence.filter { population.capacity(of: $0.id) != nil }.map {
      ServerLoad(name: $0.id, kind: .pointOfPresence, servers: 1, bins: bins)
    }
      + population.origins.map {
        ServerLoad(name: $0.origin, kind: .origin, servers: $0.concurrency, bins: bins)
      }
  }

  /// What they had to do in a bin, at its end.
  func recordLoads(_ bin: Int) {
    for index in recorded.loads.indices {
      let name = recorded.loads[index].name
      let load =
        switch recorded.loads[index].kind {
        case .pointOfPresence:
          site.pointsOfPresence.firstIndex { $0.id == name }.map { queues[$0].takeLoad(at: clock.elapsed) }
        case .origin: clock.origins.takeLoad(of: name, at: clock.elapsed)
        }
      if let load { recorded.loads[index].bins[bin] = load }
    }
  }
}
