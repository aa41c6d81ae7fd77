import EdgeCache
import Testing

/// A behaviour with `semantics: standard` and TTLs that would show if they counted.
func standardLab(
  _ policy: CachePolicy = CachePolicy(name: "standard", minTTL: 20, defaultTTL: 3000, maxTTL: 31_536_000),
  capacity: Int = 1 << 22
) -> Lab {
  Lab(policy, capacity: capacity) { $0.defaultCacheBehavior.semantics = .standard }
}

@Suite("RFC 9111, semantics: standard: what is stored, and for how long")
struct StandardFreshnessTests {
  @Test(
    "sections 3 and 4.2: fresh for so many seconds",
    arguments: [
      (200, "Cache-Control: max-age=60", 60), (200, "Cache-Control: max-age=60, s-maxage=20", 20),
      (200, "Expires: Fri, 15 Jan 2027 08:01:00 GMT", 60), (200, "Cache-Control: max-age=60 | Age: 20", 40),
      (203, "Cache-Control: max-age=60", 60), (299, "Cache-Control: max-age=60", 60),
      (302, "Cache-Control: max-age=60", 60), (404, "Cache-Control: max-age=60", 60),
      (499, "Cache-Control: max-age=60", 60), (503, "Cache-Control: max-age=60", 60),
      // heuristics: a tenth of 1,000 seconds
      (200, "Last-Modified: Fri, 15 Jan 2027 07:43:20 GMT", 100),
      (410, "Last-Modified: Fri, 15 Jan 2027 07:43:20 GMT", 100),
      (599, "Cache-Control: public | Last-Modified: Fri, 15 Jan 2027 07:43:20 GMT", 100),
      // a week at most
      (200, "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT", 604_800),
      (200, "Cache-Control: max-age=60, no-store, must-understand", 60),
      (200, "Cache-Control: no-store | CDN-Cache-Control: max-age=60", 60),
      (200, "Cache-Control: max-age=9 | CDN-Cache-Control: max-age=60 | Expires: 0", 60),
      (200, "Cache-Control: max-age=60 | CDN-Cache-Control: max-age=9, &", 60),
      (200, "Cache-Control: max-age=60 | Set-Cookie: a=1", 60),
    ])
  func fresh(status: Int, fields: String, seconds: Int) {
    let isError = status >= 400
    Conversation.run(
      """
      > GET /a
      o \(status) | \(fields)
      < \(status) \(isError ? "Error origin-status" : "Miss not-stored")
      + \(seconds - 1)
      > GET /a
      < \(status) \(isError ? "Error error-held" : "Hit fresh")
      + 2
      > GET /a
      o 299 | Cache-Control: no-store
      < 299 Miss replaced
      """, standardLab())
  }

  @Test(
    "section 3: not stored",
    arguments: [
      (200, "Cache-Control: no-store, max-age=60"), (200, "Cache-Control: private, max-age=60"),
      (200, "Cache-Control: private=\"x\", max-age=60"), (200, "Cache-Control: max-age=60 | Vary: *"),
      (200, "Cache-Control: max-age=60 | Vary: Foo, *"), (201, ""), (503, ""), (500, ""),
      (403, "Last-Modified: Fri, 15 Jan 2027 07:43:20 GMT"),
      (599, "Last-Modified: Fri, 15 Jan 2027 07:43:20 GMT"),
      (599, "Cache-Control: max-age=60, no-store, must-understand"),
      (200, "Cache-Control: max-age=60 | CDN-Cache-Control: no-store"),
      (200, "Cache-Control: max-age=60 | CDN-Cache-Control: private"),
    ])
  func notStored(status: Int, fields: String) {
    let line = fields.isEmpty ? "" : " | " + fields
    Conversation.run(
      """
      > GET /a
      o \(status)\(line)
      < \(status) \(status >= 400 ? "Error origin-status" : "Miss not-stored")
      > GET /a
      ?! If-
      o 299 | Cache-Control: no-store
      < 299 Miss not-stored
      """, standardLab())
  }

  @Test("section 5.2.2.4: no-cache is stored, and confirmed before each use")
  func noCache() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: no-cache, max-age=60 | ETag: "1"
      < 200 Miss not-stored
      > GET /a
      ? If-None-Match: "1"
      o 304
      < 200 RefreshHit revalidated
      > GET /a | Cache-Control: max-stale
      ? If-None-Match: "1"
      o 304
      < 200 RefreshHit revalidated
      """, standardLab())
  }

  @Test(
    "section 3.5: Authorization",
    arguments: [
      ("max-age=60", false), ("max-age=60, public", true), ("max-age=60, must-revalidate", true),
      ("s-maxage=60", true),
    ])
  func authorization(control: String, isStored: Bool) {
    Conversation.run(
      """
      > GET /a | Authorization: FOO
      ? Authorization: FOO
      o 200 | Cache-Control: \(control)
      < 200 Miss not-stored
      > GET /a
      \(isStored ? "< 200 Hit fresh" : "o 200\n< 200 Miss not-stored")
      """, standardLab())
  }

  @Test(
    "section 5.2.1: what viewers ask of a copy that is 30 seconds old and fresh for 30 more",
    arguments: [
      ("max-age=30", true), ("max-age=29", false), ("min-fresh=30", true), ("min-fresh=31", false),
      ("no-cache", false), ("no-store", false), ("only-if-cached", true), ("max-stale", true), ("foo", true),
    ])
  func wishes(control: String, isAnswered: Bool) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60 | ETag: "1"
      < 200 Miss not-stored
      + 30
      > GET /a | Cache-Control: \(control)
      \(isAnswered ? "< 200 Hit fresh | Age: 30" : "? If-None-Match: \"1\"\no 304\n< 200 RefreshHit revalidated")
      """, standardLab())
  }

  @Test(
    "section 5.2.1.2: max-stale",
    arguments: [("max-stale=5", true), ("max-stale=4", false), ("max-stale", true)])
  func maxStale(control: String, isAnswered: Bool) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      + 65
      > GET /a | Cache-Control: \(control)
      \(isAnswered ? "< 200 Hit stale-accepted | Age: 65" : "o 200\n< 200 Miss replaced")
      """, standardLab())
  }

  @Test("RFC 8246: max-age=0 does not ask for what will not change; no-cache does")
  func immutable() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60, immutable
      < 200 Miss not-stored
      + 30
      > GET /a | Cache-Control: max-age=0
      < 200 Hit fresh
      > GET /a | Cache-Control: no-cache
      o 200
      < 200 Miss replaced
      """, standardLab())
  }

  @Test("section 5.2.1.7: only-if-cached without a copy; no-store in a request keeps nothing")
  func onlyIfCached() {
    Conversation.run(
      """
      > GET /a | Cache-Control: only-if-cached
      < 504 Error only-if-cached
      > GET /a | Cache-Control: no-store
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > GET /a
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      """, standardLab())
  }
}
