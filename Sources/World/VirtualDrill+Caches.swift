import EdgeCache
import Simulation

extension VirtualDrill {
  /// What all caches have done until now, by tier, distribution and behaviour, in the order they came up.
  var cacheCounts: [CacheCount] {
    var counts: [CacheCount] = []
    for edge in edges {
      let figures = edge.cache.figures
      for (number, series) in figures.series.enumerated() {
        let results = ResultType.allCases.map { (result: $0, count: figures.count(number, $0).requests) }
        let requests = results.reduce(0) { $0 + $1.count }
        guard requests > 0 else { continue }
        let found = results.reduce(0) { $0 + ([.hit, .refreshHit].contains($1.result) ? $1.count : 0) }
        let count = CacheCount(
          tier: series.tier.rawValue, distribution: series.distribution, behavior: series.behavior,
          requests: requests, hits: found - figures.fromAbove(number).requests)
        if let known = counts.firstIndex(where: { $0.isOfSame(count) }) {
          counts[known].requests += count.requests
          counts[known].hits += count.hits
        } else {
          counts.append(count)
        }
      }
    }
    return counts
  }
}
