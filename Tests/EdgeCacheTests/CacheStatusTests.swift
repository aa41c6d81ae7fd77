import EdgeCache
import HTTPWire
import Testing

/// The line without its key, which depends on the seed.
private func status(_ exchange: Exchange) -> String? {
  let line = exchange.headText.split(separator: "\r\n").first { $0.hasPrefix("Cache-Status: ") }
  return line.map { line in
    let parts = line.dropFirst(14).split(separator: ";").map { $0.drop { $0 == " " } }
    return parts.filter { !$0.hasPrefix("key=") }.joined(separator: "; ")
  }
}

private final class Talk {
  let lab: Lab
  init(_ lab: Lab) { self.lab = lab }

  /// What the answer says of itself; nil as origin: it fails. Without fields the store must do.
  func ask(
    _ method: String = "GET", _ fields: [(String, String)] = [], origin: UInt16? = 200,
    _ answer: [(String, String)]? = []
  )
    -> String?
  {
    let exchange = lab.exchange(method, "/a", fields: fields)
    if let fetch = lab.cache.begin(exchange, now: lab.now) {
      if let origin {
        _ = lab.answer(fetch, origin, answer ?? [])
      } else {
        _ = lab.cache.fail(fetch, .reset, now: lab.now)
      }
    }
    return status(exchange)
  }

  func pass(_ seconds: Int64) { lab.now = lab.now.advanced(bySeconds: seconds) }
}

@Suite("RFC 9211: Cache-Status")
struct CacheStatusTests {
  @Test("a copy's life: miss, hit, confirmed, standing in, replaced")
  func life() {
    let talk = Talk(standardLab())
    let fields = [("Cache-Control", "max-age=60, stale-if-error=30"), ("ETag", "\"1\"")]
    #expect(
      talk.ask("GET", [], fields) == "edgesim; fwd=miss; fwd-status=200; stored; ttl=60; detail=not-stored")
    talk.pass(20)
    #expect(talk.ask() == "edgesim; hit; ttl=40; detail=fresh")
    #expect(talk.ask("GET", [("Cache-Control", "max-stale=50")]) == "edgesim; hit; ttl=40; detail=fresh")
    talk.pass(50)
    let accepted = talk.ask("GET", [("Cache-Control", "max-stale=50")])
    #expect(accepted == "edgesim; hit; ttl=-10; detail=stale-accepted")
    #expect(talk.ask(origin: 304, fields) == "edgesim; fwd=stale; fwd-status=304; ttl=60; detail=revalidated")
    talk.pass(70)
    #expect(talk.ask(origin: 503, []) == "edgesim; fwd=stale; fwd-status=503; ttl=-10; detail=stale-on-error")
    #expect(talk.ask(origin: nil) == "edgesim; fwd=stale; ttl=-10; detail=stale-on-error")
    #expect(
      talk.ask(origin: 200, fields) == "edgesim; fwd=stale; fwd-status=200; stored; ttl=60; detail=replaced")
  }

  @Test("what is not stored, and what fails")
  func others() {
    let talk = Talk(standardLab())
    #expect(talk.ask("POST") == "edgesim; fwd=method; fwd-status=200; detail=method-not-cached")
    #expect(talk.ask("POST", origin: 404) == "edgesim; fwd=method; fwd-status=404; detail=origin-status")
    #expect(
      talk.ask("GET", [], [("Cache-Control", "no-store")])
        == "edgesim; fwd=miss; fwd-status=200; detail=not-stored")
    #expect(talk.ask(origin: nil) == "edgesim; fwd=miss; detail=origin-reset")
    #expect(talk.ask("GET", [("Cache-Control", "only-if-cached")]) == "edgesim; detail=only-if-cached")
  }

  @Test("those who waited")
  func collapsed() throws {
    let lab = standardLab()
    let (first, second) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
    let fetch = try #require(lab.cache.begin(first, now: lab.now))
    #expect(lab.cache.begin(second, now: lab.now) == nil)
    _ = lab.answer(fetch, 200, [("Cache-Control", "max-age=60")])
    #expect(status(second) == "edgesim; fwd=miss; fwd-status=200; collapsed; ttl=60; detail=collapsed")
  }

  @Test("after the lines of other caches, with one key for one object, and only where it is wanted")
  func lines() {
    let lab = standardLab()
    let talk = Talk(lab)
    _ = talk.ask("GET", [], [("Cache-Control", "max-age=60"), ("Cache-Status", "inner; hit")])
    let (a, b) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
    for exchange in [a, b] { #expect(lab.cache.begin(exchange, now: lab.now) == nil) }
    let keys = [a, b].map { $0.headText.split(separator: "key=").last?.prefix(18) }
    #expect(keys[0] == keys[1] && keys[0]?.first == "\"" && keys[0]?.last == "\"")
    let lines = a.headText.split(separator: "\r\n").filter { $0.hasPrefix("Cache-Status: ") }
    #expect(
      lines.count == 2 && lines[0] == "Cache-Status: inner; hit"
        && lines[1].hasPrefix("Cache-Status: edgesim; hit"))
    #expect(Talk(Lab()).ask() == nil)
    let on = Lab { $0.defaultCacheBehavior.writesCacheStatus = true }
    #expect(Talk(on).ask() == "edgesim; fwd=miss; fwd-status=200; stored; ttl=86400; detail=not-stored")
  }
}
