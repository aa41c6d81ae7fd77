import Primitives

/// How requests are dealt out over the servers behind one origin.
package struct LoadBalancer: Hashable, Sendable {
  package struct Target: Hashable, Sendable {
    /// Unique; where the target is.
    package var name: String
    /// Its share beside the others', 1...1000.
    package var weight: Int
    /// It finishes what it has, and gets no new clients.
    package var isDraining: Bool

    package init(name: String, weight: Int = 1, isDraining: Bool = false) {
      (self.name, self.weight, self.isDraining) = (name, weight, isDraining)
    }
  }

  package enum Algorithm: String, Hashable, Sendable, CaseIterable {
    /// In turn, by weight, spread as evenly as can be.
    case roundRobin = "round-robin"
    /// Who has the fewest requests under way for its weight.
    case leastConnections = "least-connections"
    /// Of two drawn by chance, the one that promises the shorter wait.
    case responseTime = "response-time"
    /// Equal requests to equal targets; a target that comes or goes moves its own share and no other.
    case hash
  }

  package var algorithm: Algorithm
  package var targets: [Target]
  /// How long a target that has become healthy gets less than its share.
  package var slowStart: Duration

  package init(_ algorithm: Algorithm, _ targets: [Target], slowStart: Duration = .zero) {
    (self.algorithm, self.targets, self.slowStart) = (algorithm, targets, slowStart)
  }
}
