/// Code that is compiled once for each policy: a replay loop, say. (A closure cannot be generic.)
public protocol PolicyVisitor {
  associatedtype Outcome
  mutating func visit<Policy: EvictionPolicy>(_ policy: Policy) -> Outcome
}

extension PolicySpecification {
  /// Calls `visitor` with an empty cache of this policy, its type known to the compiler.
  ///
  /// - Parameters:
  ///   - capacity: octets or objects.
  ///   - seed: of policies that draw numbers; the same seed, the same run.
  @inlinable
  public func withPolicy<Visitor: PolicyVisitor>(
    capacity: Int, seed: UInt64, _ visitor: inout Visitor
  ) -> Visitor.Outcome {
    switch name {
    case .fifo: visitor.visit(FIFO(capacity: capacity))
    case .lru: visitor.visit(LRU(capacity: capacity))
    }
  }

  /// An empty cache of this policy for who picks one at run time.
  public func makePolicy(capacity: Int, seed: UInt64) -> any EvictionPolicy {
    struct Box: PolicyVisitor {
      func visit<Policy: EvictionPolicy>(_ policy: Policy) -> any EvictionPolicy { policy }
    }
    var box = Box()
    return withPolicy(capacity: capacity, seed: seed, &box)
  }
}
