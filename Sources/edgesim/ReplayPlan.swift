import Eviction
import Replaying
import Traces

/// What traces are to be replayed through.
struct ReplayPlan {
  /// Each at every size.
  var policies: [PolicySpecification]
  var sizes: [(text: String, size: CacheSize)]
  /// Tiers that ask each other.
  var hierarchies: [[TierSpecification]]
  var split: RequestSplit
  /// Nil: names are names.
  var names: TraceNames?
  var options: Replayer.Options

  private var allPolicies: [PolicySpecification] { policies + hierarchies.flatMap { $0.map(\.policy) } }

  var knowsFuture: Bool { allPolicies.contains(where: \.knowsFuture) }

  /// Policies with content chosen beforehand, from the warm-up.
  func isTrained(hasList: Bool) -> Bool {
    allPolicies.contains { $0.staticOrder != nil && !($0.staticOrder == .list && hasList) }
  }

  var hasListed: Bool { allPolicies.contains { $0.staticOrder == .list } }

  /// Sizes are shares of the footprint.
  var hasShares: Bool {
    (sizes.map(\.size) + hierarchies.flatMap { $0.map(\.size) }).contains {
      if case .percent = $0 { true } else { false }
    }
  }

  /// Each policy at each size.
  func caches(footprint: Int, seed: UInt64) throws -> [Replayer.Cache] {
    try policies.flatMap { policy in
      try sizes.map { size in
        Replayer.Cache(
          policy: policy, size: size.text, capacity: try capacity(size.size, size.text, footprint), seed: seed
        )
      }
    }
  }

  func hierarchies(footprint: Int, seed: UInt64) throws -> [Replayer.Hierarchy] {
    try hierarchies.map { tiers in
      Replayer.Hierarchy(
        tiers: tiers, capacities: try tiers.map { try capacity($0.size, $0.sizeText, footprint) },
        split: split, seed: seed)
    }
  }

  private func capacity(_ size: CacheSize, _ text: String, _ footprint: Int) throws -> Int {
    let capacity = size.capacity(footprint: footprint)
    guard capacity > 0 else { throw TraceError("a cache of \(text) holds nothing") }
    return capacity
  }
}
