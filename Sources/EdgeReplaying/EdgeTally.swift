import EdgeCache

/// What an edge has done with a log.
package struct EdgeTally: Sendable {
  /// A behaviour at a point of presence.
  package struct Row: Hashable, Sendable {
    package var pop: String
    package var distribution: String
    package var behavior: String
    package var requests = 0
    /// Octets of content sent to viewers.
    package var octets = 0
    package var hits = 0
    /// Of those, the ones that a regional cache or an Origin Shield had.
    package var hitsAbove = 0
    package var refreshHits = 0
    package var misses = 0
    package var errors = 0
    package var redirects = 0
    /// Misses that no cache could have answered.
    package var uncacheable = 0
    /// Octets of hits and refresh hits, and of all that a cache can answer.
    package var octetsFromCache = 0
    package var cacheableOctets = 0
    /// Hits of requests that waited for another's fetch.
    package var collapsed = 0
    /// Answers from expired copies that nobody had confirmed.
    package var stale = 0
    /// Misses in place of a copy that had expired.
    package var expired = 0
    /// Of a point of presence: for its viewers, whichever cache asks.
    package var originRequests = 0
    package var originOctets = 0

    init(pop: String, distribution: String, behavior: String) {
      (self.pop, self.distribution, self.behavior) = (pop, distribution, behavior)
    }

    /// CloudWatch's `CacheHitRate`: of the requests that a cache can answer; nil if there were none.
    package var hitRatio: Double? {
      Self.share(hits + refreshHits, of: hits + refreshHits + misses - uncacheable)
    }
    /// The same by octets.
    package var byteHitRatio: Double? { Self.share(octetsFromCache, of: cacheableOctets) }

    private static func share(_ part: Int, of whole: Int) -> Double? {
      whole == 0 ? nil : Double(part) / Double(whole)
    }

    /// The sum of rows, or their difference.
    package mutating func add(_ other: Row, times factor: Int = 1) {
      for field in Self.counts { self[keyPath: field] += factor * other[keyPath: field] }
    }

    private static var counts: [WritableKeyPath<Row, Int>] {
      [
        \.requests, \.octets, \.hits, \.hitsAbove, \.refreshHits, \.misses, \.errors, \.redirects,
        \.uncacheable, \.octetsFromCache, \.cacheableOctets, \.collapsed, \.stale, \.expired,
        \.originRequests,
        \.originOctets,
      ]
    }
  }

  /// In the order of the points of presence and of the configuration.
  package internal(set) var rows: [Row] = []
  /// Of each point of presence, by its number, then of each regional cache.
  package internal(set) var objects: [Int] = []
  /// Octets of capacity that those take.
  package internal(set) var occupied: [Int] = []
  package internal(set) var evictions: [Int] = []
  /// What other caches have asked of each regional cache, whose region stands for the point.
  package internal(set) var regionalCaches: [Row] = []

  /// What has come since `earlier`. Rows are only ever added at the end of a point's.
  package func since(_ earlier: EdgeTally) -> EdgeTally {
    var tally = self
    for index in rows.indices {
      let row = rows[index]
      let before = earlier.rows.first {
        $0.pop == row.pop && $0.distribution == row.distribution && $0.behavior == row.behavior
      }
      if let before { tally.rows[index].add(before, times: -1) }
    }
    for index in evictions.indices { tally.evictions[index] -= earlier.evictions[index] }
    for index in regionalCaches.indices {
      tally.regionalCaches[index].add(earlier.regionalCaches[index], times: -1)
    }
    return tally
  }

  /// The sum of the rows that are chosen, under names of its own.
  package func sum(
    distribution: String, behavior: String, where isChosen: (Row) -> Bool = { _ in true }
  ) -> Row {
    var sum = Row(pop: "", distribution: distribution, behavior: behavior)
    for row in rows where isChosen(row) { sum.add(row) }
    return sum
  }
}
