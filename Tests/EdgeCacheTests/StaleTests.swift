import EdgeCache
import Testing

@Suite("RFC 5861 and RFC 9111 section 4.2.4: stale copies")
struct StaleTests {
  @Test("stale-while-revalidate: at once, the origin is asked behind it", arguments: CacheSemantics.allCases)
  func whileRevalidated(semantics: CacheSemantics) throws {
    let lab = Lab { $0.defaultCacheBehavior.semantics = semantics }
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10, stale-while-revalidate=5 | ETag: "1"
      < 200 Miss not-stored
      + 14
      """, lab)
    let (first, second) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
    let fetch = try #require(lab.cache.begin(first, now: lab.now))
    #expect(first.phase == .responding && first.reason == .staleWhileRevalidate)
    #expect(String(decoding: fetch.requestHead, as: UTF8.self).contains("If-None-Match: \"1\"\r\n"))
    #expect(lab.cache.begin(second, now: lab.now) == nil, "one question is enough")
    #expect(second.reason == .staleWhileRevalidate)
    _ = lab.answer(fetch, 304, [("Cache-Control", "max-age=10")])
    Conversation.run("> GET /a\n< 200 Hit fresh | Age: 0\n+ 16\n> GET /a\no 200\n< 200 Miss replaced", lab)
  }

  @Test("behind the viewer's back the origin fails: the copy stays, and nobody is told")
  func failsBehind() throws {
    let lab = standardLab()
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10, stale-while-revalidate=50
      < 200 Miss not-stored
      + 14
      """, lab)
    for _ in 0..<2 {
      let exchange = lab.exchange("GET", "/a")
      let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
      #expect(exchange.reason == .staleWhileRevalidate)
      #expect(lab.cache.fail(fetch, .reset, now: lab.now).isEmpty)
    }
  }

  @Test(
    "the origin is gone, 20 seconds after the end of its lifetime",
    arguments: [
      (CacheSemantics.standard, "max-age=10", true), (.standard, "max-age=10, must-revalidate", false),
      (.standard, "max-age=10, proxy-revalidate", false), (.standard, "s-maxage=10", false),
      (.standard, "no-cache, max-age=10", false), (.standard, "max-age=10, stale-if-error=25", true),
      (.standard, "max-age=10, stale-if-error=19", false), (.cloudfront, "max-age=10, must-revalidate", true),
      (.cloudfront, "s-maxage=10", true), (.cloudfront, "max-age=10, stale-if-error=0", false),
    ])
  func unreachable(semantics: CacheSemantics, control: String, isServed: Bool) {
    check(semantics, control, "x reset", isServed, otherwise: "502 Error origin-reset")
  }

  @Test(
    "the origin answers 503",
    arguments: [
      (CacheSemantics.standard, "max-age=10", false), (.standard, "max-age=10, stale-if-error=25", true),
      (.standard, "max-age=10, stale-if-error=25, must-revalidate", false), (.cloudfront, "max-age=10", true),
      (.cloudfront, "max-age=10, stale-if-error=19", false),
    ])
  func error(semantics: CacheSemantics, control: String, isServed: Bool) {
    check(semantics, control, "o 503", isServed, otherwise: "503 Error origin-status")
  }

  private func check(
    _ semantics: CacheSemantics, _ control: String, _ event: String, _ isServed: Bool, otherwise: String
  ) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: \(control)
      < 200 Miss not-stored
      + 30
      > GET /a
      \(event)
      < \(isServed ? "200 RefreshHit stale-on-error" : otherwise)
      """, Lab { $0.defaultCacheBehavior.semantics = semantics })
  }
}
