/// The part of a country that ISO 3166-2 writes after the hyphen, one to three letters or digits: `CA` of `US-CA`.
package struct Subdivision: Sendable, BitwiseCopyable, Hashable, CustomStringConvertible {
  private let characters: UInt32

  package init?(_ text: some StringProtocol) {
    let octets = Array(text.utf8)
    guard (1...3).contains(octets.count),
      octets.allSatisfy({ (65...90).contains($0) || (48...57).contains($0) })
    else { return nil }
    characters = octets.reduce(0) { $0 << 8 | UInt32($1) }
  }

  package var description: String {
    String(
      decoding: [16, 8, 0].map { UInt8(truncatingIfNeeded: characters >> $0) }.filter { $0 > 0 },
      as: UTF8.self)
  }
}
