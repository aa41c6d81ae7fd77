import HTTPWire
import Primitives

// Static content: copies that the edge asks for itself. What a key has been made static for stays so, whoever's fetch
// brings the next copy.

extension EdgeCache {
  /// Whether the load that `exchange` is has put a copy into the store.
  package func hasLoaded(_ exchange: Exchange) -> Bool {
    exchange.staticKey.map(hasStatic) ?? false
  }

  /// The static key that the load of `exchange` is for, as `hasStatic` takes it.
  package func staticKey(of exchange: Exchange) -> UInt64? { exchange.staticKey }

  package func hasStatic(_ key: UInt64) -> Bool { store.contains(hash: key) { $0.isStatic } }

  /// What is under `key` is content like any other from now on.
  package func releaseStatic(_ key: UInt64) {
    staticKeys[key] = nil
    store.release(hash: key)
  }

  /// The key of what is to be static is known.
  func takeStaticKey(_ exchange: Exchange) {
    exchange.staticKey = key.hash
    staticKeys[key.hash] = exchange.preload?.isPinned ?? false
  }

  /// Puts a response into the store, as what its key says.
  func put(_ response: StoredResponse, hash: UInt64) {
    // Most caches have none of these. An error is not what was to be there.
    guard !staticKeys.isEmpty, response.status < 400, let isPinned = staticKeys[hash] else {
      return insertCooling(response)
    }
    response.isStatic = true
    // What stays whatever comes would be in the way of a file that is written round and round. What is there already is
    // there, if its key became a pinned one while it came.
    if isPinned, response.body?.blocks?.keeping != .spooled {
      store.insert(response, isPinned: true)
    } else {
      insertCooling(response)
    }
  }

  /// Whether a copy is of no use to the load that `exchange` is: what is pinned stands in memory.
  func isTooCold(_ object: StoredResponse, for exchange: Exchange) -> Bool {
    exchange.preload?.isPinned == true && object.coldBody != nil
  }

  /// A copy that was there before becomes static.
  func adopt(_ object: StoredResponse, for exchange: Exchange) {
    guard let isPinned = exchange.preload?.isPinned, object.status < 400, object.isInStore,
      !object.isStatic
    else { return }
    object.isStatic = true
    if isPinned { store.pin(object) }
  }
}

/// What the edge asks for itself.
package struct Preload: Hashable, Sendable {
  package var isPinned: Bool
  /// The origin is asked even where a copy is fresh.
  package var refreshes: Bool

  package init(isPinned: Bool, refreshes: Bool) { (self.isPinned, self.refreshes) = (isPinned, refreshes) }
}

extension Exchange {
  /// Its own wish, or that of the cache that asks.
  var mustRefresh: Bool { preload?.refreshes ?? tierRequest?.refreshes ?? false }
}
