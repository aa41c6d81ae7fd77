import Health

extension Drill {
  /// What an event brings about.
  package enum Action: Hashable, Sendable {
    case fault(origin: String, OriginFault)
    case clear(origin: String)
    case force(check: String, ForcedStatus)

    // On the virtual clock alone.

    /// Nobody gets through to a point of presence; nil: it is there again.
    case edge(pop: String, EdgeFault?)
    /// Answers name the point of presence no more, or again.
    case withdraw(pop: String)
    case restore(pop: String)
    /// A point of presence (nil: each) loses all it has stored.
    case flush(pop: String?)
    /// Paths and tags as `edgesim invalidate` takes them.
    case invalidate(distribution: String, paths: [String])
    /// Paths between users and points of presence get longer.
    case cable(CableFault)
    case mendCables
    /// Resolvers of a profile (nil: all) cannot reach the authoritative servers, or can again.
    case isolate(resolvers: String?)
    case reconnect
    case crowd(FlashCrowd)
    /// The zone in this file takes the place of the one of its name.
    case publish(zone: String)
  }

  /// How a point of presence fails its users.
  package enum EdgeFault: String, Hashable, Sendable, CaseIterable {
    /// Connections are refused.
    case refuse
    /// They are never answered.
    case hang
  }

  /// A detour: round trips between users of these countries and these points of presence take `factor` times as long. Empty: all.
  package struct CableFault: Hashable, Sendable {
    package var countries: [String]
    package var pops: [String]
    package var factor: Double

    package init(countries: [String], pops: [String], factor: Double) {
      (self.countries, self.pops, self.factor) = (countries, pops, factor)
    }
  }

  /// Whether it has something in it that a live run cannot do.
  package var needsVirtualClock: Bool {
    population != nil || events.contains { $0.action.needsVirtualClock }
  }
}

extension Drill.Action {
  package var needsVirtualClock: Bool {
    switch self {
    case .fault, .clear, .force: false
    default: true
    }
  }
}
