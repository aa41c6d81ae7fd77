import EdgeCache
import Simulation

/// What clients and users asked of one point of presence, to be held against what its cache has counted.
struct Account: Equatable {
  var requests = 0
  /// Those that the store answered, stale ones that were confirmed among them.
  var hits = 0
  /// Octets that were sent, heads included.
  var bytes = 0

  init() {}

  /// What a cache has counted for its viewers.
  init(_ figures: Figures) {
    for series in figures.series.indices {
      for result in ResultType.allCases {
        let count = figures.count(series, result)
        requests += count.requests
        bytes += count.bytes
        if result == .hit || result == .refreshHit { hits += count.requests }
      }
    }
  }

  mutating func add(_ result: ResultType, bytes: Int) {
    requests += 1
    self.bytes += bytes
    if result == .hit || result == .refreshHit { hits += 1 }
  }

  /// Hits and misses make up the requests at every point of presence; nil: they do.
  func difference(from counted: Account) -> String? {
    guard self != counted else { return nil }
    return
      "was asked \(requests) times, answered \(hits) from its store and sent \(bytes) octets; its cache has counted "
      + "\(counted.requests), \(counted.hits) and \(counted.bytes)"
  }
}
