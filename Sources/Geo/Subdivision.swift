/// The part of a country that ISO 3166-2 writes after the hyphen, one to three letters or digits: `CA` of `US-CA`.
public struct Subdivision: Sendable, BitwiseCopyable, Hashable, Comparable, CustomStringConvertible {
  @usableFromInline let characters: UInt32

  public init?(_ text: some StringProtocol) { self.init(octets: text.utf8) }

  /// Allocates nothing.
  @inlinable public init?(octets: some Collection<UInt8>) {
    guard (1...3).contains(octets.count),
      octets.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) })
    else { return nil }
    self.init(characters: octets.reduce(0) { $0 << 8 | UInt32($1) })
  }

  @usableFromInline init(characters: UInt32) { self.characters = characters }

  @inlinable public static func == (a: Subdivision, b: Subdivision) -> Bool { a.characters == b.characters }

  /// Shorter ones first, then by the alphabet.
  public static func < (a: Subdivision, b: Subdivision) -> Bool { a.characters < b.characters }

  public var description: String {
    String(
      decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: characters >> $0) }.filter { $0 > 0 },
      as: UTF8.self)
  }
}
