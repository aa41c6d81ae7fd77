import EdgeCache
import Testing

private func policy(_ min: Int64, _ default: Int64, _ max: Int64) -> CachePolicy {
  CachePolicy(name: "ttl", minTTL: min, defaultTTL: `default`, maxTTL: max)
}

@Suite("CloudFront: how long objects stay (TTL table)")
struct FreshnessTests {
  /// Used for `lifetime` seconds and not one more.
  private func check(_ policy: CachePolicy, _ fields: String, lifetime: Int) {
    let fields = fields.isEmpty ? "" : " | " + fields
    guard lifetime > 0 else {
      return Conversation.run(
        "> GET /a\no 200\(fields)\n< 200 Miss not-stored\n> GET /a\no 200\(fields)\n< 200 Miss replaced",
        Lab(policy))
    }
    Conversation.run(
      """
      > GET /a
      o 200\(fields)
      < 200 Miss not-stored | X-Cache: Miss from cloudfront
      + \(lifetime - 1)
      > GET /a
      < 200 Hit fresh | X-Cache: Hit from cloudfront
      + 1
      > GET /a
      o 200\(fields)
      < 200 Miss replaced
      """, Lab(policy))
  }

  @Test(
    "MinTTL = 0",
    arguments: [
      ("Cache-Control: max-age=60", 60), ("Cache-Control: max-age=60, s-maxage=20", 20),
      ("Cache-Control: max-age=5000", 1000), ("Expires: Fri, 15 Jan 2027 08:01:00 GMT", 60),
      ("Expires: 0", 0),
      ("Cache-Control: max-age=60 | Expires: 0", 60), ("", 300), ("Cache-Control: no-cache", 0),
      ("Cache-Control: no-store, max-age=60", 0), ("Cache-Control: private", 0),
      ("Cache-Control: max-age=x", 0),
      ("Vary: *", 0), ("Cache-Control: max-age=60 | Age: 20", 40), ("Cache-Control: max-age=60 | Age: 90", 0),
      ("Cache-Control: max-age=60 | Date: Fri, 15 Jan 2027 07:59:50 GMT", 50),
    ])
  func minTTLZero(fields: String, lifetime: Int) { check(policy(0, 300, 1000), fields, lifetime: lifetime) }

  @Test(
    "MinTTL > 0",
    arguments: [
      ("Cache-Control: max-age=60", 100), ("Cache-Control: max-age=600", 600),
      ("Cache-Control: max-age=5000", 1000),
      ("", 300), ("Cache-Control: no-cache", 100), ("Cache-Control: no-store", 100),
      ("Cache-Control: private", 100),
      ("Expires: 0", 100), ("Vary: *", 300),
    ])
  func minTTLAboveZero(fields: String, lifetime: Int) {
    check(policy(100, 300, 1000), fields, lifetime: lifetime)
  }

  @Test("Min = Default = Max = 0: nothing is stored")
  func disabled() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60
      < 200 Miss caching-disabled
      > GET /a
      o 404
      < 404 Error origin-status
      > GET /a
      x connectTimeout
      < 504 Error origin-connect-timeout
      > GET /a
      o 200
      < 200 Miss caching-disabled
      """, Lab(policy(0, 0, 0)))
  }

  @Test("RFC 9111 section 5.1: Age on hits")
  func age() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=100
      < 200 Miss not-stored
      ! Age
      + 7
      > GET /a
      < 200 Hit fresh | Age: 7
      > GET /b
      o 200 | Cache-Control: max-age=100 | Age: 30
      < 200 Miss not-stored | Age: 30
      + 7
      > GET /b
      < 200 Hit fresh | Age: 37
      """)
  }

  @Test("RFC 9111 section 4.3.4: a 304 freshens the copy")
  func revalidation() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10 | ETag: "1" | Last-Modified: Thu, 14 Jan 2027 08:00:00 GMT | X-A: old | X-B: b
      < 200 Miss not-stored
      + 10
      > GET /a
      ? If-None-Match: "1"
      ? If-Modified-Since: Thu, 14 Jan 2027 08:00:00 GMT
      o 304 | Cache-Control: max-age=50 | ETag: "1" | X-A: new
      < 200 RefreshHit revalidated | X-A: new | X-B: b | Content-Length: 5 | X-Cache: RefreshHit from cloudfront
      ! X-A: old
      + 49
      > GET /a
      < 200 Hit fresh | Age: 49 | X-A: new | X-B: b
      + 1
      > GET /a
      ? If-None-Match: "1"
      o 200 | ETag: "2"
      < 200 Miss replaced | ETag: "2"
      + 90000
      > GET /a
      ? If-None-Match: "2"
      o 304 | ETag: "3"
      ?! If-None-Match
      o 200 | ETag: "3"
      < 200 Miss not-stored | ETag: "3"
      """)
  }

  @Test("private copies are not confirmed for others")
  func privateIsNotRevalidated() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: private | ETag: "1"
      < 200 Miss not-stored
      > GET /a
      ?! If-None-Match
      o 200
      < 200 Miss replaced
      > GET /b
      o 200 | Cache-Control: no-cache | ETag: "1"
      < 200 Miss not-stored
      > GET /b
      ? If-None-Match: "1"
      o 304
      < 200 RefreshHit revalidated
      """)
  }
}
