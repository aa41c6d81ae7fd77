/// What holds for all caches of a replay.
package struct ReplayRules: Hashable, Sendable {
  /// Every size is 1, and capacities are numbers of objects.
  package var ignoresSizes: Bool
  package var ttl: TTLRule
  /// Stale objects are revalidated: the origin says whether they have changed. Nil: they are fetched again.
  package var changes: ObjectChanges?
  /// Until the origin answers; who asks meanwhile waits for the same answer.
  package var fetchSeconds: Int

  package init(
    ignoresSizes: Bool = false, ttl: TTLRule = .none, changes: ObjectChanges? = nil, fetchSeconds: Int = 0
  ) {
    (self.ignoresSizes, self.ttl, self.changes, self.fetchSeconds) = (
      ignoresSizes, ttl, changes, fetchSeconds
    )
  }

  /// A miss is over at once, and no cache asks another: `ReplayCache.replay` will do.
  var isPlain: Bool { changes == nil && fetchSeconds == 0 }
}
