import EdgeCache
import Foundation
import HTTPWire
import Testing

@Suite("Response headers policies, cloudfront.md section 6")
struct ResponseHeadersTests {
  private func lab(_ policy: ResponseHeadersPolicy) -> Lab {
    Lab { $0.defaultCacheBehavior.responseHeadersPolicy = policy }
  }

  @Test("removed, then added; the override flag; on hits and 304 as on misses")
  func headers() {
    let policy = ResponseHeadersPolicy(
      name: "p", removeHeaders: ["x-powered-by", "server"],
      securityHeaders: [.init(name: "X-Frame-Options", value: "DENY", overridesOrigin: true)],
      customHeaders: [
        .init(name: "X-Kept", value: "policy", overridesOrigin: false),
        .init(name: "X-Powered-By", value: "policy", overridesOrigin: false),
      ])
    Conversation.run(
      """
      > GET /a
      o 200 | X-Powered-By: php | Server: s | X-Frame-Options: ALLOW | X-Kept: origin | ETag: "1"
      < 200 Miss not-stored | X-Frame-Options: DENY | X-Kept: origin | X-Powered-By: policy | Server: CloudFront
      ! X-Powered-By: php
      ! X-Frame-Options: ALLOW
      ! X-Kept: policy
      > GET /a
      < 200 Hit fresh | X-Frame-Options: DENY | X-Kept: origin | X-Powered-By: policy | Content-Length: 5
      ! X-Frame-Options: ALLOW
      > GET /a | If-None-Match: "1"
      < 304 Hit fresh | X-Frame-Options: DENY | ETag: "1"
      > GET /b
      o 200
      < 200 Miss not-stored | X-Kept: policy
      """, lab(policy))
  }

  /// The `Server-Timing` lines of an answer; the origin's is `db;dur=5`.
  private func serverTiming(_ lab: Lab, _ fields: [(String, String)] = []) -> [String] {
    let exchange = lab.exchange("GET", "/a", fields: fields)
    if let fetch = lab.cache.begin(exchange, now: lab.now) {
      lab.now = lab.now.advanced(byNanoseconds: 25_000_000)
      _ = lab.answer(fetch, 200, [("Server-Timing", "db;dur=5")])
    }
    defer { lab.cache.end(exchange, bytesSent: 0, now: lab.now) }
    let id = exchange.headText.components(separatedBy: "X-Amz-Cf-Id: ").last?.prefix(56) ?? ""
    return exchange.headText.components(separatedBy: "\r\n").filter { $0.hasPrefix("Server-Timing: ") }.map {
      String($0.dropFirst(15).replacing(id, with: "ID"))
    }
  }

  @Test("Server-Timing: sampled or asked for; the origin's own on the miss alone (section 15)")
  func serverTiming() {
    let miss =
      #"cdn-cache-miss,cdn-pop;desc="IAD89-C1",cdn-rid;desc="ID",cdn-upstream-layer;desc="EDGE","#
      + "cdn-upstream-fbl;dur=25,cdn-downstream-fbl;dur=25"
    let hit =
      #"cdn-cache-hit,cdn-pop;desc="IAD89-C1",cdn-rid;desc="ID",cdn-hit-layer;desc="EDGE",cdn-downstream-fbl;dur=0"#
    let always = lab(ResponseHeadersPolicy(name: "p", serverTimingSamplingRate: 100))
    #expect(serverTiming(always) == ["db;dur=5", miss])
    #expect(serverTiming(always) == [hit])
    let wanted = lab(ResponseHeadersPolicy(name: "p", serverTimingSamplingRate: 0))
    #expect(serverTiming(wanted) == ["db;dur=5"])
    #expect(serverTiming(wanted).isEmpty)
    #expect(serverTiming(wanted, [("Pragma", "Server-Timing")]) == [hit])
    let never = lab(ResponseHeadersPolicy(name: "p"))
    #expect(serverTiming(never, [("Pragma", "server-timing")]) == ["db;dur=5"])
    #expect(serverTiming(never, [("Pragma", "server-timing")]) == ["db;dur=5"])
    let half = lab(ResponseHeadersPolicy(name: "p", serverTimingSamplingRate: 50))
    let sampled = (0..<400).count { _ in !serverTiming(half).isEmpty }
    #expect((150...250).contains(sampled))
  }

  @Test("a part of an object, and an error page, are rewritten as the whole is")
  func parts() {
    let policy = ResponseHeadersPolicy(
      name: "p", removeHeaders: ["x-powered-by"], cors: .init(allowOrigins: ["*"]),
      customHeaders: [.init(name: "X-P", value: "1", overridesOrigin: true)])
    Conversation.run(
      """
      > GET /a | Origin: o
      o 200 | X-Powered-By: php | Content-Length: 5
      < 200 Miss not-stored | X-P: 1
      > GET /a | Origin: o | Range: bytes=1-2
      < 206 Hit fresh | HTTP/1.1 206 Partial Content | X-P: 1 | Content-Range: bytes 1-2/5 | Access-Control-Allow-Origin: *
      ! X-Powered-By
      ! Content-Length: 5
      > GET /b
      o 500 | X-Powered-By: php
      < 500 Error origin-status | X-P: 1
      ! X-Powered-By
      """, lab(policy))
  }

  private let cors = ResponseHeadersPolicy.CORS(
    allowOrigins: ["https://*.b.test", "c.test"], allowHeaders: ["X-A", "X-B"], allowMethods: ["GET", "PUT"],
    exposeHeaders: ["X-C"], maxAge: 60)

  @Test("CORS: for requests with Origin, whose origin is allowed")
  func corsRequests() {
    Conversation.run(
      """
      > GET /a
      o 200
      < 200 Miss not-stored
      ! Access-Control
      > GET /a | Origin: https://x.b.test
      < 200 Hit fresh | Access-Control-Allow-Origin: https://x.b.test | Vary: Origin | Access-Control-Expose-Headers: X-C
      ! Access-Control-Allow-Methods
      > GET /a | Origin: http://c.test
      < 200 Hit fresh | Access-Control-Allow-Origin: http://c.test
      > GET /a | Origin: https://b.test
      < 200 Hit fresh
      ! Access-Control
      > OPTIONS /a | Origin: https://x.b.test | Access-Control-Request-Method: PUT
      o 200
      < 200 Miss method-not-cached | Access-Control-Allow-Methods: GET, PUT | Access-Control-Allow-Headers: X-A, X-B | Access-Control-Max-Age: 60
      ! Access-Control-Expose-Headers
      """, lab(ResponseHeadersPolicy(name: "p", cors: cors)))
  }

  @Test("CORS: the origin's own answer stays, or is gone over")
  func corsOverride() {
    let any = ResponseHeadersPolicy.CORS(allowOrigins: ["*"])
    let answered = """
      > GET /a | Origin: o
      o 200 | Access-Control-Allow-Origin: own | Access-Control-Max-Age: 5
      < 200 Miss not-stored | Access-Control-Allow-Origin:
      """
    Conversation.run(
      answered.replacing("Allow-Origin:\n", with: "")
        + " own | Access-Control-Max-Age: 5\n! Access-Control-Allow-Origin: *",
      lab(ResponseHeadersPolicy(name: "p", cors: any)))
    var overriding = any
    overriding.overridesOrigin = true
    Conversation.run(
      answered + " *\n! Access-Control-Allow-Origin: own\n! Access-Control-Max-Age\n> GET /a\n"
        + "< 200 Hit fresh | Access-Control-Allow-Origin: own",
      lab(ResponseHeadersPolicy(name: "p", cors: overriding)))
  }

  @Test("with credentials the origin is named, never *")
  func credentials() {
    var cors = ResponseHeadersPolicy.CORS(allowOrigins: ["*"], allowCredentials: true)
    cors.exposeHeaders = ["X-C"]
    Conversation.run(
      """
      > GET /a | Origin: https://x.test
      o 200
      < 200 Miss not-stored | Access-Control-Allow-Origin: https://x.test | Access-Control-Allow-Credentials: true
      """, lab(ResponseHeadersPolicy(name: "p", cors: cors)))
  }

  @Test("after a reload the new policy holds for what is stored")
  func reload() throws {
    func policy(_ value: String) -> ResponseHeadersPolicy {
      ResponseHeadersPolicy(
        name: "p", customHeaders: [.init(name: "X-P", value: value, overridesOrigin: true)])
    }
    let lab = lab(policy("old"))
    Conversation.run("> GET /a\no 200\n< 200 Miss not-stored | X-P: old", lab)
    var distribution = Lab.distribution(CachePolicy(name: "test", enableAcceptEncodingGzip: true))
    distribution.defaultCacheBehavior.responseHeadersPolicy = policy("new")
    lab.cache.reload(try EdgeConfiguration([distribution]))
    Conversation.run("> GET /a\n< 200 Hit fresh | X-P: new\n! X-P: old", lab)
    distribution.defaultCacheBehavior.responseHeadersPolicy = nil
    lab.cache.reload(try EdgeConfiguration([distribution]))
    Conversation.run("> GET /a\n< 200 Hit fresh\n! X-P", lab)
  }
}
