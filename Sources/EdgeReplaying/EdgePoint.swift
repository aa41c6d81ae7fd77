import EdgeCache
import Primitives

/// A point of presence of a replay, or a regional cache, and what its cache does not count.
struct EdgePoint {
  let id: String
  let cache: EdgeCache
  private var extras: [Figures.Series: Extra] = [:]

  private struct Extra {
    var (collapsed, stale, expired, originRequests, originOctets) = (0, 0, 0, 0, 0)
  }

  init(id: String, _ cache: EdgeCache) { (self.id, self.cache) = (id, cache) }

  mutating func count(_ reason: ResultReason, of exchange: Exchange) {
    switch reason {
    case .collapsed: extras[cache.series(of: exchange), default: Extra()].collapsed += 1
    case .staleWhileRevalidate, .staleAccepted, .staleOnError:
      extras[cache.series(of: exchange), default: Extra()].stale += 1
    case .replaced: extras[cache.series(of: exchange), default: Extra()].expired += 1
    default: break
    }
  }

  mutating func countFetch(_ series: Figures.Series, octets: Int) {
    extras[series, default: Extra()].originRequests += 1
    extras[series, default: Extra()].originOctets += octets
  }

  var rows: [EdgeTally.Row] {
    let figures = cache.figures
    return figures.series.indices.map { index in
      let series = figures.series[index]
      var row = EdgeTally.Row(pop: id, distribution: series.distribution, behavior: series.behavior)
      for result in ResultType.allCases {
        let count = figures.count(index, result)
        row.requests += count.requests
        row.octets += count.bytes
        switch result {
        case .hit: row.hits = count.requests
        case .refreshHit: row.refreshHits = count.requests
        case .miss: row.misses = count.requests
        case .redirect: row.redirects = count.requests
        case .error, .limitExceeded, .capacityExceeded: row.errors += count.requests
        }
        if result == .hit || result == .refreshHit { row.octetsFromCache += count.bytes }
      }
      row.hitsAbove = figures.fromAbove(index).requests
      let uncacheable = figures.uncacheable(index)
      row.uncacheable = uncacheable.requests
      row.cacheableOctets =
        row.octetsFromCache + figures.count(index, .miss).bytes - uncacheable.bytes
      if let extra = extras[series] {
        (row.collapsed, row.stale, row.expired) = (extra.collapsed, extra.stale, extra.expired)
        (row.originRequests, row.originOctets) = (extra.originRequests, extra.originOctets)
      }
      return row
    }
  }

  /// What other caches have asked a regional cache. Hits are those it had itself.
  var regionalRow: EdgeTally.Row {
    let figures = cache.figures
    var sum = EdgeTally.Row(pop: id, distribution: "all", behavior: "")
    for row in rows { sum.add(row) }
    let above = figures.series.indices.reduce(0) { $0 + figures.fromAbove($1).bytes }
    sum.hits -= sum.hitsAbove
    sum.misses += sum.hitsAbove
    sum.octetsFromCache -= above
    for origin in figures.origins {
      sum.originRequests += origin.requests
      sum.originOctets += origin.bytes
    }
    return sum
  }
}
