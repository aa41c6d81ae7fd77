import Primitives

// What an operator takes out of the cache. A response whose request went to the origin before the invalidation is not
// stored after it, and nobody who comes later joins its fetch.

extension EdgeCache {
  /// Takes out what the paths name in the distribution `distributionID`, in time that grows with what is found. Returns how many objects
  /// that were.
  @discardableResult
  package func invalidate(_ paths: [InvalidationPath], in distributionID: String) -> Int {
    var count = 0
    for path in paths {
      let target = InvalidationTarget(path, distributionID: distributionID, keyHash)
      count += store.removeAll(target)
      invalidations.add(target)
    }
    return count
  }

  /// Whether what the fetch brings has been invalidated since it began.
  func isOutdated(_ fetch: Fetch) -> Bool {
    invalidations.covers(fetch.context.key, fetch.response?.tags, since: fetch.invalidationNumber)
  }
}

/// The last invalidations of a cache: what fetches that began before them must not bring back.
struct RecentInvalidations {
  /// The newest last.
  private var targets: [InvalidationTarget] = []
  /// How many there have been.
  private(set) var number = 0

  mutating func add(_ target: InvalidationTarget) {
    targets.append(target)
    number += 1
    if targets.count >= Limits.recentInvalidations * 2 { targets.removeFirst(Limits.recentInvalidations) }
  }

  /// Whether one after `first` names an object. Who began so long ago that not all after it are known is taken to be
  /// named.
  func covers(_ key: [UInt8], _ tags: CacheTags?, since first: Int) -> Bool {
    guard first != number else { return false }
    let missing = number - first
    guard missing <= targets.count else { return true }
    return targets.suffix(missing).contains { $0.matches(key.span, tags) }
  }
}
