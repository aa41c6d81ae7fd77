import Primitives
import Testing

@testable import SignedURLs

/// Facts, section 12: what a custom policy may say.
@Suite struct AccessPolicyTests {
  private static let end = #""DateLessThan":{"AWS:EpochTime":200}"#

  private static func policy(_ condition: String, resource: String = #""Resource":"*","#) -> String {
    "{\"Statement\":[{\(resource)\"Condition\":{\(condition)}}]}"
  }

  @Test(
    arguments: [
      policy(end), policy(end, resource: ""), policy(#"\#(end),"DateGreaterThan":{"AWS:EpochTime":100}"#),
      policy(#"\#(end),"IpAddress":{"AWS:SourceIp":"192.0.2.1"}"#),
      policy(#"\#(end),"IpAddress":{"AWS:SourceIp":"0.0.0.0/0"}"#),
      policy(end, resource: #""Resource":"http:\/\/a\/\?b","#), " \t\r\n\(policy(end))\n",
    ])
  func accepted(_ json: String) { #expect(AccessPolicy(json: Array(json.utf8)) != nil) }

  @Test(
    arguments: [
      "", "{", "[]", "{}", #"{"Statement":[]}"#, #"{"Statement":{}}"#, policy(""), policy(end) + "x",
      #"{"Statement":[{"Condition":{\#(end)}},{"Condition":{\#(end)}}]}"#,
      #"{"Statement":[{"Condition":{\#(end)}}],"Version":"1"}"#,
      policy(end, resource: #""Effect":"Allow","#), policy(end, resource: #""Resource":1,"#),
      policy(#""DateLessThan":{"AWS:EpochTime":"200"}"#), policy(#""DateLessThan":{"AWS:EpochTime":-1}"#),
      policy(#""DateLessThan":{"AWS:EpochTime":1.5}"#), policy(#""DateLessThan":{"EpochTime":200}"#),
      policy(#""DateLessThan":200"#), policy("\(end),\(end)"),
      policy(#"\#(end),"DateGreaterThan":{}"#),
      policy(#"\#(end),"NotIpAddress":{"AWS:SourceIp":"192.0.2.1"}"#),
      policy(#"\#(end),"IpAddress":{"AWS:SourceIp":"2001:db8::/32"}"#),
      policy(#"\#(end),"IpAddress":{"AWS:SourceIp":"192.0.2.0/33"}"#),
      policy(#""DateLessThan":{"AWS:EpochTime":99999999999999999999}"#),
      String(repeating: "[", count: 100), String(repeating: #"{"a":"#, count: 100),
      policy(end) + String(repeating: " ", count: 20_000),
    ])
  func refused(_ json: String) { #expect(AccessPolicy(json: Array(json.utf8)) == nil) }

  @Test(
    "Wildcards: `*` any number of characters, `?` one, `\\?` the mark itself",
    arguments: [
      ("*", "https://a/b?c", true), ("https://a/b", "https://a/b", true),
      ("https://a/b", "https://a/b?c", false),
      ("https://a/*", "https://a/b/c?d=e", true), ("http*://a/b", "https://a/b", true),
      ("https://a/?", "https://a/b", true), ("https://a/?", "https://a/", false),
      ("https://a/b?c", "https://a/b?c", true), ("https://a/b?c", "https://a/bxc", true),
      (#"https://a/b\?c"#, "https://a/b?c", true), (#"https://a/b\?c"#, "https://a/bxc", false),
      ("https://a/*.jpg", "https://a/x/y.jpg", true), ("https://a/*.jpg", "https://a/x.png", false),
      ("*a*b*c", "xaybzbc", true), ("*a*b*c", "xaybz", false), ("", "", true), ("", "x", false),
    ])
  func resources(_ pattern: String, _ url: String, _ matches: Bool) {
    #expect(ResourcePattern(Array(pattern.utf8)).matches(Array(url.utf8)) == matches)
  }

  @Test func canned() {
    #expect(
      String(
        decoding: AccessPolicy.canned(Array("http://d/i.jpg?a=b".utf8), expires: 1357034400), as: UTF8.self)
        == #"{"Statement":[{"Resource":"http://d/i.jpg?a=b","Condition":{"DateLessThan":{"AWS:EpochTime":1357034400}}}]}"#
    )
  }

  @Test("Base64 with - for +, _ for = and ~ for /")
  func base64() {
    for count in 0..<40 {
      let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 251) }
      #expect(URLSafeBase64.decode(URLSafeBase64.encode(octets)) == octets)
    }
    #expect(String(decoding: URLSafeBase64.encode([0xFB, 0xFF]), as: UTF8.self) == "-~8_")
    for text in ["A", "AA", "AAA", "AA=_", "+AAA", "A___", "____", "AAAA\n"] {
      #expect(URLSafeBase64.decode(Array(text.utf8)) == nil, "\(text)")
    }
  }
}
