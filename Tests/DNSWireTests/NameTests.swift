import DNSWire
import Primitives
import Testing

@Suite struct NameTests {
  @Test(arguments: [
    ("Example.COM", "Example.COM."), (".", "."), ("a\\.b.c", "a\\.b.c."), ("\\000\\255", "\\000\\255."),
  ])
  func `RFC 1035 section 5_1: accepted names`(text: String, shown: String) {
    #expect(Name(text)?.description == shown)
  }

  @Test(arguments: [
    "", "..", "a..b", "a\\", "\\256", "\\12", String(repeating: "a", count: 64),
    String(repeating: "a.", count: 128),
  ])
  func `RFC 1035 section 5_1: refused names`(text: String) { #expect(Name(text) == nil) }

  @Test func `RFC 4343: case does not matter`() throws {
    let (upper, lower) = (try #require(Name("WWW.Example.com")), try #require(Name("www.example.COM")))
    #expect(upper == lower)
    #expect(upper.hashValue == lower.hashValue)
    #expect(upper.isSubdomain(of: try #require(Name("example.com"))))
    #expect(!upper.isSubdomain(of: try #require(Name("ample.com"))))
  }

  @Test func `RFC 1035 section 4_1_4: pointers must point back`() {
    let header: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    for name: [UInt8] in [[0xC0, 12], [0xC0, 14], [1, 97, 0xC0, 12], [0x40, 0], [0xC0]] {
      #expect(throws: WireError.self) { try Message((header + name + [0, 1, 0, 1]).span) }
    }
  }
}
