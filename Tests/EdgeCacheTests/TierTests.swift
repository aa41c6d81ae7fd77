import EdgeCache
import HTTPWire
import Primitives
import Testing

/// Tiers: "How CloudFront works with regional edge caches" and "Use Amazon CloudFront Origin Shield" of the developer
/// guide.
@Suite struct TierTests {
  private static func shielded(_ region: String = "us-east-1") -> (inout Distribution) -> Void {
    { $0.origins[0].originShieldRegion = region }
  }

  // MARK: The way of a request

  @Test func aMissAsksTheRegionalCache() {
    let lab = TierLab()
    let first = lab.ask("IAD")
    #expect(lab.asking == ["us-east-1 o"])
    lab.answer(200)
    #expect(lab.got(first) == "200 Miss not-stored")
    #expect(lab.content(of: first) == "content")
    let neighbour = lab.ask("BOS")
    #expect(lab.got(neighbour) == "200 Hit regional-hit")
    #expect(lab.content(of: neighbour) == "content")
    #expect(lab.got(lab.ask("BOS")) == "200 Hit fresh")
    #expect(lab.got(lab.ask("FRA")) == "waiting")
    #expect(lab.asking == ["eu-central-1 o"])
  }

  @Test func withoutRegionalCacheTheOriginIsAsked() {
    let lab = TierLab()
    _ = lab.ask("LON")
    #expect(lab.asking == ["LON o"])
  }

  @Test(arguments: ["PUT", "POST", "PATCH", "OPTIONS", "DELETE"])
  func otherMethodsSkipTheRegionalCache(method: String) {
    let lab = TierLab { $0.defaultCacheBehavior.cachedMethods = .getHeadOptions }
    _ = lab.ask("IAD", method)
    #expect(lab.asking == ["IAD o"])
  }

  @Test("RFC 9111 section 4.4: an unsafe request makes copies invalid in the caches it travels through")
  func whatChangesThingsGoesTheWayOfTheCopies() {
    let lab = TierLab { $0.defaultCacheBehavior.semantics = .standard }
    for pop in ["IAD", "BOS", "FRA"] {
      let exchange = lab.ask(pop)
      if exchange.phase == .waiting { lab.answer(200, ["Cache-Control": "max-age=60"]) }
      lab.end(exchange, at: pop)
    }
    let post = lab.ask("IAD", "POST")
    #expect(lab.asking == ["us-east-1 o"])
    lab.answer(200, body: "done")
    #expect(lab.got(post) == "200 Miss method-not-cached" && lab.content(of: post) == "done")
    lab.end(post, at: "IAD")
    let get = lab.ask("IAD")
    #expect(lab.asking == ["us-east-1 o"], "an old copy came back from the regional cache")
    lab.answer(200, ["Cache-Control": "max-age=60"], body: "changed")
    #expect(lab.content(of: get) == "changed")
    // Others have not seen the request ("this does not guarantee that all appropriate responses are invalidated globally").
    #expect(lab.got(lab.ask("BOS")) == "200 Hit fresh")
    #expect(lab.got(lab.ask("FRA")) == "200 Hit fresh")
    // Nothing of it is in a cache.
    let option = lab.ask("IAD", "OPTIONS")
    #expect(lab.asking == ["IAD o"])
    lab.answer(204)
    lab.end(option, at: "IAD")
  }

  @Test func headGoesThroughTheRegionalCache() {
    let lab = TierLab()
    let exchange = lab.ask("IAD", "HEAD")
    #expect(lab.asking == ["us-east-1 o"])
    lab.answer(200)
    #expect(lab.got(exchange) == "200 Miss not-stored")
  }

  @Test func whatIsNeverCachedSkipsTheRegionalCache() {
    let lab = TierLab(CachePolicy(name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0))
    _ = lab.ask("IAD")
    #expect(lab.asking == ["IAD o"])
  }

  @Test func everythingGoesThroughTheOriginShield() {
    let lab = TierLab(
      CachePolicy(name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0), changing: Self.shielded("eu-central-1"))
    let get = lab.ask("IAD")
    #expect(lab.asking == ["eu-central-1 o"])
    lab.answer(200)
    #expect(lab.got(get) == "200 Miss caching-disabled")
    let put = lab.ask("IAD", "PUT")
    #expect(lab.asking == ["eu-central-1 o"])
    lab.answer(201)
    #expect(lab.got(put) == "201 Miss method-not-cached")
  }

  @Test func theShieldStandsBetweenRegionalCacheAndOrigin() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    let first = lab.ask("IAD")
    #expect(lab.asking == ["eu-central-1 o"])
    lab.answer(200)
    #expect(lab.got(first) == "200 Miss not-stored")
    #expect(lab.got(lab.ask("LON")) == "200 Hit origin-shield-hit")
    // Its own regional cache is the shield: a plain hit.
    #expect(lab.got(lab.ask("FRA")) == "200 Hit regional-hit")
    #expect(lab.got(lab.ask("BOS")) == "200 Hit regional-hit")
  }

  @Test(arguments: [
    ("bucket.s3.us-east-1.amazonaws.com", "us-east-1"), ("bucket.s3.amazonaws.com", "us-east-1"),
    ("a.b.s3.eu-central-1.amazonaws.com", "eu-central-1"), ("bucket.s3-us-west-2.amazonaws.com", "us-west-2"),
    ("bucket.s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1"),
    ("bucket.s3.cn-north-1.amazonaws.com.cn", "cn-north-1"), ("bucket.s3.mars-1.amazonaws.com", nil),
    ("bucket.s3-website-us-east-1.amazonaws.com", nil), ("bucket.s3-website.eu-west-2.amazonaws.com", nil),
    ("lb-1.us-east-1.elb.amazonaws.com", nil), ("s3.us-east-1.example.com", nil), ("example.com", nil),
  ])
  func regionOfABucket(domainName: String, region: String?) {
    #expect(Origin(id: "o", domainName: domainName).s3Region == region)
  }

  @Test func aBucketInTheRegionIsAskedPastTheRegionalCache() {
    let lab = TierLab { $0.origins[0].domainName = "b.s3.us-east-1.amazonaws.com" }
    _ = lab.ask("IAD")
    _ = lab.ask("FRA")
    #expect(lab.asking == ["IAD o", "eu-central-1 o"])
  }

  // MARK: Age and lifetimes

  @Test(arguments: [(["Cache-Control": "max-age=60"]), ([:])])
  func noTierAddsToALifetime(fields: [String: String]) {
    let lab = TierLab(CachePolicy(name: "test", minTTL: 0, defaultTTL: 60, maxTTL: 3600))
    _ = lab.ask("IAD")
    lab.answer(200, fields)
    lab.pass(50)
    let late = lab.ask("BOS")
    #expect(lab.got(late) == "200 Hit regional-hit")
    #expect(lab.lines("Age", of: late) == ["Age: 50"])
    lab.pass(9)
    let last = lab.ask("BOS")
    #expect(lab.got(last) == "200 Hit fresh")
    #expect(lab.lines("Age", of: last) == ["Age: 59"])
    lab.pass(1)
    #expect(lab.got(lab.ask("BOS")) == "waiting")
    #expect(lab.asking == ["us-east-1 o"])
  }

  @Test func anExpiredCopyIsConfirmedThroughTheTiers() {
    let lab = TierLab()
    _ = lab.ask("IAD")
    lab.answer(200, ["Cache-Control": "max-age=10", "ETag": "\"1\""])
    lab.pass(11)
    let exchange = lab.ask("IAD")
    #expect(lab.requestHeads[0].contains("\r\nIf-None-Match: \"1\"\r\n"))
    lab.answer(304, ["Cache-Control": "max-age=10", "ETag": "\"1\""])
    #expect(lab.got(exchange) == "200 RefreshHit revalidated")
    lab.pass(9)
    #expect(lab.got(lab.ask("IAD")) == "200 Hit fresh")
    let neighbour = lab.ask("BOS")
    #expect(lab.got(neighbour) == "200 Hit regional-hit")
    #expect(lab.lines("Age", of: neighbour) == ["Age: 9"])
  }

  @Test func theRegionalCacheConfirmsWhatThePointOfPresenceHas() {
    let lab = TierLab()
    _ = lab.ask("IAD")
    lab.answer(200, ["Cache-Control": "max-age=10", "ETag": "\"1\""])
    lab.pass(11)
    _ = lab.ask("BOS")
    lab.answer(304, ["Cache-Control": "max-age=10", "ETag": "\"1\""])
    lab.pass(2)
    let exchange = lab.ask("IAD")
    #expect(lab.asking.isEmpty)
    #expect(lab.got(exchange) == "200 RefreshHit revalidated")
    lab.pass(9)
    #expect(lab.got(lab.ask("IAD")) == "waiting")
  }

  @Test func whatMayNotBeReusedIsAskedForEachTime() {
    let lab = TierLab(CachePolicy(name: "test", minTTL: 0))
    _ = lab.ask("IAD")
    lab.answer(200, ["Cache-Control": "no-store"])
    #expect(lab.got(lab.ask("BOS")) == "waiting")
    #expect(lab.asking == ["us-east-1 o"])
  }

  // MARK: Collapsing

  @Test func eachTierCollapses() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    let exchanges = ["IAD", "IAD", "BOS", "FRA", "LON"].map { lab.ask($0) }
    #expect(lab.asking == ["eu-central-1 o"])
    lab.answer(200)
    #expect(
      exchanges.map(lab.got) == [
        "200 Miss not-stored", "200 Hit collapsed", "200 Hit regional-hit", "200 Hit regional-hit",
        "200 Hit origin-shield-hit",
      ])
    #expect(exchanges.map(lab.content) == Array(repeating: "content", count: 5))
  }

  @Test func privateAnswersAreNotShared() {
    let lab = TierLab(CachePolicy(name: "test", minTTL: 0))
    let exchanges = ["IAD", "BOS"].map { lab.ask($0) }
    #expect(lab.open.count == 1)
    lab.answer(200, ["Cache-Control": "private"], body: "one")
    #expect(lab.open.count == 1)
    lab.answer(200, ["Cache-Control": "private"], body: "two")
    #expect(exchanges.map(lab.content) == ["one", "two"])
  }

  @Test func whoLeavesIsMissedByNoTier() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    let (first, second) = (lab.ask("IAD"), lab.ask("BOS"))
    for (exchange, pop) in [(first, "IAD"), (second, "BOS")] {
      #expect(lab.left.isEmpty)
      let fetch = lab.cache(pop).abandon(exchange, bytesSent: 0, now: lab.now)
      if let fetch { lab.chain.cancel(fetch) }
    }
    #expect(lab.left.count == 1)
  }

  // MARK: Invalidation

  @Test func afterAllRoundsNoTierHasAnOldCopy() throws {
    let path = try InvalidationPath(parsing: "/a")
    // Each order of telling the caches, an old copy handed down at every step.
    for order in [["IAD", "us-east-1", "eu-central-1"], ["eu-central-1", "us-east-1", "IAD"]] {
      let lab = TierLab(changing: Self.shielded("eu-central-1"))
      _ = lab.ask("IAD")
      lab.answer(200, body: "old")
      for _ in 0..<CacheTier.invalidationRounds {
        for name in order {
          lab.cache(name).invalidate([path], in: "E1")
          let exchange = lab.ask("IAD")
          if exchange.phase == .waiting { lab.answer(200, body: "new") }
        }
      }
      #expect(lab.content(of: lab.ask("IAD")) == "new")
      for name in order { lab.cache(name).invalidate([path], in: "E1") }
    }
  }

  // MARK: Errors

  @Test func theCauseOfAFailureComesDown() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    let exchange = lab.ask("IAD")
    lab.fail(.connectTimeout)
    #expect(lab.got(exchange) == "504 Error origin-connect-timeout")
    lab.pass(4)
    #expect(lab.got(lab.ask("FRA")) == "504 Error origin-status")
    lab.pass(5)
    #expect(lab.got(lab.ask("FRA")) == "504 Error error-held")
    lab.pass(1)
    #expect(lab.got(lab.ask("FRA")) == "waiting")
  }

  @Test func anExpiredCopyStandsInAndIsHeldInAllTiers() {
    let lab = TierLab()
    _ = lab.ask("IAD")
    lab.answer(200, ["Cache-Control": "max-age=10"])
    lab.pass(20)
    let exchange = lab.ask("BOS")
    lab.answer(500)
    #expect(lab.got(exchange) == "200 RefreshHit stale-on-error")
    lab.pass(9)
    let held = lab.ask("BOS")
    #expect(lab.got(held) == "200 Hit fresh")
    #expect(lab.lines("Age", of: held) == ["Age: 29"])
    lab.pass(1)
    #expect(lab.got(lab.ask("BOS")) == "waiting")
  }

  @Test func errorPagesAreTheEdgesOwn() {
    let lab = TierLab {
      $0.customErrorResponses = [
        CustomErrorResponse(errorCode: 404, page: .init(path: "/404.html", responseCode: 404))
      ]
    }
    let exchange = lab.ask("IAD")
    lab.answer(404, body: "plain")
    #expect(lab.asking == ["us-east-1 o"])
    #expect(lab.requestHeads[0].hasPrefix("GET /base/404.html "))
    lab.answer(200, body: "pretty")
    #expect(lab.got(exchange) == "404 Error origin-status")
    #expect(lab.content(of: exchange) == "pretty")
  }

  // MARK: Origin groups

  private static func group(_ distribution: inout Distribution) {
    distribution.origins = [
      Origin(id: "p", domainName: "p.test", originShieldRegion: "us-east-1"),
      Origin(id: "s", domainName: "s.test", originShieldRegion: "eu-central-1"),
    ]
    distribution.originGroups = [
      OriginGroup(id: "g", members: ["p", "s"], failoverStatusCodes: [503, 504])
    ]
    distribution.defaultCacheBehavior.targetOriginID = "g"
  }

  @Test func eachMemberHasItsOwnShield() {
    let lab = TierLab(changing: Self.group)
    let exchange = lab.ask("FRA")
    #expect(lab.asking == ["us-east-1 p"])
    lab.answer(503)
    #expect(lab.asking == ["eu-central-1 s"])
    lab.answer(200, body: "second")
    #expect(lab.got(exchange) == "200 Miss not-stored")
    #expect(lab.content(of: exchange) == "second")
  }

  @Test func thePrimaryIsTriedAgainWithEachMiss() {
    let lab = TierLab(changing: Self.group)
    for target in ["/a", "/a?x", "/b"] {
      _ = lab.ask("FRA", "GET", target, https: target == "/b")
      if target == "/a?x" { continue }
      #expect(lab.asking == ["us-east-1 p"])
      lab.answer(503)
      lab.answer(500)
    }
    lab.pass(11)
    _ = lab.ask("FRA")
    #expect(lab.asking == ["us-east-1 p"])
  }

  /// 503 stands for an origin that cannot be connected to, not for the 502 that its shield makes of that.
  @Test func aFailureBehindTheShieldCountsAsWhatItIs() {
    let lab = TierLab(changing: Self.group)
    _ = lab.ask("FRA")
    lab.fail(.connectRefused)
    #expect(lab.asking == ["eu-central-1 s"])
  }

  @Test func whoSkipsTheRegionalCacheFailsOverItself() {
    let lab = TierLab(CachePolicy(name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0), changing: Self.group)
    let exchange = lab.ask("FRA")
    #expect(lab.asking == ["us-east-1 p"])
    lab.answer(504)
    #expect(lab.asking == ["eu-central-1 s"])
    lab.answer(200, body: "second")
    #expect(lab.content(of: exchange) == "second")
  }

  // MARK: Fields

  @Test func theOriginGetsWhatOneCacheWouldHaveSent() {
    let policy = CachePolicy(
      name: "test", headers: ["cloudfront-is-mobile-viewer", "x-kind"], cookies: .whitelist(["a"]),
      queryStrings: .all, enableAcceptEncodingGzip: true)
    let request = OriginRequestPolicy(name: "all", headers: .allViewer)
    let fields = [
      "X-Kind": "k", "Cookie": "b=2; a=1", "Accept-Encoding": "br, gzip", "X-Forwarded-For": "198.51.100.7",
      "X-Edge-Tier": "regional https any", "CloudFront-Is-Mobile-Viewer": "maybe", "Connection": "X-Hop",
      "X-Hop": "1",
    ]
    func head(_ pop: String, _ change: @escaping (inout Distribution) -> Void) -> [String] {
      let lab = TierLab(policy) {
        $0.defaultCacheBehavior.originRequestPolicy = request
        change(&$0)
      }
      _ = lab.ask(pop, "GET", "/a?q=1", fields)
      let lines = lab.requestHeads[0].split(separator: "\r\n").map(String.init)
      return lines.filter { !$0.hasPrefix("Via") && !$0.hasPrefix("X-Amz-Cf-Id") }.sorted()
    }
    let direct = head("LON") { _ in }
    #expect(direct.contains("X-Forwarded-For: 198.51.100.7, 192.0.2.1"))
    #expect(direct.contains("CloudFront-Is-Mobile-Viewer: false"))
    #expect(head("IAD") { _ in } == direct)
    #expect(head("IAD", Self.shielded("eu-central-1")) == direct)
  }

  @Test func everyCacheIsInVia() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    let exchange = lab.ask("IAD")
    let via = lab.requestHeads[0].split(separator: "\r\n").filter { $0.hasPrefix("Via: ") }
    #expect(via.count == 3 && Set(via).count == 3)
    lab.answer(200)
    #expect(Set(lab.lines("Via", of: exchange)).count == 3)
    #expect(lab.lines("X-Cache", of: exchange) == ["X-Cache: Miss from cloudfront"])
    #expect(lab.lines("X-Amz-Cf-Pop", of: exchange) == ["X-Amz-Cf-Pop: IAD"])
    #expect(lab.lines("X-Edge-Answer", of: exchange).isEmpty)
  }

  @Test func anOriginCannotSpeakAsACache() {
    let lab = TierLab()
    let exchange = lab.ask("LON")
    lab.answer(200, ["X-Edge-Answer": "Hit fresh regional 99999", "Cache-Control": "max-age=5"])
    #expect(lab.got(exchange) == "200 Miss not-stored")
    #expect(lab.lines("X-Edge-Answer", of: exchange).isEmpty)
    lab.pass(5)
    #expect(lab.got(lab.ask("LON")) == "waiting")
  }

  @Test func aViewerCannotSpeakAsACache() {
    let lab = TierLab { $0.defaultCacheBehavior.viewerProtocolPolicy = .httpsOnly }
    #expect(lab.got(lab.ask("IAD", "GET", "/a", ["X-Edge-Tier": "regional https any"])).hasPrefix("403 "))
  }

  @Test func theSchemeOfTheViewerReachesTheOrigin() {
    let lab = TierLab {
      Self.shielded("eu-central-1")(&$0)
      $0.origins[0].protocolPolicy = .matchViewer
    }
    _ = lab.ask("IAD", https: true)
    #expect(lab.open[0].fetch.usesTLS)
  }

  /// RFC 9211 section 2: the caches nearer to the origin come first.
  @Test func cacheStatusHasAMemberForEachTier() {
    let lab = TierLab {
      Self.shielded("eu-central-1")(&$0)
      $0.defaultCacheBehavior.writesCacheStatus = true
    }
    _ = lab.ask("IAD")
    lab.answer(200)
    let members = lab.lines("Cache-Status", of: lab.ask("BOS")).map {
      $0.dropFirst("Cache-Status: ".count).split(separator: ";").prefix(2).joined(separator: ";")
    }
    #expect(members == ["edgesim/eu-central-1; fwd=miss", "edgesim/us-east-1; hit", "edgesim; fwd=miss"])
  }

  @Test func serverTimingNamesTheLayer() {
    let lab = TierLab {
      Self.shielded("eu-central-1")(&$0)
      var policy = ResponseHeadersPolicy(name: "timing")
      policy.serverTimingSamplingRate = 100
      $0.defaultCacheBehavior.responseHeadersPolicy = policy
    }
    func timing(_ pop: String) -> String { lab.lines("Server-Timing", of: lab.ask(pop)).joined() }
    let miss = lab.ask("IAD")
    lab.answer(200)
    let line = lab.lines("Server-Timing", of: miss)
    #expect(line.count == 1 && line[0].contains("cdn-upstream-layer;desc=\"Origin Shield\""))
    #expect(timing("BOS").contains("cdn-cache-hit,cdn-pop;desc=\"BOS\""))
    #expect(
      lab.lines("Server-Timing", of: lab.ask("LON")).joined().contains("cdn-hit-layer;desc=\"Origin Shield\"")
    )
    #expect(timing("FRA").contains("cdn-hit-layer;desc=\"REC\""))
    #expect(timing("FRA").contains("cdn-hit-layer;desc=\"EDGE\""))
  }

  // MARK: Parts, figures

  @Test func rangesGoThroughTheTiers() {
    let lab = TierLab()
    _ = lab.ask("IAD")
    lab.answer(200, ["ETag": "\"1\""], body: "0123456789")
    let part = lab.ask("BOS", "GET", "/a", ["Range": "bytes=2-4"])
    #expect(lab.got(part) == "206 Hit regional-hit")
    #expect(lab.content(of: part) == "234")
    #expect(lab.lines("Content-Range", of: part) == ["Content-Range: bytes 2-4/10"])
    let again = lab.ask("BOS", "GET", "/a", ["Range": "bytes=3-4"])
    #expect(lab.got(again) == "206 Hit fresh")
    #expect(lab.content(of: again) == "34")
  }

  @Test func bodiesThatAreCountedGoThroughTheTiers() {
    let lab = TierLab(bodies: .counted, changing: Self.shielded("eu-central-1"))
    let exchange = lab.ask("IAD")
    lab.answer(200, body: "0123456789")
    #expect(exchange.body?.count == 10)
    #expect(lab.ask("BOS").body?.isComplete == true)
  }

  /// What is too large to keep passes through a window in each tier.
  @Test func aLongBodyGoesThroughAtTheViewersPace() {
    let lab = TierLab(capacity: 1 << 16)
    let exchange = lab.ask("IAD")
    let octets = [UInt8](repeating: 0x61, count: 100_000)
    let (fetch, cache, _) = lab.open[0]
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Length", "1000000")
    _ = cache.receive(head, for: fetch, now: lab.now)
    var (sent, received) = (0, 0)
    while received < 1_000_000 {
      if cache.wantsMore(fetch), sent < 1_000_000 {
        cache.receive(octets.span, for: fetch, now: lab.now)
        sent += octets.count
        if sent == 1_000_000 { cache.finish(fetch, now: lab.now) }
      } else {
        let count = lab.content(of: exchange).utf8.count
        #expect(count > 0)
        if count == 0 { return }
        received += count
        #expect(sent - received <= 3 * (Body.windowBytes + octets.count))
      }
    }
    #expect(received == 1_000_000)
  }

  @Test func figuresAreKeptByTier() {
    let lab = TierLab(changing: Self.shielded("eu-central-1"))
    for (index, pop) in ["IAD", "IAD", "BOS", "FRA", "LON"].enumerated() {
      let exchange = lab.ask(pop)
      if index == 0 { lab.answer(200) }
      lab.end(exchange, at: pop)
    }
    func count(_ cache: String, _ tier: CacheTier.Role, _ result: ResultType) -> Int {
      let figures = lab.cache(cache).figures
      return figures.series.indices.filter { figures.series[$0].tier == tier }
        .reduce(0) { $0 + figures.count($1, result).requests }
    }
    #expect(count("IAD", .edge, .miss) == 1 && count("IAD", .edge, .hit) == 1)
    #expect(count("us-east-1", .regional, .miss) == 1 && count("us-east-1", .regional, .hit) == 1)
    #expect(count("eu-central-1", .regional, .hit) == 1)
    #expect(
      count("eu-central-1", .originShield, .miss) == 1 && count("eu-central-1", .originShield, .hit) == 1)
    let boston = lab.cache("BOS").figures
    #expect(boston.series.indices.reduce(0) { $0 + boston.fromAbove($1).requests } == 1)
    let asked = lab.caches.mapValues { $0.figures.origins.reduce(0) { $0 + $1.requests } }
    #expect(asked.filter { $0.value > 0 } == ["eu-central-1": 1])
  }
}
