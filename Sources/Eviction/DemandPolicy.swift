/// A policy under which newcomers do not compete: whoever may enter does, and others leave one by one until there is room
/// (demand replacement: Mattson and others, IBM Systems Journal 9(2), 1970).
protocol DemandPolicy: EvictionPolicy {
  /// The next step towards room: mostly, one leaves. The cache is not empty.
  mutating func evict(_ evicted: inout [UInt32])
}

extension DemandPolicy {
  /// Whether an object of that size fits; if it does, there is room for it now.
  @inline(__always)
  mutating func makeRoom(for size: Int, _ evicted: inout [UInt32]) -> Bool {
    guard size <= capacity else { return false }
    while occupied > capacity - size { evict(&evicted) }
    return true
  }
}
