import Primitives
import Testing

@testable import SignedURLs

@Suite struct SignatureParametersTests {
  @Test(
    "The parameters are taken out of the query; the rest keeps its order",
    arguments: [
      ("a=1&Expires=5&b=2&Signature=x&Key-Pair-Id=k", "a=1&b=2"), ("Policy=p&Signature=s&Key-Pair-Id=k", nil),
      ("a=1&&b", "a=1&b"), ("", nil), ("expires=1&policy=2", "expires=1&policy=2"),
      ("Hash-Algorithm=SHA256&Expiresx=1", "Expiresx=1"), ("Signature", nil),
    ] as [(String, String?)])
  func queries(_ query: String, _ rest: String?) {
    var parameters = SignatureParameters()
    let left = parameters.take(query: Array(query.utf8).span)
    #expect(left.map { String(decoding: $0, as: UTF8.self) } == rest)
  }

  @Test func values() {
    var parameters = SignatureParameters()
    _ = parameters.take(query: Array("Expires=5&Expires=6&Signature=a=b&Key-Pair-Id=".utf8).span)
    #expect(parameters[.expires] == Array("5".utf8))
    #expect(parameters[.signature] == Array("a=b".utf8))
    #expect(parameters[.keyPairID] == [])
    #expect(parameters[.policy] == nil && parameters.isSigned)
  }

  @Test func cookies() {
    var parameters = SignatureParameters()
    parameters.take(
      cookies: Array(
        "a=1; CloudFront-Policy=p;CloudFront-Signature=s; CloudFront-Key-Pair-Id=k; Signature=no".utf8
      ).span)
    parameters.take(
      cookies: Array("CloudFront-Hash-Algorithm=SHA256; cloudfront-expires=1; CloudFront-".utf8).span)
    #expect(parameters[.policy] == Array("p".utf8))
    #expect(parameters[.signature] == Array("s".utf8))
    #expect(parameters[.keyPairID] == Array("k".utf8))
    #expect(parameters[.hashAlgorithm] == Array("SHA256".utf8))
    #expect(parameters[.expires] == nil)
  }
}
