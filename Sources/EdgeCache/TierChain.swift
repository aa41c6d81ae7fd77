import Primitives

/// Caches of the edge that ask one another with no connection between: for the simulator, for `explain`, for tests.
///
/// Where a cache hands out a fetch, `start` it here. What another cache is to answer becomes an exchange of that cache, and
/// what that cannot answer a fetch of its own, until `askOrigin` gets what goes to an origin: the cache named with it is
/// the one to tell what came (`receive`, `finish`, `fail`).
package final class TierChain {
  /// By region. A point of presence needs not be known here.
  private let regionalCaches: [String: EdgeCache]
  private let clock: () -> Instant
  private let askCache: ((Fetch, EdgeCache) -> Void)?
  private let askOrigin: (Fetch, EdgeCache) -> Void
  private let leave: (Fetch) -> Void
  private var relays: [ObjectIdentifier: TierRelay] = [:]
  /// Requests that each cache was asked by others.
  package private(set) var asked: [String: Int] = [:]

  /// - Parameters:
  ///   - clock: the time of what one cache hands to another.
  ///   - askCache: a fetch of the cache is on its way to another: `deliver` it when it has come there. Nil: at once.
  ///   - askOrigin: carries a fetch of the cache to its origin.
  ///   - leave: nobody wants a fetch any more that was handed to `askCache` or `askOrigin`.
  package init(
    regionalCaches: [String: EdgeCache], clock: @escaping () -> Instant,
    askCache: ((Fetch, EdgeCache) -> Void)? = nil, askOrigin: @escaping (Fetch, EdgeCache) -> Void,
    leave: @escaping (Fetch) -> Void = { _ in }
  ) {
    (self.regionalCaches, self.clock) = (regionalCaches, clock)
    (self.askCache, self.askOrigin, self.leave) = (askCache, askOrigin, leave)
  }

  /// Carries out a fetch that `cache` has handed out.
  package func start(_ fetch: Fetch, of cache: EdgeCache) {
    guard fetch.upperTier != nil else { return askOrigin(fetch, cache) }
    guard let askCache else { return deliver(fetch, of: cache) }
    askCache(fetch, cache)
  }

  /// A fetch of `cache` comes to the cache that is to answer it.
  package func deliver(_ fetch: Fetch, of cache: EdgeCache) {
    guard let tier = fetch.upperTier else { return }
    guard let upper = regionalCaches[tier.region] else {
      for next in cache.fail(fetch, .connectRefused, now: now) { start(next, of: cache) }
      return
    }
    asked[tier.region, default: 0] += 1
    let relay = TierRelay(fetch, of: cache, to: upper, in: self)
    relays[ObjectIdentifier(fetch)] = relay
    relay.begin()
  }

  /// Whether another cache works on the fetch.
  package func carries(_ fetch: Fetch) -> Bool { relays[ObjectIdentifier(fetch)] != nil }

  /// Requests to a cache that others wait for.
  package func underWay(_ region: String) -> Int {
    relays.values.count { $0.fetch.upperTier?.region == region }
  }

  /// Nobody wants the response any more: what `EdgeCache.abandon` has returned.
  package func cancel(_ fetch: Fetch) {
    guard let relay = relays.removeValue(forKey: ObjectIdentifier(fetch)) else { return leave(fetch) }
    relay.abandon()
  }

  var now: Instant { clock() }

  func ended(_ relay: TierRelay) { relays[ObjectIdentifier(relay.fetch)] = nil }
}
