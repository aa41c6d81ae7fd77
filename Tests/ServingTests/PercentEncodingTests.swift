import Testing

@testable import Serving

/// RFC 3986 section 2.1.
@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("example.com", "example.com"), ("a/b", "a%2Fb"), ("a b%", "a%20b%25"), ("\u{e4}", "%C3%A4"),
    ("A-z_0", "A-z_0"),
    ("@[`{", "%40%5B%60%7B"), ("", ""),
  ])
  func `octets that are not kept are encoded, and come back`(text: String, encoded: String) {
    #expect(text.percentEncoded(keeping: "-_.") == encoded)
    #expect(encoded.percentDecoded == text)
  }

  @Test(arguments: ["%", "%4", "%4g", "%+1", "a%", "%ff"])
  func `what does not decode is nil`(text: String) { #expect(text.percentDecoded == nil) }
}
