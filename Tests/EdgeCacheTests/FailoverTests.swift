import EdgeCache
import Testing

@Suite("CloudFront: origin groups (developer guide, origin failover)")
struct FailoverTests {
  private func lab(
    _ codes: [UInt16] = [500, 503, 504], _ rule: OriginGroup.FailureRule = .listed,
    policy: CachePolicy = CachePolicy(name: "test")
  ) -> Lab {
    Lab(policy) {
      $0.origins = [
        Origin(id: "p", domainName: "primary.test"),
        Origin(id: "s", domainName: "secondary.test", httpPort: 8080, originPath: "/b"),
      ]
      $0.originGroups = [
        OriginGroup(id: "g", members: ["p", "s"], failoverStatusCodes: codes, failureRule: rule)
      ]
      $0.defaultCacheBehavior.targetOriginID = "g"
      $0.defaultCacheBehavior.allowedMethods = .all
      $0.defaultCacheBehavior.cachedMethods = .getHeadOptions
    }
  }

  @Test("the secondary gets the request as its own; the next miss tries the primary first")
  func secondary() {
    let lab = lab()
    Conversation.run(
      """
      > GET /a
      ? GET /a HTTP/1.1
      ? Host: primary.test
      o 503
      ? GET /b/a HTTP/1.1
      ? Host: secondary.test:8080
      o 200 | Cache-Control: max-age=10
      < 200 Miss not-stored
      > GET /a
      ? -
      < 200 Hit fresh
      > GET /other
      ? Host: primary.test
      o 200
      < 200 Miss not-stored
      """, lab)
    #expect(lab.cache.figures.origins.map(\.failovers) == [1])
    #expect(lab.cache.figures.origins.map(\.requests) == [3])
  }

  @Test(
    "statuses that are listed, and none else",
    arguments: [
      (500, true), (503, true), (504, true), (502, false), (404, false), (429, false), (200, false),
    ])
  func statuses(status: Int, failsOver: Bool) {
    let end = failsOver ? "? Host: secondary.test:8080\no 201\n< 201 Miss not-stored" : "? -"
    Conversation.run("> GET /a\no \(status)\n\(end)", lab())
  }

  @Test(
    "a connection that fails counts as 503, a time-out as 504",
    arguments: [
      (OriginFailure.connectRefused, [503], true), (.connectRefused, [504], false),
      (.connectTimeout, [503], true), (.connectTimeout, [504], false),
      (.nameNotResolved, [503], true), (.nameNotResolved, [500], false),
      (.readTimeout, [504], true), (.readTimeout, [503], false),
      (.completionTimeout, [504], true), (.reset, [502], true), (.reset, [503, 504], false),
      (.untrustedCertificate, [502], true), (.untrustedCertificate, [503], false),
    ] as [(OriginFailure, [UInt16], Bool)])
  func failures(failure: OriginFailure, codes: [UInt16], failsOver: Bool) {
    let end = failsOver ? "? Host: secondary.test:8080\no 201\n< 201 Miss not-stored" : "? -"
    Conversation.run("> GET /a\nx \(failure)\n\(end)", lab(codes))
    let group = OriginGroup(id: "g", members: ["p", "s"], failoverStatusCodes: codes, failureRule: .always)
    #expect(group.failsOver(on: failure) && !group.failsOver(onStatus: 418))
  }

  @Test("the wording of 2023: whatever is listed")
  func always() {
    Conversation.run(
      "> GET /a\nx readTimeout\n? Host: secondary.test:8080\no 201\n< 201 Miss not-stored",
      lab([404], .always))
  }

  @Test(
    "GET, HEAD and OPTIONS only",
    arguments: [
      ("GET", true), ("HEAD", true), ("OPTIONS", true), ("PUT", false), ("POST", false), ("DELETE", false),
      ("PATCH", false),
    ])
  func methods(method: String, failsOver: Bool) throws {
    let lab = lab()
    let exchange = lab.exchange(method, "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    #expect(lab.cache.fail(fetch, .readTimeout, now: lab.now).isEmpty != failsOver)
  }

  @Test("the secondary's failure is the viewer's: there is no third")
  func bothFail() {
    Conversation.run(
      """
      > GET /a
      x connectRefused
      x readTimeout
      < 504 Error origin-read-timeout
      > GET /b
      o 503
      o 500
      < 500 Error origin-status
      """, lab())
  }

  @Test("an expired copy stands in only when the secondary has failed, too")
  func stale() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10 | ETag: "1"
      < 200 Miss not-stored
      + 20
      > GET /a
      ? If-None-Match: "1"
      o 503
      ? Host: secondary.test:8080
      ? If-None-Match: "1"
      o 304
      < 200 RefreshHit revalidated
      + 200000
      > GET /a
      o 503
      x connectRefused
      < 200 RefreshHit stale-on-error
      """, lab())
  }

  @Test("all who wait on the primary get the secondary's answer, from one fetch")
  func collapsed() throws {
    let lab = lab()
    let first = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(first, now: lab.now))
    let second = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(second, now: lab.now) == nil)
    let more = lab.answer(fetch, 503)
    #expect(more.count == 1)
    let third = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(third, now: lab.now) == nil)
    #expect(lab.answer(try #require(more.first), 200).isEmpty)
    #expect([first, second, third].map(\.result) == [.miss, .hit, .hit])
    #expect([first, second, third].map { lab.text($0.body) } == ["200#2", "200#2", "200#2"])
  }

  @Test("a viewer who left while the primary was asked: nobody is left to ask the secondary for")
  func gone() throws {
    let lab = lab()
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    #expect(lab.cache.abandon(exchange, bytesSent: 0, now: lab.now) === fetch)
    #expect(lab.cache.fail(fetch, .readTimeout, now: lab.now).isEmpty)
  }
}
