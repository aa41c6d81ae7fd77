import EdgeCache
import Primitives
import SignedURLs
import Testing

/// Signed URLs and cookies on the way of a request (facts, section 12): who is let in, and what the origin and the cache
/// see of a signature.
@Suite struct SignatureTests {
  /// SubjectPublicKeyInfo of the key below.
  private static let publicKey =
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfJJ~SYOcPb81ugpqBYW7GnhU4ErzJ3GnyUqLU~tyO~v3"
    + "OwThU5JzScvqHIi2HyZQGhm5yzY9d2~7SgcU2vYaYw__"
  /// P-256, for these tests alone.
  private static let privateKey = """
    -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIBG8EcZX9upo6l0lFWXrKeqjfuiK6svcI0LGE8VMv+4aoAoGCCqGSM49
    AwEHoUQDQgAEfJJ/SYOcPb81ugpqBYW7GnhU4ErzJ3GnyUqLU/tyO/v3OwThU5Jz
    ScvqHIi2HyZQGhm5yzY9d2/7SgcU2vYaYw==
    -----END EC PRIVATE KEY-----
    """

  private let lab: Lab
  private let end: Int64

  init() throws {
    let der = try #require(URLSafeBase64.decode(Array(Self.publicKey.utf8)))
    let key = PublicKey(id: "K1", name: "key", algorithm: .ecdsaP256, der: der)
    let all = CachePolicy(name: "all", queryStrings: .all)
    lab = Lab(all) {
      var members = $0.defaultCacheBehavior
      members.pathPattern = "/members/*"
      members.trustedKeyGroups = [KeyGroup(id: "G1", name: "group", keys: [key])]
      $0.cacheBehaviors = [members]
    }
    end = lab.now.secondsSinceEpoch + 60
  }

  private func signed(_ target: String, host: String = "www.example.com") throws -> String {
    let url = "http://\(host)\(target)"
    let parts = try parts(AccessPolicy.canned(Array(url.utf8), expires: end))
    return target + (target.contains("?") ? "&" : "?") + "Expires=\(end)&\(parts.joined(separator: "&"))"
  }

  private func parts(_ policy: [UInt8]) throws -> [String] {
    let key = try #require(SigningKey(pem: Array(Self.privateKey.utf8)))
    let signature = URLSafeBase64.encode(try #require(key.signature(of: policy, .sha256)))
    return [
      "Signature=\(String(decoding: signature, as: UTF8.self))", "Key-Pair-Id=K1", "Hash-Algorithm=SHA256",
    ]
  }

  private func ask(_ target: String, _ fields: [(String, String)] = []) -> (exchange: Exchange, fetch: Fetch?)
  {
    let exchange = lab.exchange("GET", target, fields: fields)
    let fetch = lab.cache.begin(exchange, now: lab.now)
    if let fetch { _ = lab.answer(fetch, 200, [("Cache-Control", "max-age=60")]) }
    return (exchange, fetch)
  }

  @Test("A signed URL is let in; its parameters are neither keyed nor sent to the origin")
  func signedURL() throws {
    let (first, fetch) = ask(try signed("/members/a?x=1&y=2"))
    #expect(first.status == 200 && first.result == .miss)
    let head = String(decoding: try #require(fetch).requestHead, as: UTF8.self)
    #expect(head.hasPrefix("GET /base/members/a?x=1&y=2 HTTP/1.1\r\n"))
    lab.now = lab.now.advanced(bySeconds: 1)
    let (second, none) = ask(try signed("/members/a?x=1&y=2", host: "www.example.com"))
    #expect(second.result == .hit && none == nil)
  }

  @Test("Unsigned, for another URL, too late: 403, though a copy is stored")
  func refusals() throws {
    let good = try signed("/members/a")
    #expect(ask(good).exchange.status == 200)
    for (target, reason) in [
      ("/members/a", ResultReason.unsigned),
      (good.replacing("/members/a", with: "/members/b"), .signatureMismatch),
      (good + "&z=1", .signatureMismatch), (good.replacing("K1", with: "K2"), .signatureUnknownKey),
    ] {
      let (exchange, fetch) = ask(target)
      #expect(exchange.status == 403 && exchange.reason == reason && fetch == nil, "\(target)")
      #expect(exchange.result == .error)
    }
    lab.now = Instant(secondsSinceEpoch: end)
    #expect(ask(good).exchange.reason == .signatureExpired)
  }

  @Test("Behaviours without key groups ask for no signature, and leave such parameters alone")
  func openContent() throws {
    let fetch = try #require(ask("/open?Expires=1&Signature=2").fetch)
    #expect(
      String(decoding: fetch.requestHead, as: UTF8.self).hasPrefix("GET /base/open?Expires=1&Signature=2 "))
  }

  @Test("Cookies, for all of a directory and one network; a signed URL goes before them")
  func cookies() throws {
    let policy = AccessPolicy.custom(
      Array("http*://www.example.com/members/*".utf8), expires: end, starts: end - 3600,
      source: IPPrefix("192.0.2.0/24"))
    let text = String(decoding: URLSafeBase64.encode(policy), as: UTF8.self)
    let cookies = (["Policy=\(text)"] + (try parts(policy))).map { "CloudFront-\($0)" }
    let field = ("Cookie", cookies.joined(separator: "; "))
    #expect(ask("/members/a?q=1", [field]).exchange.status == 200)
    #expect(ask("/members/b", [field, ("Host", "www.example.com:8080")]).exchange.status == 200)
    #expect(
      ask("/members/b", [field, ("Host", "d1.cloudfront.net")]).exchange.reason == .signatureOtherResource)
    #expect(ask("/members/b?Key-Pair-Id=K1", [field]).exchange.reason == .signatureIncomplete)
    #expect(ask("/members/b", [("Cookie", "CloudFront-Policy=AAAA")]).exchange.reason == .signatureIncomplete)
  }

  @Test("Key groups without a usable key let nobody in")
  func emptyGroups() {
    let lab = Lab {
      $0.defaultCacheBehavior.trustedKeyGroups = [KeyGroup(id: "G", name: "none", keys: [])]
    }
    let exchange = lab.exchange("GET", "/")
    #expect(lab.cache.begin(exchange, now: lab.now) == nil)
    #expect(exchange.status == 403 && exchange.reason == .unsigned)
  }
}
