import EdgeCache
import Testing

@Suite("CloudFront: errors (ErrorCachingMinTTL)")
struct ErrorTests {
  @Test(
    "held for 10 seconds, or longer if the origin says so",
    arguments: [
      (404, "", 10), (410, "", 10), (414, "", 10), (500, "", 10), (501, "", 10), (502, "", 10), (503, "", 10),
      (504, "", 10), (404, " | Cache-Control: max-age=60", 60), (404, " | Cache-Control: max-age=1", 10),
      (500, " | Cache-Control: no-store", 10), (403, " | Cache-Control: max-age=1", 10),
      (400, " | Cache-Control: s-maxage=30", 30),
    ])
  func held(status: Int, fields: String, seconds: Int) {
    Conversation.run(
      """
      > GET /a
      o \(status)\(fields)
      < \(status) Error origin-status | X-Cache: Error from cloudfront
      + \(seconds - 1)
      > GET /a
      < \(status) Error error-held
      + 1
      > GET /a
      o 200
      < 200 Miss replaced
      """)
  }

  @Test(
    "not held",
    arguments: [
      (404, " | Cache-Control: no-store"), (410, " | Cache-Control: private"),
      (501, " | Cache-Control: no-cache"),
      (416, " | Cache-Control: max-age=60"), (403, ""), (400, ""), (405, ""), (412, ""), (415, ""), (429, ""),
      (401, ""),
    ])
  func notHeld(status: Int, fields: String) {
    Conversation.run(
      """
      > GET /a
      o \(status)\(fields)
      < \(status) Error origin-status
      > GET /a
      o 200
      < 200 Miss not-stored
      """)
  }

  @Test(
    "an origin that fails",
    arguments: [
      ("connectTimeout", 504, "origin-connect-timeout"), ("readTimeout", 504, "origin-read-timeout"),
      ("connectRefused", 502, "origin-connect-refused"), ("reset", 502, "origin-reset"),
      ("invalidResponse", 502, "origin-invalid-response"),
      ("nameNotResolved", 502, "origin-name-not-resolved"),
      ("busy", 503, "origin-busy"),
    ])
  func failure(failure: String, status: Int, reason: String) {
    Conversation.run(
      """
      > GET /a
      x \(failure)
      < \(status) Error \(reason) | Server: CloudFront | X-Cache: Error from cloudfront
      + 9
      > GET /a
      < \(status) Error error-held
      + 1
      > GET /a
      o 200
      < 200 Miss replaced
      """)
  }

  @Test(
    "an expired copy stands in, and the origin is left alone for 10 seconds",
    arguments: ["o 503", "x readTimeout"])
  func stale(trouble: String) {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10
      < 200 Miss not-stored
      + 20
      > GET /a
      \(trouble)
      < 200 RefreshHit stale-on-error | Age: 20
      + 9
      > GET /a
      < 200 Hit stale-on-error | Age: 29
      + 1
      > GET /a
      \(trouble)
      < 200 RefreshHit stale-on-error | Age: 30
      + 10
      > GET /a
      o 404
      < 404 Error origin-status
      """)
  }

  @Test("stale-if-error bounds it; 0 switches it off")
  func staleIfError() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=10, stale-if-error=0
      < 200 Miss not-stored
      + 10
      > GET /a
      o 500
      < 500 Error origin-status
      > GET /b
      o 200 | Cache-Control: max-age=10, stale-if-error=30
      < 200 Miss not-stored
      + 35
      > GET /b
      x reset
      < 200 RefreshHit stale-on-error
      + 4
      > GET /b
      < 200 Hit stale-on-error
      + 1
      > GET /b
      x reset
      < 502 Error origin-reset
      """)
  }

  @Test("even what may not be reused stands in when the origin is gone")
  func noStoreOnError() {
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: no-store
      < 200 Miss not-stored
      > GET /a
      x connectRefused
      < 200 RefreshHit stale-on-error
      """)
  }

  @Test(
    "Each refusal has its own sentence, and the date of its own second")
  func refusals() {
    let lab = Lab()
    func refused(_ fields: [(String, String)]) -> Exchange {
      let exchange = lab.exchange("GET", "/", fields: fields)
      #expect(lab.cache.begin(exchange, now: lab.now) == nil && exchange.status == 403)
      return exchange
    }
    let nowhere = [("Host", "nowhere.test")]
    let first = refused(nowhere)
    let (second, other) = (refused(nowhere), refused([("Content-Length", "5")]))
    #expect(lab.text(second.body).contains("No distribution is configured for this host name."))
    #expect(lab.text(other.body).contains("A GET request must not have a body."))
    #expect(second.reason == .unknownHost && other.reason == .bodyNotAllowed)
    lab.now = lab.now.advanced(bySeconds: 1)
    let later = refused(nowhere)
    #expect(lab.text(later.body) == lab.text(first.body))
    #expect(first.headText.contains("\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\n"))
    #expect(later.headText.contains("\r\nDate: Fri, 15 Jan 2027 08:00:01 GMT\r\n"))
  }
}
