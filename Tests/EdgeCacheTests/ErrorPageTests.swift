import EdgeCache
import Geo
import Testing

@Suite("Custom error responses and geo restriction, cloudfront.md sections 8 and 12")
struct ErrorPageTests {
  private func lab(_ change: (inout Distribution) -> Void = { _ in }) -> Lab {
    Lab { distribution in
      distribution.origins.append(Origin(id: "pages", domainName: "pages.test"))
      distribution.cacheBehaviors = [
        CacheBehavior(
          pathPattern: "/errors/*", targetOriginID: "pages", cachePolicy: CachePolicy(name: "pages"))
      ]
      distribution.customErrorResponses = [
        CustomErrorResponse(
          errorCode: 404, page: .init(path: "/errors/404.html", responseCode: 200), errorCachingMinTTL: 5),
        CustomErrorResponse(
          errorCode: 502, page: .init(path: "/errors/502.html", responseCode: 503), errorCachingMinTTL: 30),
        CustomErrorResponse(errorCode: 503, errorCachingMinTTL: 60),
      ]
      change(&distribution)
    }
  }

  @Test("the page comes through the behaviour of its path, with the code that is set, and both are cached")
  func page() {
    Conversation.run(
      """
      > GET /a | If-None-Match: "1"
      ? Host: origin.test
      o 404
      ? Host: pages.test
      ? GET /errors/404.html HTTP/1.1
      ?! If-None-Match
      o 200 | X-Page: 1
      < 200 Error origin-status | X-Page: 1 | X-Cache: Error from cloudfront
      > GET /a
      ? -
      < 200 Error error-held | X-Page: 1
      > GET /b
      o 404
      < 200 Error origin-status | X-Page: 1
      + 6
      > GET /a
      o 200
      < 200 Miss replaced
      """, lab())
  }

  @Test("ErrorCachingMinTTL by code, with and without a page")
  func cachingMinTTL() {
    Conversation.run(
      """
      > GET /a
      o 503
      < 503 Error origin-status
      + 59
      > GET /a
      < 503 Error error-held
      + 2
      > GET /a
      o 500
      < 500 Error origin-status
      + 9
      > GET /a
      < 500 Error error-held
      """, lab())
  }

  @Test("the origin fails without an answer")
  func failure() {
    Conversation.run(
      """
      > GET /a
      x connectRefused
      ? GET /errors/502.html HTTP/1.1
      o 200
      < 503 Error origin-connect-refused
      + 29
      > GET /a
      < 503 Error error-held
      """, lab())
  }

  @Test("a page that fails: its own status, and no page for it")
  func pageFails() {
    Conversation.run(
      """
      > GET /a
      o 404
      o 404
      < 404 Error origin-status
      """, lab())
  }

  @Test("a POST that fails gets the page by GET, without what describes its body")
  func post() {
    Conversation.run(
      """
      > POST /a | Content-Length: 3 | Content-Type: text/plain
      o 404
      ? GET /errors/404.html HTTP/1.1
      ?! Content-
      o 200
      < 200 Error origin-status
      """, lab())
  }

  @Test("a HEAD gets the head of the page")
  func head() {
    let lab = lab()
    Conversation.run(
      "> HEAD /a\no 404\n? GET /errors/404.html HTTP/1.1\no 200\n< 200 Error origin-status", lab)
  }

  @Test("everyone who waits on the fetch gets the page, fetched once")
  func collapsed() throws {
    let lab = lab()
    let (first, second) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
    let fetch = try #require(lab.cache.begin(first, now: lab.now))
    #expect(lab.cache.begin(second, now: lab.now) == nil)
    let pages = lab.answer(fetch, 404)
    #expect(pages.count == 1)
    #expect(lab.answer(pages[0], 200).isEmpty)
    #expect(first.status == 200 && second.status == 200)
    #expect(lab.text(first.body) == "200#2" && lab.text(second.body) == "200#2")
    #expect(first.headText.hasPrefix("HTTP/1.1 200 OK\r\n"))
  }

  @Test("geo restriction: 403 before anything else, with a page if there is one; unknown places are answered")
  func country() throws {
    func ask(_ lab: Lab, _ country: String?) -> (Exchange, Fetch?) {
      let exchange = lab.exchange("GET", "/a")
      exchange.viewerLocation.country = country.flatMap { Country($0) }
      return (exchange, lab.cache.begin(exchange, now: lab.now))
    }
    let kr = try #require(Country("KR"))
    let closed = lab { $0.geoRestriction = .blacklist([kr]) }
    let (blocked, fetch) = ask(closed, "KR")
    #expect(fetch == nil)
    #expect(
      "\(blocked.status) \(blocked.result.text) \(blocked.reason.rawValue)"
        == "403 Error country-not-admitted")
    #expect(ask(closed, "US").1 != nil)
    #expect(ask(closed, nil).0.phase == .waiting)  // on the same fetch
    let open = lab {
      $0.geoRestriction = .whitelist([kr])
      $0.customErrorResponses.append(
        CustomErrorResponse(errorCode: 403, page: .init(path: "/errors/403.html", responseCode: 403)))
    }
    #expect(ask(open, "KR").1 != nil)
    let (refused, page) = ask(open, "US")
    _ = open.answer(try #require(page), 200)
    #expect("\(refused.status) \(refused.reason.rawValue)" == "403 country-not-admitted")
    #expect(open.text(refused.body) == "200#1")
  }
}
