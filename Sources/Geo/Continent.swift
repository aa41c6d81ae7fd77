/// A continent of Route 53's geolocation records, drawn as its country lists draw it: CY, TR and RU are in EU.
public enum Continent: UInt8, Sendable, BitwiseCopyable, CaseIterable, CustomStringConvertible {
  case africa, antarctica, asia, europe, oceania, northAmerica, southAmerica

  private static let codes = ["AF", "AN", "AS", "EU", "OC", "NA", "SA"]

  /// ContinentCode of the API, two capital letters.
  public init?(code: some StringProtocol) { self.init(octets: code.utf8) }

  /// The same from octets. Allocates nothing.
  public init?(octets: some Collection<UInt8>) {
    guard let index = Self.codes.firstIndex(where: { $0.utf8.elementsEqual(octets) }) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  public var description: String { Self.codes[Int(rawValue)] }
}
