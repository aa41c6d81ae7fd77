import Primitives
import Testing

@testable import SignedURLs

/// Facts, section 12: signed URLs and cookies, against signatures of the openssl command.
@Suite struct SignatureVerifierTests {
  private let viewer = IPAddress("192.0.2.7")!
  private let verifier: SignatureVerifier

  init() throws {
    verifier = SignatureVerifier([
      "KRSA": try #require(SignatureKey(der: URLSafeBase64.decode(Array(Samples.rsaPublicKey.utf8)) ?? [])),
      "KEC": try #require(SignatureKey(der: URLSafeBase64.decode(Array(Samples.ecPublicKey.utf8)) ?? [])),
    ])
  }

  /// Nil: let in.
  private func refusal(
    _ query: String, _ url: String = Samples.url, plainURL: String? = nil, viewer: IPAddress? = nil,
    at seconds: Int64 = Samples.expires - 1
  ) -> AccessRefusal? {
    var parameters = SignatureParameters()
    _ = parameters.take(query: Array(query.utf8).span)
    do throws(AccessRefusal) {
      try verifier.verify(
        parameters, Array(url.utf8), plainURL: Array((plainURL ?? url).utf8), viewer: viewer ?? self.viewer,
        now: Instant(secondsSinceEpoch: seconds))
      return nil
    } catch {
      return error
    }
  }

  private static func canned(_ key: String, _ signature: String, _ rest: String = "") -> String {
    "Expires=\(Samples.expires)&Signature=\(signature)&Key-Pair-Id=\(key)\(rest)"
  }

  private static func custom(_ key: String, _ signature: String, _ rest: String = "") -> String {
    "Policy=\(Samples.customPolicy)&Signature=\(signature)&Key-Pair-Id=\(key)\(rest)"
  }

  @Test(
    "RSA and ECDSA, SHA-1 by default and SHA-256 by name, canned and custom policies",
    arguments: [
      canned("KRSA", Samples.rsaCannedSHA1), canned("KRSA", Samples.rsaCannedSHA1, "&Hash-Algorithm=SHA1"),
      canned("KRSA", Samples.rsaCannedSHA256, "&Hash-Algorithm=SHA256"),
      canned("KEC", Samples.ecCannedSHA1), canned("KEC", Samples.ecCannedSHA256, "&Hash-Algorithm=SHA256"),
      custom("KRSA", Samples.rsaCustomSHA1),
      custom("KRSA", Samples.rsaCustomSHA256, "&Hash-Algorithm=SHA256"),
      custom("KEC", Samples.ecCustomSHA1), custom("KEC", Samples.ecCustomSHA256, "&Hash-Algorithm=SHA256"),
    ])
  func letsIn(_ query: String) { #expect(refusal(query) == nil) }

  @Test(
    "Every reason for a 403",
    arguments: [
      ("", .unsigned), ("Expires=1", .unsigned), ("size=large", .unsigned),
      ("Key-Pair-Id=KRSA", .incomplete), ("Signature=AAAA&Expires=1", .incomplete),
      ("Policy=AAAA&Key-Pair-Id=KRSA", .incomplete), ("Signature=AAAA&Key-Pair-Id=KRSA", .incomplete),
      (canned("KNONE", Samples.rsaCannedSHA1), .unknownKey),
      (canned("KRSA", Samples.rsaCannedSHA1, "&Hash-Algorithm=MD5"), .unknownHash),
      (canned("KRSA", Samples.rsaCannedSHA1, "&Hash-Algorithm=sha1"), .unknownHash),
      (canned("KRSA", "AAA"), .malformedEncoding), (canned("KRSA", "AA+A"), .malformedEncoding),
      ("Expires=x&Signature=AAAA&Key-Pair-Id=KRSA", .malformedEncoding),
      ("Policy=A&Signature=AAAA&Key-Pair-Id=KRSA", .malformedEncoding),
      (canned("KRSA", "AAAA"), .signatureMismatch), (canned("KEC", "AAAA"), .signatureMismatch),
      (canned("KEC", Samples.rsaCannedSHA1), .signatureMismatch),
      (canned("KRSA", Samples.rsaCannedSHA1, "&Hash-Algorithm=SHA256"), .signatureMismatch),
      (canned("KRSA", Samples.rsaCannedSHA256), .signatureMismatch),
      (canned("KRSA", Samples.rsaCustomSHA1), .signatureMismatch),
    ] as [(String, AccessRefusal)])
  func refuses(_ query: String, _ reason: AccessRefusal) { #expect(refusal(query) == reason) }

  @Test("A canned policy is for one URL, its own query included, until its time")
  func cannedPolicies() {
    let query = Self.canned("KRSA", Samples.rsaCannedSHA1)
    #expect(refusal(query, "https://www.example.com/private/a.html") == .signatureMismatch)
    #expect(refusal(query, "http://www.example.com/private/a.html?size=large") == .signatureMismatch)
    #expect(refusal(query, at: Samples.expires) == .expired)
    let withPort = "https://www.example.com:8443/private/a.html?size=large"
    #expect(refusal(query, withPort, plainURL: Samples.url) == nil)
    #expect(refusal(query, withPort) == .signatureMismatch)
  }

  @Test("A custom policy: resource with wildcards, both times, the viewer's network")
  func customPolicies() {
    let query = Self.custom("KEC", Samples.ecCustomSHA256, "&Hash-Algorithm=SHA256")
    #expect(refusal(query, "http://www.example.com/private/deep/b?x=1") == nil)
    #expect(refusal(query, "http://www.example.com/public/b") == .otherResource)
    #expect(refusal(query, viewer: IPAddress("198.51.100.1")!) == .otherAddress)
    #expect(refusal(query, viewer: IPAddress("2001:db8::1")!) == .otherAddress)
    #expect(refusal(query, at: Samples.expires) == .expired)
    #expect(refusal(query, at: 1_767_200_000) == .notYetValid)
    #expect(refusal(query, at: 1_767_200_001) == nil)
  }

  @Test("What is signed here is let in, and what a signed policy says must be a policy")
  func signing() throws {
    for (id, pem) in [("KRSA", Samples.rsaPrivateKey), ("KEC", Samples.ecPrivateKey)] {
      let key = try #require(SigningKey(pem: Array(pem.utf8)))
      for hash in SignatureHash.allCases {
        let text = AccessPolicy.canned(Array(Samples.url.utf8), expires: Samples.expires)
        let signature = URLSafeBase64.encode(try #require(key.signature(of: text, hash)))
        let query = Self.canned(
          id, String(decoding: signature, as: UTF8.self), "&Hash-Algorithm=\(hash.rawValue)")
        #expect(refusal(query) == nil)
      }
      let nonsense = Array("{}".utf8)
      let signature = URLSafeBase64.encode(try #require(key.signature(of: nonsense, .sha1)))
      let policy = String(decoding: URLSafeBase64.encode(nonsense), as: UTF8.self)
      #expect(
        refusal("Policy=\(policy)&Signature=\(String(decoding: signature, as: UTF8.self))&Key-Pair-Id=\(id)")
          == .malformedPolicy)
    }
    #expect(SigningKey(pem: Array("no key".utf8)) == nil)
    #expect(SignatureKey(der: []) == nil && SignatureKey(der: [0x30, 0x03, 1, 2, 3]) == nil)
  }
}
