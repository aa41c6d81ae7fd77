import HTTPWire
import Primitives

/// The point of presence that static content is loaded into: with sockets, or on a virtual clock.
package protocol StaticLoadingPlace: AnyObject {
  var id: String { get }
  var cache: EdgeCache { get }
  var now: Instant { get }
  /// Nothing more is begun.
  var isDraining: Bool { get }
  /// Has a fetch of its cache carried out.
  func start(_ fetch: Fetch)
  /// Calls `StaticLoading.pump` then, and not at the time that was named before; nil: not at all.
  func wakeLoading(at time: Instant?)
  /// Not within the call that is under way.
  func later(_ work: @escaping () -> Void)
}

/// Loads static content into one point of presence: carries out what its `StaticLoader`s say.
package final class StaticLoading {
  private unowned let edge: any StaticLoadingPlace
  private var sites: [StaticSite] = []
  private var configuration: EdgeConfiguration?
  private var underWay: [ObjectIdentifier: StaticLoad] = [:]

  package init(edge: any StaticLoadingPlace) { self.edge = edge }

  /// A new configuration: what is listed no more becomes content like any other. A distribution that has changed is looked
  /// at as a whole, for its keys may have changed with its policies.
  package func follow(_ configuration: EdgeConfiguration) {
    guard configuration != self.configuration else { return }
    self.configuration = configuration
    let former = sites
    sites = configuration.distributions.compactMap { distribution in
      guard let content = distribution.staticContent, content.isFor(edge.id) else { return nil }
      let old = former.first { $0.distribution.id == distribution.id }
      if let old, old.distribution == distribution { return old }
      let isChanged = old.map { $0.loader.content.version != content.version } ?? false
      return StaticSite(distribution, content, refreshes: isChanged)
    }
    for site in former where !sites.contains(where: { $0 === site }) {
      for key in site.keys { edge.cache.releaseStatic(key) }
    }
    pump()
  }

  /// All of a distribution's content is loaded again, nil: of every one's.
  package func restart(_ distribution: String?) {
    for site in sites where distribution == nil || site.distribution.id == distribution {
      site.loader.restart()
    }
    pump()
  }

  /// After an invalidation: what has gone is loaded again.
  package func replaceMissing() {
    guard !sites.isEmpty else { return }
    for site in sites { site.replaceMissing(in: edge.cache) }
    pump()
  }

  /// Of each distribution with static content, by its id.
  package var progress: [(distribution: String, StaticLoader.Progress)] {
    sites.map { ($0.distribution.id, $0.progress(in: edge.cache)) }
  }

  /// Begins what is due.
  package func pump() {
    guard !edge.isDraining else { return }
    let now = edge.now
    for site in sites {
      while let next = site.loader.next(at: now) {
        let load = StaticLoad(next, of: site, at: edge) { [unowned self] in ended($0) }
        underWay[ObjectIdentifier(load)] = load
        load.begin()
      }
    }
    edge.wakeLoading(at: sites.compactMap(\.loader.wake).min())
  }

  private func ended(_ load: StaticLoad) {
    underWay[ObjectIdentifier(load)] = nil
    // Not within the cache's own call.
    edge.later { [weak self] in self?.pump() }
  }
}

/// The static content of one distribution in one point of presence.
final class StaticSite {
  let distribution: Distribution
  var loader: StaticLoader
  /// Of each item, once it has been asked for.
  private var keyOfItem: [Int: UInt64] = [:]

  init(_ distribution: Distribution, _ content: StaticContent, refreshes: Bool) {
    (self.distribution, loader) = (distribution, StaticLoader(content, refreshes: refreshes))
  }

  var keys: [UInt64] { keyOfItem.sorted { $0.key < $1.key }.map(\.value) }

  func replaceMissing(in cache: EdgeCache) { loader.replace { !has($0, in: cache) } }

  func progress(in cache: EdgeCache) -> StaticLoader.Progress { loader.progress { has($0, in: cache) } }

  private func has(_ item: Int, in cache: EdgeCache) -> Bool {
    keyOfItem[item].map(cache.hasStatic) ?? false
  }

  func ended(_ item: Int, key: UInt64?, _ outcome: StaticLoader.Outcome, at now: Instant) {
    keyOfItem[item] = key
    loader.ended(item, outcome, at: now)
  }
}

/// One request of the edge's own.
final class StaticLoad {
  private let load: StaticLoader.Load
  private unowned let edge: any StaticLoadingPlace
  private let exchange = Exchange()
  private let onEnd: (StaticLoad) -> Void
  /// Nil: a reload has made the request pointless.
  weak var site: StaticSite?

  init(
    _ load: StaticLoader.Load, of site: StaticSite, at edge: any StaticLoadingPlace,
    onEnd: @escaping (StaticLoad) -> Void
  ) {
    (self.load, self.site, self.edge, self.onEnd) = (load, site, edge, onEnd)
    exchange.request = RequestHead("GET", load.target)
    exchange.request.fields.append("Host", site.distribution.domainName)
    if !load.encoding.isEmpty { exchange.request.fields.append("Accept-Encoding", load.encoding) }
    exchange.preload = Preload(isPinned: site.loader.content.isPinned, refreshes: load.refreshes)
    exchange.onProgress = { [unowned self] in progress() }
  }

  func begin() {
    if let fetch = edge.cache.begin(exchange, now: edge.now) { edge.start(fetch) }
    progress()
  }

  /// Reads along, so that a body that is not stored can pass; over when the fetch is.
  private func progress() {
    guard exchange.phase == .responding else { return }
    if let body = exchange.body, exchange.bodyOffset < body.count { exchange.advance(to: body.count) }
    guard exchange.phase == .responding, exchange.fetch == nil else { return }
    let now = edge.now
    let outcome: StaticLoader.Outcome =
      edge.cache.hasLoaded(exchange) ? .loaded : .failed(status: exchange.status)
    site?.ended(load.item, key: edge.cache.staticKey(of: exchange), outcome, at: now)
    edge.cache.end(exchange, bytesSent: 0, now: now)
    onEnd(self)
  }
}
