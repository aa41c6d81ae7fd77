import Primitives
import Testing

@Suite struct ASCIITests {
  @Test("Folding eight octets is folding each of them, whatever they are")
  func foldsWords() {
    for octet in UInt8.min...UInt8.max {
      for place in 0..<8 {
        let word =
          UInt64(octet) << (8 * UInt64(place)) | 0x4142_5B40_7A61_C1FF & ~(0xFF << (8 * UInt64(place)))
        let folded = word.asciiLowercasedOctets
        for index in 0..<8 {
          let shift = UInt64(8 * index)
          #expect(
            UInt8(truncatingIfNeeded: folded >> shift)
              == UInt8(truncatingIfNeeded: word >> shift).asciiLowercased)
        }
      }
    }
  }

  @Test(arguments: [
    ("", ""), ("WWW.example.COM", "www.EXAMPLE.com"), ("abcdefgh", "ABCDEFGH"), ("a[z]{", "A[Z]{"),
  ])
  func equal(a: String, b: String) { #expect(areEqual(a, b)) }

  @Test(arguments: [
    ("a", ""), ("abcdefgh", "abcdefgi"), ("abcdefghi", "abcdefghj"), ("[", "{"), ("@", "`"),
    ("\u{c1}", "\u{e1}"),
  ])
  func different(a: String, b: String) { #expect(!areEqual(a, b)) }

  private func areEqual(_ a: String, _ b: String) -> Bool {
    Array(a.utf8).span.equalsIgnoringCase(Array(b.utf8).span)
  }
}
