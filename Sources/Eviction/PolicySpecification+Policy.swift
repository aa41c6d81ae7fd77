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
    case .mru: visitor.visit(MRU(capacity: capacity))
    case .random: visitor.visit(RandomReplacement(capacity: capacity, seed: seed))
    case .clock: visitor.visit(Clock(capacity: capacity, bits: Int(arguments[0])))
    case .lfu: visitor.visit(LFU(capacity: capacity))
    case .lfuda: visitor.visit(LFUDA(capacity: capacity))
    case .lruk: visitor.visit(LRUK(capacity: capacity, k: Int(arguments[0])))
    case .slru: visitor.visit(SLRU(capacity: capacity, segments: Int(arguments[0])))
    case .twoq: visitor.visit(TwoQ(capacity: capacity, a1in: arguments[0], a1out: arguments[1]))
    case .gdsf: visitor.visit(GDSF(capacity: capacity))
    case .arc: visitor.visit(ARC(capacity: capacity))
    case .lirs:
      visitor.visit(LIRS(capacity: capacity, hir: arguments[0], matchesLibCacheSim: arguments[1] == 1))
    case .lecar:
      visitor.visit(LeCaR(capacity: capacity, rate: arguments[0], discount: arguments[1], seed: seed))
    case .hyperbolic:
      visitor.visit(Hyperbolic(capacity: capacity, samples: Int(arguments[0]), seed: seed))
    case .lhd: visitor.visit(LHD(capacity: capacity, seed: seed))
    case .sieve: visitor.visit(SIEVE(capacity: capacity))
    case .s3fifo:
      visitor.visit(
        S3FIFO(capacity: capacity, small: arguments[0], ghost: arguments[1], threshold: Int(arguments[2])))
    case .qdlp:
      visitor.visit(
        QDLP(capacity: capacity, fifo: arguments[0], ghost: arguments[1], bits: Int(arguments[2])))
    case .wtinylfu: visitor.visit(WTinyLFU(capacity: capacity, window: arguments[0]))
    case .belady: visitor.visit(Belady(capacity: capacity))
    case .beladysize:
      visitor.visit(BeladySize(capacity: capacity, samples: Int(arguments[0]), seed: seed))
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
