import EdgeCache
import HTTPWire
import Primitives
import Testing

/// Static content: what the edge asks for itself, and keeps.
@Suite struct StaticContentTests {
  // MARK: What is loaded next

  private let start = Instant(secondsSinceEpoch: 1_800_000_000)

  private func content(_ count: Int, refresh: Int? = nil, rate: Int = 10) -> StaticContent {
    StaticContent(
      targets: (0..<count).map { "/\($0)" }, refreshSeconds: refresh, objectsPerSecond: rate)
  }

  @Test func loadsInOrderAtItsRate() {
    var loader = StaticLoader(content(2, rate: 4))
    var now = start
    var loads: [StaticLoader.Load] = []
    for _ in 0..<4 {
      guard let load = loader.next(at: now) else { Issue.record("nothing to load"); return }
      loads.append(load)
      #expect(loader.next(at: now) == nil)
      loader.ended(load.item, .loaded, at: now)
      if loads.count < 4 { #expect(loader.wake == now.advanced(byNanoseconds: 250_000_000)) }
      now = now.advanced(byNanoseconds: 250_000_000)
    }
    #expect(loads.map(\.target) == ["/0", "/0", "/1", "/1"])
    #expect(loads.map(\.encoding) == ["", "br, gzip", "", "br, gzip"])
    #expect(loads.allSatisfy { !$0.refreshes })
    #expect(loader.progress().loaded == 4 && loader.progress().pending == 0)
    #expect(loader.next(at: now.advanced(bySeconds: 1_000_000)) == nil && loader.wake == nil)
  }

  @Test func onlySomeAreUnderWay() {
    var loader = StaticLoader(content(100, rate: 10_000))
    var now = start
    var items: [Int] = []
    for _ in 0..<100 {
      now = now.advanced(bySeconds: 1)
      if let load = loader.next(at: now) { items.append(load.item) }
    }
    #expect(items == Array(0..<8))
    #expect(loader.wake == nil)
    loader.ended(3, .loaded, at: now)
    #expect(loader.next(at: now)?.item == 8)
  }

  @Test func whatFailsIsTriedAgain() {
    var loader = StaticLoader(content(1))
    for second in 0..<2 { _ = loader.next(at: start.advanced(bySeconds: Int64(second))) }
    let now = start.advanced(bySeconds: 2)
    loader.ended(0, .failed(status: 502), at: now)
    loader.ended(1, .loaded, at: now)
    let progress = loader.progress()
    #expect(progress.items == 2 && progress.loaded == 1 && progress.failed == 1)
    #expect(progress.failures.map(\.target) == ["/0"] && progress.failures.map(\.status) == [502])
    #expect(loader.wake == now.advanced(bySeconds: 30))
    #expect(loader.next(at: now.advanced(bySeconds: 29)) == nil)
    let again = loader.next(at: now.advanced(bySeconds: 30))
    #expect(again?.item == 0 && again?.refreshes == false)
  }

  @Test func copiesAreRefreshedByTheirOwnRule() {
    var loader = StaticLoader(content(1, refresh: 60))
    for second in [0, 1] {
      let now = start.advanced(bySeconds: Int64(second))
      if let load = loader.next(at: now) { loader.ended(load.item, .loaded, at: now) }
    }
    #expect(loader.wake == start.advanced(bySeconds: 60))
    #expect(loader.next(at: start.advanced(bySeconds: 59)) == nil)
    #expect(loader.next(at: start.advanced(bySeconds: 60))?.refreshes == true)
  }

  @Test func aRestartRefreshesAllAndAnInvalidationLoadsWhatHasGone() {
    var loader = StaticLoader(content(1))
    var now = start
    for _ in 0..<2 {
      if let load = loader.next(at: now) { loader.ended(load.item, .loaded, at: now) }
      now = now.advanced(bySeconds: 1)
    }
    loader.replace { $0 == 1 }
    let lost = loader.next(at: now)
    #expect(lost?.item == 1 && lost?.refreshes == false)
    #expect(loader.next(at: now.advanced(bySeconds: 1)) == nil)
    loader.ended(1, .loaded, at: now)
    loader.restart()
    #expect(loader.progress().pending == 2)
    now = now.advanced(bySeconds: 5)
    #expect(loader.next(at: now)?.refreshes == true)
  }

  @Test("what failed is asked of the origin itself when all is loaded again: the error may be held")
  func failedAgain() {
    var loader = StaticLoader(content(1))
    if let load = loader.next(at: start) { loader.ended(load.item, .failed(status: 502), at: start) }
    #expect(loader.progress().failed == 1)
    loader.restart()
    let now = start.advanced(bySeconds: 5)
    let other = loader.next(at: now)
    #expect(other?.item == 1 && other?.refreshes == false)
    let again = loader.next(at: now.advanced(bySeconds: 5))
    #expect(again?.item == 0 && again?.refreshes == true)
  }

  @Test("of those that failed some are named, however many there are")
  func failures() {
    var loader = StaticLoader(content(20))
    for second in 0..<40 {
      let now = start.advanced(bySeconds: Int64(second) / 4)
      if let load = loader.next(at: now) { loader.ended(load.item, .failed(status: 404), at: now) }
    }
    let progress = loader.progress()
    #expect(progress.failed == 10 && progress.failures.count == 5)
    #expect(progress.failures.first?.target == "/0" && progress.failures.last?.target == "/4")
  }

  @Test("loaded and gone since is told apart from loaded")
  func evicted() {
    var loader = StaticLoader(content(1))
    for second in 0..<2 {
      let now = start.advanced(bySeconds: Int64(second))
      if let load = loader.next(at: now) { loader.ended(load.item, .loaded, at: now) }
    }
    let progress = loader.progress { $0 == 0 }
    #expect(progress.loaded == 1 && progress.evicted == 1 && progress.pending == 0)
  }

  // MARK: In the cache

  private func load(
    _ lab: Lab, _ target: String, pinned: Bool = true, refreshes: Bool = false, status: UInt16 = 200,
    _ fields: [(String, String)] = []
  ) -> Exchange {
    let exchange = lab.exchange("GET", target)
    exchange.preload = Preload(isPinned: pinned, refreshes: refreshes)
    if let fetch = lab.cache.begin(exchange, now: lab.now) { _ = lab.answer(fetch, status, fields) }
    return exchange
  }

  @Test func viewersHitWhatHasBeenLoaded() {
    let lab = Lab()
    let load = load(lab, "/a")
    #expect(lab.cache.hasLoaded(load))
    lab.cache.end(load, bytesSent: 0, now: lab.now)
    let viewer = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(viewer, now: lab.now) == nil)
    #expect(viewer.result == .hit && viewer.reason == .staticContent)
    lab.cache.end(viewer, bytesSent: 100, now: lab.now)
    let figures = lab.cache.figures
    let series = figures.series.indices.last ?? 0
    #expect(figures.count(series, .hit).requests == 1 && figures.count(series, .miss).requests == 0)
    #expect(figures.ofStatic(series) == Figures.Count(requests: 1, bytes: 100))
  }

  @Test func whatIsNobodysToSeeIsLoadedAllTheSame() {
    let lab = Lab { $0.defaultCacheBehavior.viewerProtocolPolicy = .httpsOnly }
    #expect(lab.cache.hasLoaded(load(lab, "/a")))
  }

  @Test(
    arguments: [
      (404, [("Cache-Control", "max-age=60")]), (500, []), (200, [("Cache-Control", "no-store")]),
    ] as [(UInt16, [(String, String)])])
  func whatCannotBeKeptIsNotLoaded(status: UInt16, fields: [(String, String)]) {
    let lab = Lab(CachePolicy(name: "test", minTTL: 0, defaultTTL: 0, maxTTL: 3600))
    let load = load(lab, "/a", status: status, fields)
    // What may not be reused is stored to be confirmed: it is there, and no hit.
    #expect(lab.cache.hasLoaded(load) == (status == 200))
    #expect(lab.cache.begin(lab.exchange("GET", "/a"), now: lab.now) == nil || status == 200)
  }

  @Test func aRefreshAsksWhateverIsFresh() {
    let lab = Lab()
    _ = load(lab, "/a", [("ETag", "\"1\""), ("Cache-Control", "max-age=1000")])
    let exchange = lab.exchange("GET", "/a")
    exchange.preload = Preload(isPinned: true, refreshes: true)
    guard let fetch = lab.cache.begin(exchange, now: lab.now) else { Issue.record("a hit"); return }
    #expect(String(decoding: fetch.requestHead, as: UTF8.self).contains("If-None-Match: \"1\""))
    _ = lab.answer(fetch, 304)
    #expect(lab.cache.hasLoaded(exchange))
    let viewer = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(viewer, now: lab.now) == nil && viewer.reason == .staticContent)
  }

  @Test func aCopyThatAViewerBroughtIsTakenOver() {
    let lab = Lab()
    if let fetch = lab.cache.begin(lab.exchange("GET", "/a"), now: lab.now) { _ = lab.answer(fetch, 200) }
    #expect(lab.cache.hasLoaded(load(lab, "/a")))
    #expect(lab.asked == 1)
  }

  @Test func whatIsReleasedIsContentLikeAnyOther() throws {
    let lab = Lab()
    let key = try #require(lab.cache.staticKey(of: load(lab, "/a")))
    lab.cache.releaseStatic(key)
    #expect(!lab.cache.hasStatic(key))
    let viewer = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(viewer, now: lab.now) == nil && viewer.reason == .fresh)
  }

  @Test func pinnedContentStaysAndTheRestIsBounded() {
    func flood(_ lab: Lab) {
      for number in 0..<200 {
        if let fetch = lab.cache.begin(lab.exchange("GET", "/flood/\(number)"), now: lab.now) {
          _ = lab.answer(fetch, 200)
        }
      }
    }
    for isPinned in [true, false] {
      let lab = Lab(capacity: 40_000)
      let loaded = (0..<10).map { load(lab, "/\($0)", pinned: isPinned) }
      flood(lab)
      #expect(loaded.count { lab.cache.hasLoaded($0) } == (isPinned ? 10 : 0))
      #expect(lab.cache.figures.bytes <= 40_000 && lab.cache.figures.capacity == 40_000)
      #expect(lab.cache.figures.objects > 20)
    }
  }

  /// What viewers ask for keeps a quarter.
  @Test func noMoreIsPinnedThanLeavesRoom() {
    let lab = Lab(capacity: 40_000)
    let loaded = (0..<200).map { load(lab, "/\($0)") }
    #expect(loaded.contains { !lab.cache.hasLoaded($0) })
    #expect(lab.cache.figures.bytes <= 40_000)
    lab.cache.reload(Lab.configuration(CachePolicy(name: "test")), capacity: 10_000)
    #expect(lab.cache.figures.bytes <= 10_000 && lab.cache.figures.capacity == 10_000)
    lab.cache.invalidate([.prefix("/")], in: "E1")
    #expect(lab.cache.figures.objects == 0 && lab.cache.figures.bytes == 0)
    #expect(lab.cache.figures.capacity == 10_000)
  }

  @Test func aRefreshGoesThroughAllTiers() {
    let lab = TierLab(changing: { $0.origins[0].originShieldRegion = "eu-central-1" })
    for refreshes in [false, true] {
      let exchange = Exchange()
      exchange.request = RequestHead("GET", "/a")
      exchange.request.fields.append("Host", "www.example.com")
      exchange.preload = Preload(isPinned: true, refreshes: refreshes)
      if let fetch = lab.cache("IAD").begin(exchange, now: lab.now) {
        lab.chain.start(fetch, of: lab.cache("IAD"))
      }
      #expect(lab.asking == ["eu-central-1 o"])
      lab.answer(200)
      #expect(lab.cache("IAD").hasLoaded(exchange))
    }
  }
}
