/// What the caches of a tier have done for a behaviour of a distribution.
package struct CacheCount: Hashable, Sendable {
  /// `edge`, `regional` or `shield`.
  package var tier: String
  package var distribution: String
  /// Its path pattern.
  package var behavior: String
  package var requests: Int
  /// Those that a cache of this tier answered from its store.
  package var hits: Int

  package init(tier: String, distribution: String, behavior: String, requests: Int, hits: Int) {
    (self.tier, self.distribution, self.behavior) = (tier, distribution, behavior)
    (self.requests, self.hits) = (requests, hits)
  }
}

extension [CacheCount] {
  /// What came between an earlier state of the same caches and this one.
  package func since(_ earlier: [CacheCount]) -> [CacheCount] {
    map { count in
      var count = count
      if let before = earlier.first(where: { $0.isOfSame(count) }) {
        count.requests -= before.requests
        count.hits -= before.hits
      }
      return count
    }
  }
}

extension CacheCount {
  package func isOfSame(_ other: CacheCount) -> Bool {
    tier == other.tier && distribution == other.distribution && behavior == other.behavior
  }
}
