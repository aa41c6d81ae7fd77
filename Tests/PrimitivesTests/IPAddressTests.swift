import Primitives
import Testing

@Suite struct IPAddressTests {
  @Test(
    "RFC 5952 section 4: canonical text",
    arguments: [
      ("192.0.2.1", "192.0.2.1"), ("::", "::"), ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("1::", "1::"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
    ])
  func readsAndWrites(text: String, canonical: String) throws {
    #expect(try #require(IPAddress(text)).description == canonical)
  }

  @Test(
    "RFC 4291 section 2.2 and dotted quads: refused",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.+4", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
      "1::2::3", ":::", "12345::", "g::", "1:2:3:4:5:6:7::8", ":1", "1:", "::1.2.3",
    ])
  func refuses(text: String) { #expect(IPAddress(text) == nil) }

  @Test func prefixesContain() throws {
    let block = try #require(IPPrefix("192.0.2.77/24"))
    #expect(block.description == "192.0.2.0/24")
    #expect(block.contains(try #require(IPAddress("192.0.2.255"))))
    #expect(!block.contains(try #require(IPAddress("192.0.3.0"))))
    #expect(try #require(IPPrefix("::/0")).contains(try #require(IPAddress("ff::"))))
    #expect(!(try #require(IPPrefix("::/0")).contains(try #require(IPAddress("1.2.3.4")))))
    #expect(try #require(IPPrefix("10.0.0.1")).length == 32)
  }

  @Test("Refused blocks", arguments: ["1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/+8", "/8"])
  func refusesPrefix(text: String) { #expect(IPPrefix(text) == nil) }
}
