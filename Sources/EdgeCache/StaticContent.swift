/// What is copied to the edge before anybody asks for it: `staticContent` of a distribution; ours, not of the API.
package struct StaticContent: Hashable, Sendable {
  /// Request targets, path and query, without repetition; in this order they are loaded.
  package var targets: [String]
  /// Ids of points of presence; nil: all.
  package var pointsOfPresence: [String]?
  /// It stays whatever else is asked for; else it may be evicted as anything may.
  package var isPinned: Bool
  /// Seconds after which the origin is asked whether a copy has changed, however long that is fresh; nil: the lifetime
  /// of the copy alone counts.
  package var refreshSeconds: Int?
  /// Files and directories that say what the targets are.
  package var sources: [String] = []
  /// Differs where the files of a directory have changed: copies are then asked for again.
  package var version: UInt64 = 0
  /// Loads begun in a second.
  package var objectsPerSecond: Int

  package init(
    targets: [String], pointsOfPresence: [String]? = nil, isPinned: Bool = true, refreshSeconds: Int? = nil,
    objectsPerSecond: Int = Self.defaultRate
  ) {
    (self.targets, self.pointsOfPresence, self.isPinned) = (targets, pointsOfPresence, isPinned)
    (self.refreshSeconds, self.objectsPerSecond) = (refreshSeconds, objectsPerSecond)
  }

  /// A site of some thousand objects in a minute or two, and no burden for an origin.
  package static let defaultRate = 50

  package func isFor(_ pop: String) -> Bool { pointsOfPresence?.contains(pop) ?? true }
}
