import EdgeCache
import Testing

@Suite("CloudFront: request and response headers")
struct HeaderTests {
  @Test("what the origin is asked where all is forwarded but what section 15 removes")
  func originRequest() {
    let lab = Lab(
      CachePolicy(name: "h", headers: ["referer"], cookies: .whitelist(["b", "a"]), queryStrings: .all)
    ) {
      $0.defaultCacheBehavior.originRequestPolicy = OriginRequestPolicy(name: "o", headers: .legacy)
      $0.origins[0].httpPort = 8000
      $0.origins[0].customHeaders = [.init(name: "X-Edge-Key", value: "k")]
    }
    Conversation.run(
      """
      > GET /a?x=1 | Accept: */* | Accept-Language: en | Accept-Charset: x | Referer: r | Cookie: b=2; c=3; a=1 | \
      Connection: X-Hop | X-Hop: 1 | X-Keep: 1 | Authorization: a | User-Agent: curl | X-Forwarded-For: 10.0.0.1 | \
      TE: trailers | Expect: 100-continue | X-Real-IP: 1 | X-Forwarded-Proto: http | Proxy-Authorization: p | \
      X-Edge-Key: mine | Range: bytes=0-1 | X-HTTP-Method-Override: PUT | If-None-Match: "1" | X-Amz-Cf-Id: x
      ? GET /base/a?x=1 HTTP/1.1
      ? Host: origin.test:8000
      ? User-Agent: Amazon CloudFront
      ? X-Forwarded-For: 10.0.0.1, 192.0.2.1
      ? Cookie: a=1; b=2
      ? Referer: r
      ? X-Keep: 1
      ? X-Edge-Key: k
      ?! Accept
      ?! Connection
      ?! X-Hop
      ?! Authorization
      ?! TE
      ?! Expect
      ?! X-Real
      ?! X-Forwarded-Proto
      ?! Proxy
      ?! X-Edge-Key: mine
      ? Range: bytes=0-1
      ?! X-HTTP
      ?! If-None
      ?! X-Amz-Cf-Id: x
      o 200
      < 200 Miss not-stored
      """, lab)
  }

  @Test("keyed headers are forwarded: Host, User-Agent, Authorization")
  func keyed() {
    Conversation.run(
      """
      > GET /a | Host: www.example.com:8080 | User-Agent: curl | Authorization: a
      ? Host: www.example.com:8080
      ? User-Agent: curl
      ? Authorization: a
      ?! User-Agent: Amazon
      o 200
      < 200 Miss not-stored
      """, Lab(CachePolicy(name: "h", headers: ["host", "user-agent", "authorization"])))
  }

  @Test("what the viewer gets")
  func response() {
    Conversation.run(
      """
      > GET /a
      o 200 | Set-Cookie: a=1 | Connection: X-Hop | X-Hop: 1 | Keep-Alive: x | X-Cache: theirs | Server: nginx | \
      Vary: Accept-Encoding, Cookie, User-Agent | X-Amz-Cf-Pop: LHR1 | Content-Type: text/plain | Trailer: x
      < 200 Miss not-stored | Server: nginx | Vary: Accept-Encoding | X-Amz-Cf-Pop: IAD89-C1 | Content-Type: text/plain | \
      Transfer-Encoding: chunked | Date: Fri, 15 Jan 2027 08:00:00 GMT
      ! Set-Cookie
      ! Connection
      ! X-Hop
      ! Keep-Alive
      ! X-Cache: theirs
      ! X-Amz-Cf-Pop: LHR1
      ! Trailer
      > GET /a
      < 200 Hit fresh | Content-Length: 5 | Server: nginx | Vary: Accept-Encoding | Date: Fri, 15 Jan 2027 08:00:00 GMT
      ! Set-Cookie
      """)
  }

  @Test("no-cache=\"Set-Cookie\": the first viewer's alone")
  func noCacheField() {
    Conversation.run(
      """
      > GET /a
      o 200 | Set-Cookie: a=1 | Cache-Control: max-age=9, no-cache="Set-Cookie"
      < 200 Miss not-stored | Set-Cookie: a=1
      > GET /a
      < 200 Hit fresh
      ! Set-Cookie
      """, Lab(CachePolicy(name: "c", cookies: .all)))
  }

  @Test("Connection: HTTP/1.0 and close")
  func connection() {
    Conversation.run(
      """
      > GET /a
      o 204
      < 204 Miss not-stored
      ! Connection
      ! Content-Length
      > GET /a | Connection: Close
      < 204 Hit fresh | Connection: close
      > GET /a HTTP/1.0
      < 204 Hit fresh | Connection: close
      > GET /a HTTP/1.0 | Connection: keep-alive
      < 204 Hit fresh | Connection: keep-alive
      """)
  }

  @Test("Via names the viewer's version; ids have 56 characters and never repeat")
  func identity() {
    let lab = Lab()
    var ids: Set<String> = []
    for minor in [UInt8(0), 1] {
      let exchange = lab.exchange("GET", "/a")
      exchange.request.minorVersion = minor
      if let fetch = lab.cache.begin(exchange, now: lab.now) { _ = lab.answer(fetch, 200) }
      let lines = String(decoding: exchange.head, as: UTF8.self).split(separator: "\r\n")
      let via = lines.first { $0.hasPrefix("Via: 1.\(minor) ") }
      #expect(via?.hasSuffix(".cloudfront.net (CloudFront)") == true)
      let id = lines.first { $0.hasPrefix("X-Amz-Cf-Id: ") }?.dropFirst(13)
      #expect(id?.count == 56)
      ids.insert(String(id ?? ""))
    }
    #expect(ids.count == 2)
  }
}
