import EdgeCache
import Primitives

/// The caches of an edge, of which nobody sees the octets, and how they ask one another.
package struct CacheTiers {
  package let pointsOfPresence: [EdgeCache]
  package let regionalCaches: [EdgeCache]
  private let byRegion: [String: EdgeCache]

  package init(
    _ points: [CacheSite], _ regions: [CacheSite], _ configuration: EdgeConfiguration, seed: UInt64
  ) {
    func cache(_ number: Int, _ site: CacheSite, _ tier: CacheTier) -> EdgeCache {
      EdgeCache(
        pop: site.id, capacity: site.capacity, eviction: site.eviction, tier: tier,
        configuration: configuration, seed: seed &+ UInt64(number), bodies: .counted)
    }
    pointsOfPresence = points.enumerated().map { number, site in
      cache(number, site, .edge(regionalCache: site.regionalCache))
    }
    regionalCaches = regions.enumerated().map { number, site in
      cache(points.count + number, site, .regional(region: site.id))
    }
    byRegion = Dictionary(zip(regions.map(\.id), regionalCaches)) { first, _ in first }
  }

  /// The points of presence in their order, then the regional caches.
  package var all: [EdgeCache] { pointsOfPresence + regionalCaches }

  /// - Parameters: as of `TierChain`.
  package func chain(
    clock: @escaping () -> Instant, askCache: ((Fetch, EdgeCache) -> Void)? = nil,
    askOrigin: @escaping (Fetch, EdgeCache) -> Void, leave: @escaping (Fetch) -> Void
  ) -> TierChain {
    TierChain(
      regionalCaches: byRegion, clock: clock, askCache: askCache, askOrigin: askOrigin,
      leave: leave)
  }
}
