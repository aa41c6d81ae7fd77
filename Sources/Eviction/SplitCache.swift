/// One part of the cache for content chosen beforehand, the other for any policy.
public struct SplitCache: EvictionPolicy {
  private var fixed: StaticCache
  private var dynamic: any EvictionPolicy
  private var isFixed = PerSlot(false)
  private let share: Double

  /// - Parameters:
  ///   - share: of the cache for `content`.
  ///   - dynamic: makes the cache of the rest, with the capacity it is given.
  public init(
    capacity: Int, share: Double, content: StaticContent, order: StaticContent.Order,
    dynamic: (Int) -> any EvictionPolicy
  ) {
    self.share = share
    let part = Self.fixedPart(of: capacity, share)
    fixed = StaticCache(capacity: part, content: content, order: order)
    self.dynamic = dynamic(min(capacity, Limits.largestCapacity) - part)
  }

  public var capacity: Int { fixed.capacity + dynamic.capacity }
  public var occupied: Int { fixed.occupied + dynamic.occupied }
  public var initialContent: [CacheRequest] { fixed.initialContent }
  public var nextVictim: UInt32? { dynamic.nextVictim }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    if !isFixed[slot] { dynamic.hit(slot, request, evicted: &evicted) }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    isFixed[slot] = fixed.holds(request.id)
    return isFixed[slot]
      ? fixed.miss(slot, request, evicted: &evicted) : dynamic.miss(slot, request, evicted: &evicted)
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    let part = Self.fixedPart(of: capacity, share)
    fixed.resize(to: part, evicted: &evicted)
    dynamic.resize(to: min(capacity, Limits.largestCapacity) - part, evicted: &evicted)
  }

  public mutating func remove(_ slot: UInt32) {
    if isFixed[slot] { fixed.remove(slot) } else { dynamic.remove(slot) }
  }

  private static func fixedPart(of capacity: Int, _ share: Double) -> Int {
    Int(share * Double(min(capacity, Limits.largestCapacity)))
  }
}
