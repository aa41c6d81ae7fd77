import EdgeCache
import HTTPWire
import Primitives
import Testing

@Suite("Explanations are made of what serving does")
struct ExplainTests {
  private func lab(_ semantics: CacheSemantics = .cloudfront, ttls: (Int64, Int64, Int64) = (0, 60, 600))
    -> Lab
  {
    Lab(
      CachePolicy(
        name: "p", minTTL: ttls.0, defaultTTL: ttls.1, maxTTL: ttls.2,
        headers: ["x-a", "cloudfront-forwarded-proto"],
        cookies: .whitelist(["c", "d"]), queryStrings: .allExcept(["utm"]), enableAcceptEncodingGzip: true,
        enableAcceptEncodingBrotli: true)
    ) { distribution in
      distribution.defaultCacheBehavior.semantics = semantics
      distribution.origins.append(Origin(id: "second", domainName: "second.test"))
      distribution.originGroups = [
        OriginGroup(id: "g", members: ["o", "second"], failoverStatusCodes: [503])
      ]
      distribution.cacheBehaviors = [
        CacheBehavior(
          pathPattern: "/g/*", targetOriginID: "g", allowedMethods: .getHeadOptions,
          cachedMethods: .getHeadOptions,
          cachePolicy: CachePolicy(name: "g")),
        CacheBehavior(
          pathPattern: "/s/*", targetOriginID: "o", viewerProtocolPolicy: .redirectToHTTPS,
          cachePolicy: CachePolicy(name: "s", minTTL: 0, defaultTTL: 0, maxTTL: 0)),
        CacheBehavior(
          pathPattern: "/r/*", targetOriginID: "o",
          originRules: [OriginRule(.cookie("t"), values: ["2"], targetOriginID: "second")],
          cachePolicy: CachePolicy(name: "r")),
      ]
      distribution.customErrorResponses = [
        CustomErrorResponse(errorCode: 403, page: .init(path: "/g/403.html", responseCode: 403))
      ]
    }
  }

  /// 2,000 requests, drawn; each is asked of one cache and explained by its twin, which has seen the same before.
  @Test("the same fetch, the same answer, the same figures as begin", arguments: CacheSemantics.allCases)
  func sameAsBegin(semantics: CacheSemantics) {
    let (served, explained) = (lab(semantics), lab(semantics))
    var random = SplitMix64(seed: 11)
    func one<Value>(of values: [Value]) -> Value { values[Int(random.next() % UInt64(values.count))] }
    for number in 0..<2_000 {
      let method = one(of: ["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "BREW"])
      let target =
        one(of: ["/", "/a", "/g/a", "/g/../s/x", "/s/a", "/r/b", "//g//b", "*", "http://www.example.com/q"])
        + one(of: ["", "", "?utm=1", "?a=1&utm=2", "?a"])
      var fields: [(String, String)] = []
      for field in [
        ("X-A", "1"), ("X-A", ""), ("Cookie", "c=1; e=2; d"), ("Cookie", "t=2"),
        ("Accept-Encoding", "br, gzip"),
        ("Accept-Encoding", "x"), ("If-None-Match", "\"1\""), ("Host", "nobody.test"),
        ("Content-Length", "1"),
      ] where random.next() % 5 == 0 { fields.append(field) }
      let scheme = one(of: [Exchange.Scheme.http, .https])
      let (a, b) = (
        served.exchange(method, target, fields: fields), explained.exchange(method, target, fields: fields)
      )
      (a.viewerScheme, b.viewerScheme) = (scheme, scheme)
      let fetch = served.cache.begin(a, now: served.now)
      let (explanation, twin) = explained.cache.explain(b, now: explained.now)
      #expect(fetch?.requestHead == twin?.requestHead, "\(number)")
      #expect(
        a.phase == b.phase && a.status == b.status && a.reason == b.reason && a.head == b.head, "\(number)")
      #expect(explanation.answer.map { Array($0.head.utf8) } == (b.phase == .responding ? b.head : nil))
      #expect(explanation.behaviors.filter(\.isChosen).count == (explanation.behaviors.isEmpty ? 0 : 1))
      if explanation.behaviors.count > 0 {
        #expect(explanation.behaviors.first(where: \.matches)?.isChosen == true)
      }
      let status = one(of: [UInt16(200), 200, 404, 503])
      let control = one(of: [
        "max-age=5", "s-maxage=700, max-age=3", "no-store", "private, max-age=9", "public",
      ])
      let response = [("Cache-Control", control), ("ETag", "\"1\"")]
      var (left, right) = (fetch.map { [$0] } ?? [], twin.map { [$0] } ?? [])
      while let first = left.first, let second = right.first {
        var head = ResponseHead(status: status)
        for (name, value) in response { head.fields.append(name, value) }
        _ = explained.cache.explain(head, for: second, now: explained.now)
        left = Array(left.dropFirst()) + served.answer(first, status, response)
        right = Array(right.dropFirst()) + explained.answer(second, status, response)
      }
      #expect(left.count == right.count && a.status == b.status && a.head == b.head, "\(number)")
      for (lab, exchange) in [(served, a), (explained, b)] where exchange.phase != .idle {
        lab.cache.end(exchange, bytesSent: exchange.head.count, now: lab.now)
        lab.now = lab.now.advanced(bySeconds: 1)
      }
      #expect(served.cache.figures.objects == explained.cache.figures.objects)
    }
  }

  @Test("the parts are those of the key, and tell missing from empty")
  func keyParts() {
    let lab = lab()
    func parts(_ target: String, _ fields: [(String, String)]) -> [String] {
      let exchange = lab.exchange("GET", target, fields: fields)
      let (explanation, _) = lab.cache.explain(exchange, now: lab.now)
      return explanation.key.map { "\($0.name)=\($0.value ?? "-")" }
    }
    #expect(
      parts("/a?x=1&utm=2&y", [("X-A", ""), ("Cookie", "d=2; z=1; c=1"), ("Accept-Encoding", "gzip")]) == [
        "distribution=E1", "path=/a", "query string=x=1&y", "header x-a=",
        "header cloudfront-forwarded-proto=http",
        "cookies=c=1; d=2", "Accept-Encoding=gzip",
      ])
    #expect(
      parts("/", []) == [
        "distribution=E1", "path=/", "query string=-", "header x-a=-",
        "header cloudfront-forwarded-proto=http",
        "cookies=-", "Accept-Encoding=-",
      ])
    #expect(parts("/r/a", [("Cookie", "t=2")]) == ["distribution=E1", "path=/r/a", "target=second"])
    let options = lab.exchange("OPTIONS", "/g/a")
    #expect(
      lab.cache.explain(options, now: lab.now).explanation.key.last?.value == "OPTIONS")
  }

  @Test("the TTL and what decided it, facts section 5", arguments: decisions)
  func decision(control: String, ttls: [Int64], status: UInt16, expected: String) throws {
    let lab = lab(ttls: (ttls[0], ttls[1], ttls[2]))
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.explain(exchange, now: lab.now).fetch)
    var head = ResponseHead(status: status)
    if !control.isEmpty { head.fields.append("Cache-Control", control) }
    let store = lab.cache.explain(head, for: fetch, now: lab.now)
    let bound = store.bound.map { " \($0.rawValue) \(store.boundSeconds ?? -1)" } ?? ""
    #expect("\(store.lifetime ?? -1) \(store.reason) \(store.field ?? "-")\(bound)" == expected)
    // And so it is served: a Hit to the last second, none after it.
    guard let lifetime = store.lifetime, lifetime > 0 else { return }
    _ = lab.answer(fetch, status, control.isEmpty ? [] : [("Cache-Control", control)])
    lab.cache.end(exchange, bytesSent: 0, now: lab.now)
    lab.now = lab.now.advanced(bySeconds: lifetime - 1)
    let last = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(last, now: lab.now) == nil)
    lab.now = lab.now.advanced(bySeconds: 1)
    #expect(lab.cache.begin(lab.exchange("GET", "/a"), now: lab.now) != nil)
  }
}

private let decisions: [(control: String, ttls: [Int64], status: UInt16, expected: String)] = [
  ("max-age=30", [0, 60, 600], 200, "30 explicitLifetime max-age=30"),
  ("max-age=30, s-maxage=40", [0, 60, 600], 200, "40 explicitLifetime s-maxage=40"),
  ("max-age=3000", [0, 60, 600], 200, "600 explicitLifetime max-age=3000 MaxTTL 600"),
  ("max-age=3", [10, 60, 600], 200, "10 explicitLifetime max-age=3 MinTTL 10"),
  ("", [0, 60, 600], 200, "60 defaultTTL - DefaultTTL 60"),
  ("no-store", [0, 60, 600], 200, "0 notReusable no-store"),
  ("private", [5, 60, 600], 200, "5 minTTL private MinTTL 5"),
  ("", [0, 0, 0], 200, "-1 cachingDisabled -"),
  ("", [0, 60, 600], 404, "10 errorCachingMinTTL - ErrorCachingMinTTL 10"),
  ("max-age=20", [0, 60, 600], 404, "20 errorCachingMinTTL max-age=20"),
  ("max-age=2000", [0, 60, 600], 404, "600 errorCachingMinTTL max-age=2000 MaxTTL 600"),
  ("no-store", [0, 60, 600], 404, "-1 errorNotCacheable no-store"),
]
