import Primitives

/// The status of every health check at one moment: immutable, shared by all workers, swapped whole.
///
/// Checks are numbered in the order of their definitions; whoever refers to one resolves its id when configuration is
/// loaded. Reading a status allocates nothing.
public final class HealthSnapshot: Sendable {
  @usableFromInline let healthy: FrozenArray<Bool>

  public init(healthy: [Bool] = []) { self.healthy = FrozenArray(healthy) }

  public var count: Int { healthy.count }

  /// Whether check `index` is healthy. A number without a check is: a record without a health check always counts as
  /// healthy (Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is configured").
  @inlinable public func isHealthy(_ index: Int) -> Bool {
    index < 0 || index >= healthy.count || healthy[index]
  }
}
