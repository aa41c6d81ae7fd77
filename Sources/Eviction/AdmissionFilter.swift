/// Who may come in at all, before the policy is asked.
protocol AdmissionFilter: Sendable {
  /// A request came, for a cached object or another. Always before `admits`.
  mutating func note(_ request: CacheRequest)

  /// Asked once for every request that is not cached, if the filters before it had nothing against it.
  ///
  /// - Parameter victim: the object that would leave for it; nil as long as there is room.
  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool

  mutating func resize(to capacity: Int)
}

extension AdmissionFilter {
  mutating func note(_ request: CacheRequest) {}
  mutating func resize(to capacity: Int) {}
}
