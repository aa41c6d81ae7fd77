import EdgeCache

/// How much of a distribution's static content a point of presence has, as the admin interface and `edgesim preload` show
/// it. What differs by `Accept-Encoding` counts for each.
package struct StaticContentStatus: Codable, Sendable {
  package var distribution: String
  package var pop: String
  package var items: Int
  /// And still there.
  package var loaded: Int
  /// Loaded, and gone since: not pinned, or beyond what may be.
  package var evicted: Int
  /// Could not be loaded the last time.
  package var failed: Int
  package var pending: Int
  /// The first of those that failed.
  package var failures: [Failure]

  package struct Failure: Codable, Sendable {
    package var target: String
    /// What it was answered; where that is no error, the answer was not kept.
    package var status: UInt16
  }

  init(distribution: String, pop: String, _ progress: StaticLoader.Progress) {
    (self.distribution, self.pop) = (distribution, pop)
    (items, loaded, evicted) = (progress.items, progress.loaded, progress.evicted)
    (failed, pending) = (progress.failed, progress.pending)
    failures = progress.failures.map { Failure(target: $0.target, status: $0.status) }
  }
}
