import DNSWire
import Route53
import Testing

/// Route 53 Developer Guide, "DNS domain name format": the API's escapes are octal, a zone file's decimal.
@Suite struct OctalEscapesTests {
  @Test(arguments: [
    (#"\052.example.com."#, "*.example.com.", #"\052.example.com."#),
    (#"\052.example.com"#, "*.example.com.", #"\052.example.com."#),
    (#"a\057b.example."#, "a/b.example.", #"a\057b.example."#),
    (#"\100.example."#, #"\@.example."#, #"\100.example."#),
    (#"\344.example."#, #"\228.example."#, #"\344.example."#),
    (#"\000\377.example."#, #"\000\255.example."#, #"\000\377.example."#),
    (#"a\056b.example."#, #"a\.b.example."#, #"a\056b.example."#),
    ("WWW.Example.com.", "www.example.com.", "www.example.com."),
    ("_dmarc.a-b.example.", "_dmarc.a-b.example.", "_dmarc.a-b.example."),
    (".", ".", "."),
  ])
  func `names turn round`(text: String, zoneFile: String, api: String) throws {
    let name = try OctalEscapes.name(text)
    #expect(name.description == zoneFile)
    #expect(name.apiText == api)
  }

  @Test(arguments: [
    #"\400.example."#, #"\08.example."#, #"\9.example."#, #"\"#, "a..b.", "", "a\nb.", "a\\\nb.",
  ])
  func `names that are none are refused`(text: String) {
    #expect(throws: OctalEscapes.Fault.self) { try OctalEscapes.name(text) }
  }

  @Test(arguments: [
    (#""v=spf1 -all""#, #""v=spf1 -all""#), (#""\344\303\274""#, #""\228\195\188""#),
    (#""a;b(c)@""#, #""a;b(c)@""#), (#""say \"x\" \\""#, #""say \"x\" \\""#),
    ("192.0.2.1 ; x", #"192.0.2.1 \; x"#), ("a (b", #"a \(b"#),
    (#"10 \052.example.com"#, #"10 \042.example.com"#),
  ])
  func `values become text of a zone file`(value: String, zoneFile: String) throws {
    #expect(String(decoding: try OctalEscapes.zoneFileText(ofValue: value), as: UTF8.self) == zoneFile)
  }

  @Test(arguments: ["\"a\nb\"", #""\8""#, #""\477""#, #""a\"#])
  func `values that break a line or an escape are refused`(value: String) {
    #expect(throws: OctalEscapes.Fault.self) { try OctalEscapes.zoneFileText(ofValue: value) }
  }

  @Test(arguments: [
    (#""\228 \"x\" \\""#, #""\344 \"x\" \\""#), (#"10 \042.a\.b.example."#, #"10 \052.a\056b.example."#),
    (#"0 issue "a;b""#, #"0 issue "a;b""#),
  ])
  func `text of a zone file becomes a value`(zoneFile: String, value: String) {
    #expect(OctalEscapes.apiText(ofZoneFileText: zoneFile) == value)
  }
}
