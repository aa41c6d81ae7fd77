/// An ISO 3166-1 alpha-2 country code, two capital letters.
public struct Country: Sendable, BitwiseCopyable, Hashable, Comparable, CustomStringConvertible {
  @usableFromInline let letters: UInt16

  public init?(_ text: some StringProtocol) { self.init(octets: text.utf8) }

  /// Allocates nothing.
  @inlinable public init?(octets: some Collection<UInt8>) {
    guard octets.count == 2, octets.allSatisfy({ (65...90).contains($0) }) else { return nil }
    self.init(letters: octets.reduce(0) { $0 << 8 | UInt16($1) })
  }

  @inlinable init(letters: UInt16) { self.letters = letters }

  package static let unitedStates = Country(letters: 0x5553)
  @inlinable public static var china: Country { Country(letters: 0x434E) }

  @inlinable public static func == (a: Country, b: Country) -> Bool { a.letters == b.letters }

  /// By the alphabet.
  public static func < (a: Country, b: Country) -> Bool { a.letters < b.letters }

  public var description: String {
    String(UnicodeScalar(UInt8(letters >> 8))) + String(UnicodeScalar(UInt8(truncatingIfNeeded: letters)))
  }
}
