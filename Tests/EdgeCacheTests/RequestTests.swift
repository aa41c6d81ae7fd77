import EdgeCache
import Primitives
import Testing

@Suite("CloudFront: from request to behaviour")
struct RequestTests {
  @Test(
    "hosts",
    arguments: [
      "www.example.com", "WWW.EXAMPLE.com:8080", "www.example.com.", "d1.cloudfront.net", "a.example.org",
      "a.b.example.org",
    ])
  func host(name: String) { Conversation.run("> GET /a | Host: \(name)\no 200\n< 200 Miss not-stored") }

  @Test(
    "no such host", arguments: ["example.com", "example.org", "notexample.org", ".example.org", "x", ":80"])
  func unknownHost(name: String) {
    Conversation.run(
      "> GET /a | Host: \(name)\n< 403 Error unknown-host | Server: CloudFront | X-Cache: Error from cloudfront"
    )
  }

  @Test("RFC 9112 section 3.2.2: the host of an absolute target goes first")
  func absoluteForm() {
    Conversation.run(
      """
      > GET http://www.example.com/a | Host: x
      ? GET /base/a HTTP/1.1
      o 200
      < 200 Miss not-stored
      > GET /a
      < 200 Hit fresh
      > GET http://nowhere/a
      < 403 Error unknown-host
      > OPTIONS *
      < 400 Error bad-request-target
      """)
  }

  @Test("a disabled distribution")
  func disabled() {
    Conversation.run("> GET /a\n< 403 Error distribution-disabled", Lab { $0.isEnabled = false })
  }

  @Test("RFC 9110 section 10.1.1: expectations of a request with a body")
  func expectation() {
    Conversation.run(
      """
      > POST /a | Expect: 100-Continue | Content-Length: 1
      ?! Expect
      o 200
      < 200 Miss method-not-cached
      > POST /a | Expect: 200-ok | Content-Length: 1
      < 417 Error expectation-failed | Connection: close
      > GET /a | Expect: 200-ok
      o 200
      < 200 Miss not-stored
      """)
  }

  @Test("GET with a body")
  func body() {
    Conversation.run(
      """
      > GET /a | Content-Length: 1
      < 403 Error body-not-allowed | Connection: close
      > GET /a | Transfer-Encoding: chunked
      < 403 Error body-not-allowed
      > GET /a | Content-Length: 0
      ?! Content-Length
      o 200
      < 200 Miss not-stored
      """)
  }

  @Test(
    "path patterns",
    arguments: [
      ("/images/*.jpg", "/images/a.jpg", true), ("images/*.jpg", "/images/a/b.jpg", true),
      ("images/*.jpg", "/Images/a.jpg", false), ("a*.jpg", "/abra/cadabra/magic.jpg", true),
      ("*.doc?", "/x.docx", true), ("*.doc?", "/x.doc", false), ("*product.jpg", "/my/product.jpg", true),
      ("/a*", "/a/b/..?c=1", true), ("/a/b*", "/a/b/..?c=1", false), ("/a/b", "//a//./b", true),
      ("/a/", "/a/.", true), ("/a", "/a/b/..", false), ("*", "/", true), ("/%61", "/a", false),
      ("/?", "/", false),
      ("/*a*a*a*b", "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false), ("/x", "/../../x", true),
    ])
  func pattern(pattern: String, path: String, isMatch: Bool) {
    let lab = Lab {
      var special = $0.defaultCacheBehavior
      special.pathPattern = pattern
      special.viewerProtocolPolicy = .httpsOnly
      $0.cacheBehaviors = [special]
    }
    Conversation.run(
      "> GET \(path)\n" + (isMatch ? "< 403 Error https-required" : "o 200\n< 200 Miss not-stored"), lab)
  }

  @Test("the first that matches wins")
  func order() {
    let lab = Lab {
      var first = $0.defaultCacheBehavior
      first.pathPattern = "/a*"
      var second = first
      second.viewerProtocolPolicy = .httpsOnly
      $0.cacheBehaviors = [first, second]
    }
    Conversation.run("> GET /a\no 200\n< 200 Miss not-stored", lab)
  }

  @Test("the default root object stands for / alone")
  func rootObject() {
    Conversation.run(
      """
      > GET /
      ? GET /base/index.html HTTP/1.1
      o 200
      < 200 Miss not-stored
      > GET /index.html
      < 200 Hit fresh
      > GET /sub/
      ? GET /base/sub/ HTTP/1.1
      o 200
      < 200 Miss not-stored
      """, Lab { $0.defaultRootObject = "index.html" })
  }

  @Test("redirect-to-https and https-only")
  func viewerProtocol() {
    let lab = Lab { $0.defaultCacheBehavior.viewerProtocolPolicy = .redirectToHTTPS }
    Conversation.run(
      """
      > GET /a?b=1 | Host: www.example.com:8080
      < 301 Redirect redirect-to-https | Location: https://www.example.com/a?b=1 | X-Cache: Redirect from cloudfront
      > POST /a
      < 307 Redirect redirect-to-https
      > POST /a HTTP/1.0
      < 403 Error https-required
      > GET /a https
      o 200
      < 200 Miss not-stored
      """, lab)
  }

  @Test("allowed methods")
  func methods() {
    Conversation.run(
      """
      > POST /a
      < 403 Error method-not-allowed
      > OPTIONS /a
      < 403 Error method-not-allowed
      > BREW /a
      < 403 Error method-not-allowed
      """, Lab { $0.defaultCacheBehavior.allowedMethods = .getHead })
  }

  @Test("other methods pass and are never stored; a GET stays what it was")
  func pass() {
    Conversation.run(
      """
      > GET /a
      o 200
      < 200 Miss not-stored
      > POST /a | Content-Length: 3 | Authorization: x | If-Match: "1"
      ? Content-Length: 3
      ? Authorization: x
      ? If-Match: "1"
      o 200 | Cache-Control: max-age=60
      < 200 Miss method-not-cached
      > POST /a
      x reset
      < 502 Error origin-reset
      > GET /a
      < 200 Hit fresh
      """)
  }

  @Test("OPTIONS is cached apart from GET, if at all")
  func options() {
    Conversation.run(
      """
      > OPTIONS /a
      o 200
      < 200 Miss not-stored
      > GET /a
      o 200
      < 200 Miss not-stored
      > OPTIONS /a
      < 200 Hit fresh
      """, Lab { $0.defaultCacheBehavior.cachedMethods = .getHeadOptions })
  }

  @Test("HEAD is answered from a stored GET; a HEAD of its own is passed on and not stored")
  func head() {
    Conversation.run(
      """
      > HEAD /a
      ? HEAD /base/a HTTP/1.1
      o 200 | Content-Length: 900
      < 200 Miss not-stored | Content-Length: 900
      > GET /a
      o 200 | Cache-Control: max-age=10 | ETag: "1"
      < 200 Miss not-stored
      > HEAD /a
      < 200 Hit fresh | Content-Length: 5
      + 10
      > HEAD /a
      ? If-None-Match: "1"
      o 304
      < 200 RefreshHit revalidated
      > GET /a
      < 200 Hit fresh
      """)
  }

  @Test("RFC 9110 section 13: a viewer's conditions are answered from the cache")
  func conditions() {
    Conversation.run(
      """
      > GET /a | If-None-Match: "1"
      ?! If-None-Match
      o 200 | ETag: "1" | Last-Modified: Thu, 14 Jan 2027 08:00:00 GMT | Content-Type: text/x
      < 200 Miss not-stored
      > GET /a | If-None-Match: W/"1"
      < 304 Hit fresh | ETag: "1" | Age: 0
      ! Content-
      > GET /a | If-None-Match: "2"
      < 200 Hit fresh
      > GET /a | If-Modified-Since: Thu, 14 Jan 2027 08:00:00 GMT
      < 304 Hit fresh
      """)
  }

  @Test("with cookies forwarded they are not supported")
  func conditionsWithCookies() {
    Conversation.run(
      """
      > GET /a
      o 200 | ETag: "1" | Set-Cookie: s=1
      < 200 Miss not-stored | Set-Cookie: s=1
      > GET /a | If-None-Match: "1"
      < 200 Hit fresh | Set-Cookie: s=1
      """, Lab(CachePolicy(name: "cookies", cookies: .all)))
  }
}

@Suite("RFC 9110 section 15.5.20: 421 (Misdirected Request)")
struct MisdirectedTests {
  @Test(
    "a host that the connection's certificate is not for",
    arguments: [
      ("www.example.com", nil, 200), ("WWW.example.com:443", nil, 200),
      ("a.example.org", ResultReason.misdirected, 421),
      ("nobody.test", .misdirected, 421),
    ])
  func misdirected(host: String, reason: ResultReason?, status: UInt16) throws {
    let lab = Lab()
    let exchange = lab.exchange("GET", "/a", fields: [("Host", host)])
    exchange.coversHost = { $0.text == "www.example.com" }
    let fetch = lab.cache.begin(exchange, now: lab.now)
    if let fetch { _ = lab.answer(fetch, 200) }
    #expect(exchange.status == status && (reason == nil || exchange.reason == reason))
  }
}
