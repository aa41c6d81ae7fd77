import Primitives

// For simulators: the same request again and again, at a fraction of the price. The store, its policy and the figures see
// what they would have seen.

/// A request that was answered with a fresh copy, to be asked again.
package struct RepeatableHit {
  let object: StoredResponse
  let series: Int
  package let bytes: Int
}

extension EdgeCache {
  /// The hit that `exchange` is, asked right after `begin` has answered it; nil if it is another kind of answer, or one that
  /// depends on more than the path: on the viewer's wishes, or on fields it is chosen by.
  package func repeatable(_ exchange: Exchange) -> RepeatableHit? {
    guard exchange.phase == .responding, exchange.result == .hit, case .fresh = exchange.reason,
      exchange.fetch == nil, exchange.errorPage == nil, exchange.status == 200,
      let object = store.find(key.bytes, hash: key.hash, where: { _ in false }), object.status == 200
    else { return nil }
    return RepeatableHit(
      object: object, series: exchange.series,
      bytes: exchange.head.count + (exchange.body?.expectedCount ?? 0))
  }

  /// Answers the request of `hit` again. False: the copy has gone or is stale, and the request must take its steps; nothing
  /// has been counted. Octets are counted as they were the first time. Not to be used over a `reload`.
  package func hitAgain(_ hit: borrowing RepeatableHit, now: Instant) -> Bool {
    let object = hit.object
    guard object.isInStore, object.isFresh(at: now) else { return false }
    store.touch(object)
    counts.add(hit.series, .hit, bytes: hit.bytes)
    return true
  }
}
