import EdgeCache
import Testing

@Suite("CloudFront: the cache key")
struct KeyTests {
  /// Whether a second request finds what the first has stored.
  private func share(_ policy: CachePolicy, _ first: String, _ second: String) -> Bool {
    let lab = Lab(policy)
    Conversation.run("> \(first)\no 200\n< 200 Miss not-stored", lab)
    let parts = second.split(separator: " | ").map(String.init)
    let words = parts[0].split(separator: " ").map(String.init)
    let exchange = lab.exchange(words[0], words[1], fields: parts.dropFirst().map(lab.field))
    return lab.cache.begin(exchange, now: lab.now) == nil
  }

  @Test(
    "always the path, as sent; never scheme or alias",
    arguments: [
      ("GET /a", "GET /b", false), ("GET /a", "GET /A", false), ("GET /a/b/..", "GET /a/", false),
      ("GET /%61", "GET /a", false), ("GET /a", "GET /a | Host: x.example.org", true),
      ("GET /a", "GET /a?b", true),
      ("GET /a", "GET /a | Cookie: a=1", true), ("GET /a", "GET /a | User-Agent: x", true),
      ("GET /a", "GET /a | Cache-Control: no-cache", true), ("GET /a", "HEAD /a", true),
    ])
  func path(first: String, second: String, isShared: Bool) {
    #expect(share(CachePolicy(name: "none"), first, second) == isShared)
  }

  @Test(
    "query strings",
    arguments: [
      (.all, "GET /a?x=1", "GET /a?x=1", true), (.all, "GET /a?x=1&y=2", "GET /a?y=2&x=1", false),
      (.all, "GET /a", "GET /a?", false), (.whitelist(["x"]), "GET /a?x=1&y=2", "GET /a?y=3&x=1", true),
      (.whitelist(["x"]), "GET /a?x=1", "GET /a?x=2", false),
      (.whitelist(["x"]), "GET /a?x=1", "GET /a?X=1", true == false),
      (.whitelist(["x"]), "GET /a", "GET /a?x=", false),
      (.whitelist(["x"]), "GET /a", "GET /a?y=1;x=2", true),
      (.allExcept(["x"]), "GET /a?x=1&y=2", "GET /a?y=2", true),
      (.allExcept(["x"]), "GET /a?y=1", "GET /a?y=2", false),
    ] as [(CachePolicy.Selection, String, String, Bool)])
  func query(selection: CachePolicy.Selection, first: String, second: String, isShared: Bool) {
    #expect(share(CachePolicy(name: "q", queryStrings: selection), first, second) == isShared)
  }

  @Test(
    "cookies",
    arguments: [
      (.all, "GET /a | Cookie: a=1; b=2", "GET /a | Cookie: b=2;a=1", true),
      (.all, "GET /a | Cookie: a=1", "GET /a | Cookie: A=1", false),
      (.all, "GET /a | Cookie: a=1; b=2", "GET /a | Cookie: a=1 | Cookie: b=2", true),
      (.whitelist(["a"]), "GET /a | Cookie: a=1; b=2", "GET /a | Cookie: b=3; a=1", true),
      (.whitelist(["a"]), "GET /a | Cookie: a=1", "GET /a | Cookie: a=2", false),
      (.allExcept(["a"]), "GET /a | Cookie: a=1; b=2", "GET /a | Cookie: b=2", true),
    ] as [(CachePolicy.Selection, String, String, Bool)])
  func cookies(selection: CachePolicy.Selection, first: String, second: String, isShared: Bool) {
    #expect(share(CachePolicy(name: "c", cookies: selection), first, second) == isShared)
  }

  @Test(
    "headers: names in any case, values exact",
    arguments: [
      ("GET /a | X-A: 1", "GET /a | x-a: 1", true), ("GET /a | X-A: 1", "GET /a | X-A: 2", false),
      ("GET /a | X-A: a", "GET /a | X-A: A", false), ("GET /a", "GET /a | X-A: ", false),
      ("GET /a | X-A: 1 | Origin: o", "GET /a | Origin: o | X-A: 1", true),
      ("GET /a | X-A: 1", "GET /a | Origin: 1", false),
    ])
  func headers(first: String, second: String, isShared: Bool) {
    #expect(share(CachePolicy(name: "h", headers: ["x-a", "origin"]), first, second) == isShared)
  }

  @Test(
    "Accept-Encoding",
    arguments: [
      (true, true, "gzip, deflate, br", "br,gzip"), (true, true, "gzip", "gzip"),
      (true, true, "br;q=1.0", "br"),
      (true, false, "gzip, br", "gzip"), (false, true, "gzip, br", "br"), (true, true, "deflate", "identity"),
      (true, true, "gzip;q=0, br;q=0.000", "identity"), (true, true, "GZIP", "gzip"),
      (false, true, "gzip", "identity"),
    ])
  func encoding(gzip: Bool, br: Bool, sent: String, forwarded: String) {
    let policy = CachePolicy(name: "e", enableAcceptEncodingGzip: gzip, enableAcceptEncodingBrotli: br)
    Conversation.run(
      """
      > GET /a | Accept-Encoding: \(sent)
      ? Accept-Encoding: \(forwarded)
      o 200
      < 200 Miss not-stored
      > GET /a | Accept-Encoding: \(sent), x
      < 200 Hit fresh
      """, Lab(policy))
  }

  @Test("no Accept-Encoding: nothing keyed, nothing forwarded")
  func noEncoding() {
    let policy = CachePolicy(name: "e", enableAcceptEncodingGzip: true)
    Conversation.run(
      """
      > GET /a
      ?! Accept-Encoding
      o 200
      < 200 Miss not-stored
      > GET /a | Accept-Encoding: deflate
      < 200 Hit fresh
      > GET /a HTTP/1.0 | Accept-Encoding: gzip
      < 200 Hit fresh
      > GET /a | Accept-Encoding: gzip
      o 200
      < 200 Miss not-stored
      """, Lab(policy))
    Conversation.run(
      "> GET /a | Accept-Encoding: gzip\n?! Accept-Encoding\no 200", Lab(CachePolicy(name: "none")))
  }
}
