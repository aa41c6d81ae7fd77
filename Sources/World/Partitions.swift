import Simulation

/// Who does not reach whom, between caches and from caches to origins.
struct Partitions {
  private(set) var all: [Drill.Partition] = []

  mutating func add(_ partition: Drill.Partition) { if !all.contains(partition) { all.append(partition) } }

  /// Nil: all of them.
  mutating func remove(_ partition: Drill.Partition?) {
    all.removeAll { partition == nil || $0 == partition }
  }

  /// Whether `tier`, the id of a point of presence or the region of a regional cache, does not reach the origin.
  func divide(_ tier: String, fromOrigin origin: String) -> Bool {
    all.contains { $0.from.holds(cache: tier) && $0.to.holds(origin: origin) }
  }

  /// Whether a point of presence or a regional cache does not reach the regional cache of `region`.
  func divide(_ tier: String, fromCache region: String) -> Bool {
    all.contains { $0.from.holds(cache: tier) && $0.to.holds(cache: region) }
  }
}

extension Drill.Partition.Side {
  fileprivate func holds(cache: String) -> Bool {
    switch self {
    case .pops(let ids), .regionalCaches(let ids): ids.contains(cache)
    case .countries, .origins: false
    }
  }

  fileprivate func holds(origin: String) -> Bool {
    if case .origins(let names) = self { names.contains(origin) } else { false }
  }
}
