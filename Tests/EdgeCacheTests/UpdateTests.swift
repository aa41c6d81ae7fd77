import EdgeCache
import Testing

@Suite("RFC 9111 sections 4.3.5 and 4.4: updates by HEAD, invalidation by unsafe methods")
struct UpdateTests {
  @Test(
    "section 4.4: a successful unsafe request",
    arguments: [
      ("POST", 200, true), ("PUT", 204, true), ("DELETE", 303, true), ("PATCH", 201, true),
      ("M-SEARCH", 200, true), ("POST", 500, false), ("PUT", 404, false), ("OPTIONS", 200, false),
    ])
  func invalidates(method: String, status: Int, isGone: Bool) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > \(method) /a
      o \(status)
      < \(status) \(status >= 400 ? "Error origin-status" : "Miss method-not-cached")
      > GET /a
      \(isGone ? "o 200\n< 200 Miss not-stored" : "< 200 Hit fresh")
      """, standardLab())
  }

  @Test(
    "what Location and Content-Location name on the same host",
    arguments: [
      ("Location: /b/c", true), ("Content-Location: /b/c", true), ("Location: c", true),
      ("Location: ./x/../c#top", true), ("Location: http://www.example.com/b/c", true),
      ("Location: http://www.example.org/b/c", false), ("Location: /b/d", false), ("Location: d", false),
      ("Location: //www.example.com/x", false), ("X-Location: /b/c", false),
    ])
  func named(field: String, isGone: Bool) {
    Conversation.run(
      """
      > GET /b/c
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > POST /b/a
      o 201 | \(field)
      < 201 Miss method-not-cached
      > GET /b/c
      \(isGone ? "o 200\n< 200 Miss not-stored" : "< 200 Hit fresh")
      """, standardLab())
  }

  private let keyed = CachePolicy(
    name: "keyed", minTTL: 0, defaultTTL: 0, maxTTL: 600, headers: ["x-a"], cookies: .all, queryStrings: .all)

  @Test(
    "whatever a copy is keyed by beside path and query, but no other target",
    arguments: [
      ("/a", "", true), ("/a", " | X-A: 1", true), ("/a", " | X-A: 2 | Cookie: b=1", true),
      ("/a?q", " | X-A: 1", false), ("/a/", "", false), ("/ab", "", false), ("/A", "", false),
    ])
  func variants(target: String, fields: String, isGone: Bool) {
    Conversation.run(
      """
      > GET \(target)\(fields)
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > POST /a | X-A: 1 | Cookie: a=1
      o 204
      < 204 Miss method-not-cached
      > GET \(target)\(fields)
      \(isGone ? "o 200\n< 200 Miss not-stored" : "< 200 Hit fresh")
      """, standardLab(keyed))
  }

  @Test("a fetch that began before: not stored, and nobody who comes after joins it")
  func underWay() throws {
    let lab = standardLab(keyed)
    let reader = lab.exchange("GET", "/a")
    let before = try #require(lab.cache.begin(reader, now: lab.now))
    let writer = lab.exchange("PUT", "/a", fields: [("X-A", "1")])
    let write = try #require(lab.cache.begin(writer, now: lab.now))
    _ = lab.answer(write, 204)
    let later = lab.exchange("GET", "/a")
    let after = try #require(lab.cache.begin(later, now: lab.now))
    _ = lab.answer(before, 200, [("Cache-Control", "max-age=60")])
    _ = lab.answer(after, 200, [("Cache-Control", "max-age=60")])
    #expect(reader.status == 200 && later.status == 200)
    let last = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(last, now: lab.now) == nil && last.result == .hit)
    #expect(lab.cache.figures.objects == 1)
  }

  @Test("CloudFront: nothing is invalidated")
  func cloudfront() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > POST /a
      o 200
      < 200 Miss method-not-cached
      > GET /a
      < 200 Hit fresh
      > M-SEARCH /a
      < 403 Error method-not-allowed
      """)
  }

  @Test(
    "RFC 9110 section 9.3.3: a POST that brings what a GET would",
    arguments: [
      ("Content-Location: /a | Cache-Control: max-age=60", true), ("Content-Location: /a", false),
      ("Cache-Control: max-age=60", false), ("Content-Location: /b | Cache-Control: max-age=60", false),
    ])
  func post(fields: String, isStored: Bool) {
    Conversation.run(
      """
      > POST /a
      o 200 | \(fields)
      < 200 Miss method-not-cached
      > GET /a
      \(isStored ? "< 200 Hit fresh" : "o 200\n< 200 Miss not-stored")
      """, standardLab())
  }

  @Test(
    "section 4.3.5: HEAD with 200 gives the copy new fields and a new life",
    arguments: [
      ("X: 2", true), ("ETag: \"1\"", true), ("ETag: \"2\"", false), ("Content-Length: 5", true),
      ("Content-Length: 6", false), ("Last-Modified: Fri, 15 Jan 2027 07:00:00 GMT", true),
    ])
  func head(field: String, isUpdated: Bool) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10 | ETag: "1" | X: 1
      < 200 Miss not-stored
      + 20
      > HEAD /a
      o 200 | Cache-Control: max-age=60 | \(field)
      < 200 Miss replaced
      > GET /a
      \(isUpdated ? "< 200 Hit fresh | Cache-Control: max-age=60" : "o 200\n< 200 Miss not-stored")
      """, standardLab())
  }

  @Test("a 304 that nobody asked for is no answer", arguments: CacheSemantics.allCases)
  func unasked(semantics: CacheSemantics) {
    Conversation.run(
      "> GET /a\no 304\n< 502 Error origin-invalid-response",
      Lab { $0.defaultCacheBehavior.semantics = semantics })
  }
}
