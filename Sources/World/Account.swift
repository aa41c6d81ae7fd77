import EdgeCache
import Simulation

/// What clients and users asked of one point of presence, to be held against what its cache has counted.
struct Account: Equatable {
  var requests = 0
  /// Those that the store answered, stale ones that were confirmed among them.
  var hits = 0

  init() {}

  /// What a cache has counted for its viewers.
  init(_ figures: Figures) {
    for series in figures.series.indices {
      for result in ResultType.allCases {
        let count = figures.count(series, result).requests
        requests += count
        if result == .hit || result == .refreshHit { hits += count }
      }
    }
  }

  mutating func add(_ result: ResultType) {
    requests += 1
    if result == .hit || result == .refreshHit { hits += 1 }
  }

  /// Hits and misses make up the requests at every point of presence; nil: they do.
  func difference(from counted: Account, at pop: String) -> String? {
    guard self != counted else { return nil }
    return
      "\(pop) was asked \(requests) times and answered \(hits) from its store; its cache has counted \(counted.requests) and "
      + "\(counted.hits)"
  }
}

extension Exchange {
  /// The Age of the answer, seconds; nil: it has none.
  var age: Int64? { Self.age(in: head) }

  static func age(in head: [UInt8]) -> Int64? {
    let name = Array("\r\nAge: ".utf8)
    guard let start = (0..<max(0, head.count - name.count)).first(where: { head[$0...].starts(with: name) })
    else { return nil }
    let value = head[(start + name.count)...].prefix { $0 != 13 }
    return Int64(String(decoding: value, as: UTF8.self))
  }

  /// No answer is younger than nothing or, since origins of a run say no age, older than the run; nil: it is not.
  func wrongAge(after elapsed: Int64, at pop: String) -> String? {
    guard let age, age < 0 || age > elapsed / 1_000_000_000 else { return nil }
    return "\(pop) answered with Age \(age) after \(elapsed / 1_000_000_000) s"
  }
}
