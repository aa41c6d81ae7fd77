import EdgeCache
import Eviction
import HTTPWire
import Primitives
import Routing
import Traces
import World

/// An access log through the edge: the `EdgeCache` of each point of presence, the same type that serves viewers, on the
/// clock of the log.
package final class EdgeReplay {
  package struct Rules: Sendable {
    /// The host that every request names; nil: what the log says.
    package var host: String?
    package var split = ViewerSplit.place
    /// Origins that are known; all others answer as the log says.
    package var origins: [VirtualOrigin] = []
    package var logged = LoggedOrigin()
    /// Until an origin answers, beside what its own latency is: nanoseconds.
    package var fetchTime: Int64 = 0
    package var warmUp = ReplayDivision.WarmUp.none
    /// Seconds of a window whose figures are kept apart; nil: none are.
    package var window: Int?

    package init() {}
  }

  /// What was counted in a stretch of time.
  package struct Window: Sendable {
    /// Seconds since the first request.
    package var start: Int
    package var tally: EdgeTally
  }

  /// The viewer's request that a fetch was begun for.
  private struct Cause {
    var pop: Int
    var series: Figures.Series
    var logged: LoggedOrigin.Cause
  }

  private final class Viewer {
    let exchange = Exchange()
    var pop = 0
  }

  private let rules: Rules
  private let directory: EdgeDirectory
  private let origins: [String: VirtualOrigin]
  private var points: [EdgePoint]
  private let regionalCaches: [EdgePoint]
  private var tiers: TierChain!
  private var request: ViewerRequest
  private var content = LoggedContent()
  private var now = Instant.distantPast
  private var startedAt: Instant?
  private var due = EventQueue<Int>()
  private var pending: [Int: (fetch: Fetch, cache: EdgeCache, cause: Cause)] = [:]
  private var nextFetch = 0
  /// Of what caches begin to fetch just now.
  private var cause: Cause?
  /// All there are, and those that ask for nothing just now.
  private var viewers: [Viewer] = []
  private var free: [Viewer] = []
  private var beforeCounting: EdgeTally?
  /// The window that requests are counted in just now, and what had been counted before it.
  private var open: Window?
  /// Those with requests that count, in order.
  package private(set) var windows: [Window] = []
  /// Lines that were replayed, warm-up and all.
  package private(set) var requests = 0
  package private(set) var warmUpRequests = 0
  /// Lines that say too little: a viewer that went away, a 304 for what was never sent.
  package private(set) var leftOut = 0

  /// - Parameter directory: of `pops`, in their order; where viewers are.
  package init(
    _ configuration: EdgeConfiguration, _ pops: [CacheSite], regionalCaches: [CacheSite] = [],
    _ directory: EdgeDirectory, _ rules: Rules, seed: UInt64
  ) {
    (self.rules, self.directory) = (rules, directory)
    origins = Dictionary(rules.origins.map { ($0.name, $0) }) { first, _ in first }
    request = ViewerRequest(host: rules.host)
    let caches = CacheTiers(pops, regionalCaches, configuration, seed: seed)
    points = zip(pops, caches.pointsOfPresence).map { EdgePoint(id: $0.id, $1) }
    self.regionalCaches = zip(regionalCaches, caches.regionalCaches).map { EdgePoint(id: $0.id, $1) }
    tiers = caches.chain(
      clock: { [unowned self] in now },
      askOrigin: { [unowned self] fetch, cache in ask(fetch, of: cache) },
      leave: { [unowned self] fetch in pending = pending.filter { $0.value.fetch !== fetch } })
  }

  /// A line of the log, not older than the one before.
  package func replay(_ line: LogLine, _ log: Span<UInt8>) {
    run(until: Instant(secondsSinceEpoch: Int64(line.time)))
    let beginning = startedAt ?? now
    startedAt = beginning
    let viewer = free.popLast() ?? makeViewer()
    let isRequest = request.read(line, log, into: &viewer.exchange.request)
    guard let object = content.object(request.id, of: line) else {
      leftOut += 1
      return free.append(viewer)
    }
    beginCounting(secondsSinceStart: now.seconds(since: beginning))
    openWindow(at: Int(now.seconds(since: beginning)))
    requests += 1
    let client = line.client.flatMap { IPAddress(log.extracting($0).text) }
    viewer.pop = rules.split.point(line, log, client: client, id: object.id, directory)
    guard isRequest else {
      points[viewer.pop].cache.countRefused(bytesSent: 0)
      return free.append(viewer)
    }
    let exchange = viewer.exchange
    exchange.viewer = client ?? IPAddress(v4: 0)
    exchange.viewerLocation = client.map { directory.locator.locate($0) } ?? .unknown
    exchange.viewerScheme = line.isHTTPS ? .https : .http
    let cache = points[viewer.pop].cache
    let fetch = cache.begin(exchange, now: now)
    if let fetch {
      let cause = Cause(
        pop: viewer.pop, series: cache.series(of: exchange),
        logged: LoggedOrigin.Cause(object, target: exchange.request.target))
      // Where the viewer is answered already, the fetch goes on behind it.
      if exchange.phase == .responding { progress(viewer) }
      self.cause = cause
      tiers.start(fetch, of: cache)
    } else {
      progress(viewer)
    }
  }

  /// Every fetch that is under way ends.
  package func finish() {
    run(until: .distantFuture)
    closeWindow()
  }

  /// Without the warm-up.
  package var tally: EdgeTally { beforeCounting.map { whole.since($0) } ?? whole }

  private var whole: EdgeTally {
    var tally = EdgeTally()
    for point in points { tally.rows += point.rows }
    for point in points + regionalCaches {
      let figures = point.cache.figures
      tally.objects.append(figures.objects)
      tally.occupied.append(figures.bytes)
      tally.evictions.append(figures.evictions)
    }
    tally.regionalCaches = regionalCaches.map(\.regionalRow)
    return tally
  }

  private func beginCounting(secondsSinceStart seconds: Int64) {
    guard beforeCounting == nil else { return }
    let isWarm =
      switch rules.warmUp {
      case .none: true
      case .requests(let count): requests >= count
      case .seconds(let length): seconds >= Int64(length)
      }
    guard isWarm else { return warmUpRequests += 1 }
    beforeCounting = whole
  }

  private func openWindow(at seconds: Int) {
    guard let width = rules.window, beforeCounting != nil else { return }
    let start = seconds / width * width
    guard open?.start != start else { return }
    closeWindow()
    open = Window(start: start, tally: whole)
  }

  private func closeWindow() {
    guard let window = open else { return }
    windows.append(Window(start: window.start, tally: whole.since(window.tally)))
    open = nil
  }

  // MARK: Viewers

  private func makeViewer() -> Viewer {
    let viewer = Viewer()
    viewer.exchange.onProgress = { [unowned self, unowned viewer] in progress(viewer) }
    viewers.append(viewer)
    return viewer
  }

  /// Ends an exchange whose answer is whole.
  private func progress(_ viewer: Viewer) {
    let exchange = viewer.exchange
    guard exchange.phase == .responding, exchange.body.map({ $0.isComplete || $0.isFailed }) ?? true else {
      return
    }
    points[viewer.pop].count(exchange.reason, of: exchange)
    points[viewer.pop].cache.end(exchange, bytesSent: exchange.body?.count ?? 0, now: now)
    free.append(viewer)
  }

  // MARK: Origins

  private func ask(_ fetch: Fetch, of cache: EdgeCache) {
    guard let cause else { preconditionFailure("nothing is fetched but for a viewer") }
    let latency = origins[fetch.origin.domainName].map { origin in
      let path = cause.logged.target
      return origin.latency(of: path.span).mean.nanoseconds
    }
    let delay = rules.fetchTime + (latency ?? 0)
    guard delay > 0 else { return answer(fetch, of: cache, cause) }
    nextFetch += 1
    pending[nextFetch] = (fetch, cache, cause)
    due.add(nextFetch, at: now.nanosecondsSinceEpoch + delay)
  }

  private func run(until time: Instant) {
    while let next = due.nextDue, next <= time.nanosecondsSinceEpoch, let (at, number) = due.popFirst() {
      now = Instant(nanosecondsSinceEpoch: at)
      if let (fetch, cache, cause) = pending.removeValue(forKey: number) { answer(fetch, of: cache, cause) }
    }
    if time != .distantFuture { now = time }
  }

  private func answer(_ fetch: Fetch, of cache: EdgeCache, _ cause: Cause) {
    self.cause = cause
    var request = RequestHead()
    var parser = RequestParser()
    let octets = fetch.requestHead
    guard (try? parser.parse(octets.span, into: &request)) != nil else {
      for next in cache.fail(fetch, .invalidResponse, now: now) { tiers.start(next, of: cache) }
      return
    }
    let (head, size) = answer(request, fetch, cause)
    points[cause.pop].countFetch(cause.series, octets: size)
    for next in cache.receive(head, for: fetch, now: now) { tiers.start(next, of: cache) }
    if size > 0 { cache.receive(byteCount: size, for: fetch, now: now) }
    cache.finish(fetch, now: now)
  }

  private func answer(_ request: RequestHead, _ fetch: Fetch, _ cause: Cause) -> (ResponseHead, size: Int) {
    if let origin = origins[fetch.origin.domainName] {
      return origin.answer(request, now: now, startedAt: startedAt ?? now)
    }
    return rules.logged.answer(request, of: fetch.origin, for: cause.logged, now: now)
  }
}
