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
  ///   - content: what a static cache is filled with.
  @inlinable
  public func withPolicy<Visitor: PolicyVisitor>(
    capacity: Int, seed: UInt64, content: StaticContent = StaticContent(), _ visitor: inout Visitor
  ) -> Visitor.Outcome {
    guard filters.isEmpty else {
      return visitor.visit(filteredPolicy(capacity: capacity, seed: seed, content: content))
    }
    return switch name {
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
      visitor.visit(LIRS(capacity: capacity, hir: arguments[0], matchesLibCacheSim: arguments[1] == 0))
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
    case .static:
      visitor.visit(StaticCache(capacity: capacity, content: content, order: .allCases[Int(arguments[0])]))
    case .split: visitor.visit(splitCache(capacity: capacity, seed: seed, content: content))
    }
  }

  @usableFromInline func splitCache(capacity: Int, seed: UInt64, content: StaticContent) -> SplitCache {
    let policy = PolicySpecification(PolicyName.online[Int(arguments[2])])
    return SplitCache(
      capacity: capacity, share: arguments[0], content: content, order: .allCases[Int(arguments[1])]
    ) { policy.makePolicy(capacity: $0, seed: seed) }
  }

  @usableFromInline func filteredPolicy(
    capacity: Int, seed: UInt64, content: StaticContent
  ) -> FilteredPolicy {
    let policy = PolicySpecification(name, arguments, behind: []).makePolicy(
      capacity: capacity, seed: seed, content: content)
    let made = filters.enumerated().map {
      $0.element.makeFilter(capacity: capacity, seed: seed, number: $0.offset)
    }
    return FilteredPolicy(policy, behind: made)
  }

  /// An empty cache of this policy for who picks one at run time.
  public func makePolicy(
    capacity: Int, seed: UInt64, content: StaticContent = StaticContent()
  ) -> any EvictionPolicy {
    struct Box: PolicyVisitor {
      func visit<Policy: EvictionPolicy>(_ policy: Policy) -> any EvictionPolicy { policy }
    }
    var box = Box()
    return withPolicy(capacity: capacity, seed: seed, content: content, &box)
  }
}
