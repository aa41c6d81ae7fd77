/// Who does not reach whom at the moment.
package struct Partitions: Sendable {
  package private(set) var all: [Drill.Partition] = []

  package init() {}

  package mutating func add(_ partition: Drill.Partition) {
    if !all.contains(partition) { all.append(partition) }
  }

  /// Takes up what an action divides or unites.
  package mutating func follow(_ action: Drill.Action) {
    switch action {
    case .divide(let partition): add(partition)
    case .unite(let partition): remove(partition)
    default: break
    }
  }

  /// Nil: all of them.
  package mutating func remove(_ partition: Drill.Partition?) {
    all.removeAll { partition == nil || $0 == partition }
  }

  /// Whether `tier`, the id of a point of presence or the region of a regional cache, does not reach the origin.
  package func divide(_ tier: String, fromOrigin origin: String) -> Bool {
    all.contains { $0.from.holds(cache: tier) && $0.to.holds(origin: origin) }
  }

  /// Whether a point of presence or a regional cache does not reach the regional cache of `region`.
  package func divide(_ tier: String, fromCache region: String) -> Bool {
    all.contains { $0.from.holds(cache: tier) && $0.to.holds(cache: region) }
  }

  /// Whether a place does not reach the point of presence.
  package func divide(place: String, fromPop pop: String) -> Bool {
    all.contains { $0.from.holds(place: place) && $0.to.holds(cache: pop) }
  }

  /// Whether a place does not reach the origin, which it asks itself.
  package func divide(place: String, fromOrigin origin: String) -> Bool {
    all.contains { $0.from.holds(place: place) && $0.to.holds(origin: origin) }
  }

  /// Whether a place does not reach the authoritative servers.
  package func divideFromNameServers(place: String) -> Bool {
    all.contains { $0.from.holds(place: place) && $0.to == .nameServers }
  }
}

extension Drill.Partition.Side {
  fileprivate func holds(place: String) -> Bool {
    if case .places(let names) = self { names.contains(place) } else { false }
  }

  fileprivate func holds(cache: String) -> Bool {
    switch self {
    case .pops(let ids), .regionalCaches(let ids): ids.contains(cache)
    case .places, .countries, .resolvers, .nameServers, .origins: false
    }
  }

  fileprivate func holds(origin: String) -> Bool {
    if case .origins(let names) = self { names.contains(origin) } else { false }
  }
}
