import Eviction
import Primitives

/// The cache of one point of presence: requests and origin events in, answers and origin requests out.
///
/// A single-threaded state machine without clock or socket: the live server and the simulator drive it alike.
/// `begin` takes the steps of a request (`EdgeCache+Request.swift`); `receive`, `finish` and `fail` are what can
/// happen to a fetch (`EdgeCache+Fetch.swift`); both end in an answer (`EdgeCache+Answer.swift`).
///
/// `@exclusivity(unchecked)`: as for `Exchange`. Callbacks run when no property is being worked on.
package final class EdgeCache {
  package enum Bodies: Hashable, Sendable {
    case kept
    /// Sizes only: for the simulator, which sends no bytes.
    case counted
  }

  package let bodies: Bodies
  let keyHash: KeyedHash
  let makeEncoder: MakeContentEncoder
  @exclusivity(unchecked) var routes: RouteTable
  /// By name. What they have counted goes on over reloads that do not change them.
  private var webACLs: [String: CompiledWebACL]
  @exclusivity(unchecked) var store: ObjectStore
  @exclusivity(unchecked) var identity: Identity
  @exclusivity(unchecked) var key = RequestKey()
  /// Fetches whose response later requests for the same key may share. Looked up only; never walked through.
  @exclusivity(unchecked) var inFlight: [UInt64: Fetch] = [:]
  /// Octets of whole bodies on their way into the store, at most `largestObject` of them.
  @exclusivity(unchecked) var reservedBytes = 0
  @exclusivity(unchecked) var counts = Figures()
  @exclusivity(unchecked) var refusals = RefusalPages()
  @exclusivity(unchecked) var invalidations = RecentInvalidations()
  /// Of static content, by the hash of its key: whether it is pinned. Looked up only; never walked through.
  @exclusivity(unchecked) var staticKeys: [UInt64: Bool] = [:]
  /// What an encoder has written, on its way to a body.
  @exclusivity(unchecked) var encoded: [UInt8] = []
  package private(set) var tier: CacheTier
  private var eviction: PolicySpecification
  private let seed: UInt64

  /// - Parameters:
  ///   - pop: in `X-Amz-Cf-Pop`, `IAD89-C1`.
  ///   - capacity: octets of stored objects, their overhead included. Bodies on their way into the store may take a
  ///     quarter of it beside that.
  ///   - eviction: who stays when the store is full.
  ///   - tier: where it stands; what it does not have it asks the next tier for, and an origin where there is none.
  ///   - seed: of the key hash, the `Via` name, the request ids and what the policy draws.
  ///   - makeEncoder: the codecs for what is compressed; without any, everything stays as the origin sends it.
  package init(
    pop: String, capacity: Int, eviction: PolicySpecification = PolicySpecification(.lru),
    tier: CacheTier = .edge(regionalCache: nil), configuration: EdgeConfiguration, seed: UInt64,
    bodies: Bodies = .kept, makeEncoder: @escaping MakeContentEncoder = { _ in nil }
  ) {
    (self.eviction, self.tier, self.seed) = (eviction, tier, seed)
    self.bodies = bodies
    self.makeEncoder = makeEncoder
    keyHash = KeyedHash(seed: seed)
    store = ObjectStore(
      policy: eviction.makePolicy(capacity: max(0, capacity), seed: seed), keepsOrder: bodies == .kept)
    identity = Identity(pop: pop, seed: seed)
    webACLs = Self.webACLs(of: configuration, former: [:], seed: seed, figures: &counts)
    routes = RouteTable(
      configuration, of: tier, hash: keyHash, webACLs: webACLs, figures: &counts)
  }

  /// Swaps the configuration. Objects stay as long as a distribution of their id does; exchanges and fetches under
  /// way end by the old rules. With another capacity or policy, what does not fit any more is evicted.
  package func reload(
    _ configuration: EdgeConfiguration, capacity: Int? = nil, eviction: PolicySpecification? = nil,
    tier: CacheTier? = nil
  ) {
    if let tier { self.tier = tier }
    if let eviction, eviction != self.eviction {
      self.eviction = eviction
      store.adopt(eviction.makePolicy(capacity: capacity ?? store.capacity, seed: seed))
    } else if let capacity, capacity != store.capacity {
      store.resize(to: capacity)
    }
    webACLs = Self.webACLs(of: configuration, former: webACLs, seed: seed, figures: &counts)
    routes = RouteTable(
      configuration, of: self.tier, hash: keyHash, webACLs: webACLs, figures: &counts)
    store.removeAll { routes.distribution(ofKey: $0.key) == nil }
  }

  /// The response has been sent, or the connection cut because `body` failed.
  ///
  /// - Parameter bytesSent: octets that went to the viewer, head included.
  package func end(_ exchange: Exchange, bytesSent: Int, now: Instant) {
    count(exchange, bytesSent: bytesSent)
    detach(exchange)
    exchange.reset()
  }

  private func count(_ exchange: Exchange, bytesSent: Int) {
    if exchange.preload != nil { return }
    if exchange.reason == .staticContent { counts.addStatic(exchange.series, bytes: bytesSent) }
    counts.add(exchange.series, exchange.result, bytes: bytesSent)
    if exchange.result == .miss, case .methodNotCached = exchange.reason {
      counts.addUncacheable(exchange.series, bytes: bytesSent)
    }
    if exchange.layer != nil, exchange.result == .hit {
      counts.addFromAbove(exchange.series, bytes: bytesSent)
    }
  }

  /// The distribution and behaviour of a request that has begun.
  package func series(of exchange: Exchange) -> Figures.Series { counts.series[exchange.series] }

  /// The same as its place in `Figures.series`, which it keeps as long as the cache lives.
  package func seriesNumber(of exchange: Exchange) -> Int { exchange.series }

  /// What came was no request, or none the edge takes; the shell has answered it with the protocol's own error.
  package func countRefused(bytesSent: Int) { counts.add(0, .error, bytes: bytesSent) }

  /// The viewer has gone. The returned fetch has no reader left: cancel it and tell the cache no more about it. Its
  /// object is not stored.
  package func abandon(_ exchange: Exchange, bytesSent: Int, now: Instant) -> Fetch? {
    guard exchange.phase != .idle else { return nil }
    if exchange.phase == .waiting { (exchange.result, exchange.reason) = (.error, .viewerGone) }
    count(exchange, bytesSent: bytesSent)
    let fetch = exchange.fetch.flatMap { $0.isDiscarding ? nil : $0 }
    detach(exchange)
    exchange.reset()
    guard let fetch, fetch.exchanges.isEmpty else { return nil }
    fetch.isDiscarding = true
    release(fetch)
    stopSpooling(fetch)
    return fetch
  }

  /// False: stop reading from the origin until `Fetch.onWantsMore` is called. Ask after each `receive`.
  package func wantsMore(_ fetch: Fetch) -> Bool {
    guard !fetch.isDiscarding else { return true }
    fetch.isPaused = fetch.waitingBytes >= Limits.windowBytes
    return !fetch.isPaused
  }

  /// A copy of what has been counted.
  package var figures: Figures {
    var figures = counts
    (figures.objects, figures.evictions) = (store.count, store.evictions)
    (figures.bytes, figures.capacity) = (store.bytes + reservedBytes, store.capacity)
    figures.coldIndexBytes = store.coldIndexBytes
    return figures
  }

  /// The most one object may take, and the most all bodies on their way may.
  package var largestObject: Int { store.capacity / Limits.largestShareOfStore }

  private func detach(_ exchange: Exchange) {
    guard let fetch = exchange.fetch else { return }
    fetch.exchanges.removeAll { $0 === exchange }
    if fetch.initiator === exchange { fetch.initiator = nil }
    exchange.fetch = nil
    if fetch.exchanges.isEmpty, fetch.response != nil, !fetch.isStoring {
      fetch.isDiscarding = true
      release(fetch)
    } else {
      fetch.readerAdvanced()
    }
  }

  /// Later requests no longer find the fetch, and it holds nothing of the store.
  func release(_ fetch: Fetch) {
    if fetch.isShared, inFlight[fetch.context.flightHash] === fetch {
      inFlight[fetch.context.flightHash] = nil
    }
    fetch.isShared = false
    reservedBytes -= fetch.reservedBytes
    fetch.reservedBytes = 0
  }
}
