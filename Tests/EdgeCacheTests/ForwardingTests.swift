import EdgeCache
import Geo
import HTTPWire
import Testing

@Suite("What goes to the origin, cloudfront.md sections 6 and 15")
struct ForwardingTests {
  private func lab(_ request: OriginRequestPolicy?, _ cache: CachePolicy = CachePolicy(name: "c")) -> Lab {
    Lab(cache) { $0.defaultCacheBehavior.originRequestPolicy = request }
  }

  private static let viewer = """
    Accept: a | Referer: r | X-Own: x | User-Agent: agent | Cookie: b=2; a=1 | Origin: o | Authorization: s \
    | X-Edge-Y: y | CloudFront-Viewer-Country: XX | Accept-Encoding: br
    """

  @Test("without an origin request policy nothing of the viewer's but what is keyed")
  func nothing() {
    Conversation.run(
      """
      > GET /a?x=1 | \(Self.viewer)
      ? GET /base/a HTTP/1.1
      ? Host: origin.test
      ? User-Agent: Amazon CloudFront
      ? X-Forwarded-For: 192.0.2.1
      ?! Accept
      ?! Referer
      ?! X-Own
      ?! Cookie
      ?! Origin
      ?! Authorization
      o 200
      < 200 Miss not-stored
      """, lab(nil))
  }

  @Test("what is keyed goes along")
  func keyed() {
    let policy = CachePolicy(
      name: "c", headers: ["origin", "host", "authorization"], cookies: .whitelist(["a"]),
      queryStrings: .allExcept(["y"]))
    Conversation.run(
      """
      > GET /a?x=1&y=2 | \(Self.viewer)
      ? GET /base/a?x=1 HTTP/1.1
      ? Host: www.example.com
      ? Origin: o
      ? Authorization: s
      ? Cookie: a=1
      ?! X-Own
      o 200
      < 200 Miss not-stored
      """, lab(nil, policy))
  }

  @Test("AllViewer: all but the edge's own names")
  func allViewer() {
    let policy = OriginRequestPolicy(name: "o", headers: .allViewer, cookies: .all, queryStrings: .all)
    Conversation.run(
      """
      > GET /a?x=1 | \(Self.viewer)
      ? GET /base/a?x=1 HTTP/1.1
      ? Host: www.example.com
      ? User-Agent: agent
      ? Accept: a
      ? X-Own: x
      ? Cookie: a=1; b=2
      ? Authorization: s
      ? Accept-Encoding: br
      ?! X-Edge-Y
      ?! CloudFront-Viewer-Country
      o 200
      < 200 Miss not-stored
      > GET /a?x=2
      < 200 Hit fresh
      """, lab(policy))
  }

  @Test("a list, and all but a list")
  func lists() {
    Conversation.run(
      """
      > GET /a | \(Self.viewer)
      ? Referer: r
      ? User-Agent: Amazon CloudFront
      ?! X-Own
      o 200
      < 200 Miss not-stored
      """, lab(OriginRequestPolicy(name: "o", headers: .whitelist(["referer"]))))
    Conversation.run(
      """
      > GET /a | \(Self.viewer)
      ? Host: origin.test
      ? X-Own: x
      ?! Referer
      ? CloudFront-Viewer-Address: 192.0.2.1:0
      ? CloudFront-Is-Desktop-Viewer: true
      ? CloudFront-Forwarded-Proto: http
      ?! CloudFront-Viewer-Header-Order
      o 200
      < 200 Miss not-stored
      """, lab(OriginRequestPolicy(name: "o", headers: .allExcept(["host", "referer"]))))
  }

  @Test("legacy: what ForwardedValues forward unasked, section 15")
  func legacy() {
    Conversation.run(
      """
      > GET /a | \(Self.viewer)
      ? X-Own: x
      ? Origin: o
      ?! Accept
      ?! Referer
      ?! Authorization
      ? User-Agent: Amazon CloudFront
      o 200
      < 200 Miss not-stored
      > POST /a | Authorization: s | Content-Length: 0
      ? Authorization: s
      o 200
      < 200 Miss method-not-cached
      """, lab(OriginRequestPolicy(name: "o", headers: .legacy)))
  }

  @Test("the header that describes a request body goes with it")
  func contentType() {
    Conversation.run(
      """
      > POST /a | Content-Type: text/plain | Content-Length: 1
      ? Content-Type: text/plain
      o 200
      < 200 Miss method-not-cached
      """, lab(nil))
  }

  @Test("the union rule: an allow-list of one goes over a block-list of the other")
  func union() {
    typealias Selection = CachePolicy.Selection
    let table: [(Selection, Selection, Selection)] = [
      (.none, .none, .none), (.none, .whitelist(["a"]), .whitelist(["a"])), (.all, .none, .all),
      (.whitelist(["a"]), .whitelist(["b", "a"]), .whitelist(["a", "b"])),
      (.whitelist(["a"]), .allExcept(["a", "b"]), .allExcept(["b"])),
      (.allExcept(["a"]), .whitelist(["a"]), .all),
      (.allExcept(["a", "b"]), .allExcept(["b", "c"]), .allExcept(["b"])),
      (.matching(["s*"]), .none, .matching(["s*"])),
    ]
    for (a, b, union) in table {
      let lab = lab(
        OriginRequestPolicy(name: "o", queryStrings: b), CachePolicy(name: "c", queryStrings: a))
      let direct = Lab(CachePolicy(name: "c", queryStrings: union))
      let target = "/p?a=1&b=2&c=3&s1=4&s2=5"
      let one = lab.cache.begin(lab.exchange("GET", target), now: lab.now)
      let two = direct.cache.begin(direct.exchange("GET", target), now: direct.now)
      #expect(line(one) == line(two), "\(a) and \(b)")
    }
  }

  private func line(_ fetch: Fetch?) -> String {
    String(decoding: fetch?.requestHead.prefix { $0 != 13 } ?? [], as: UTF8.self)
  }

  @Test("legacy cookie names take wildcards; a cache policy's do not")
  func wildcards() {
    Conversation.run(
      """
      > GET /a | Cookie: s1=1; s22=2; t=3
      ? Cookie: s1=1
      o 200
      < 200 Miss not-stored
      """, lab(nil, CachePolicy(name: "c", cookies: .matching(["s?"]))))
    Conversation.run(
      """
      > GET /a | Cookie: s1=1
      ?! Cookie
      o 200
      < 200 Miss not-stored
      """, lab(nil, CachePolicy(name: "c", cookies: .whitelist(["s?"]))))
  }

  @Test("cookies forwarded by an origin request policy alone: no collapsing, Set-Cookie stored and replayed")
  func forwardedCookies() {
    let lab = lab(OriginRequestPolicy(name: "o", cookies: .all))
    Conversation.run(
      """
      > GET /a | Cookie: a=1
      ? Cookie: a=1
      o 200 | Set-Cookie: s=1
      < 200 Miss not-stored | Set-Cookie: s=1
      > GET /a | Cookie: a=2
      < 200 Hit fresh | Set-Cookie: s=1
      """, lab)
    let (first, second) = (lab.exchange("GET", "/b"), lab.exchange("GET", "/b"))
    #expect(lab.cache.begin(first, now: lab.now) != nil)
    #expect(lab.cache.begin(second, now: lab.now) != nil)
  }

  @Test("a generated header in the key is the edge's word, not the viewer's")
  func generatedKey() throws {
    let lab = lab(nil, CachePolicy(name: "c", headers: ["cloudfront-viewer-country"]))
    func ask(_ country: String?, claimed: String) throws -> Fetch? {
      let exchange = lab.exchange("GET", "/a", fields: [("CloudFront-Viewer-Country", claimed)])
      exchange.viewerLocation.country = country.flatMap { Country($0) }
      return lab.cache.begin(exchange, now: lab.now)
    }
    let first = try #require(try ask("KR", claimed: "US"))
    #expect(String(decoding: first.requestHead, as: UTF8.self).contains("CloudFront-Viewer-Country: KR\r\n"))
    _ = lab.answer(first, 200)
    #expect(try ask("KR", claimed: "DE") == nil)
    #expect(try ask("US", claimed: "KR") != nil)
    #expect(try ask(nil, claimed: "KR") != nil)
  }
}
