/// An ISO 3166-1 alpha-2 country code, two capital letters.
package struct Country: Sendable, BitwiseCopyable, Hashable, CustomStringConvertible {
  private let letters: UInt16

  package init?(_ text: some StringProtocol) {
    let octets = Array(text.utf8)
    guard octets.count == 2, octets.allSatisfy({ (65...90).contains($0) }) else { return nil }
    letters = UInt16(octets[0]) << 8 | UInt16(octets[1])
  }

  package var description: String {
    String(UnicodeScalar(UInt8(letters >> 8))) + String(UnicodeScalar(UInt8(truncatingIfNeeded: letters)))
  }
}
