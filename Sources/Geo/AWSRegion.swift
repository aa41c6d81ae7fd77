/// A region of AWS: a column of the latency matrix, and a place for geoproximity.
///
/// All regions of the Route 53 API (CreateHostedZone's VPCRegion and the latency records' Region), those of China,
/// GovCloud and the European Sovereign Cloud included. A region is an area: its coordinates are good to about 100 km.
public struct AWSRegion: Sendable, BitwiseCopyable, Hashable, CustomStringConvertible {
  /// What AWS runs in a region beside its services.
  package struct Traits: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Route 53 checks health from here.
    package static let healthChecker = Traits(rawValue: 1)
    /// CloudFront has a regional edge cache here.
    package static let regionalEdgeCache = Traits(rawValue: 2)
    /// CloudFront offers Origin Shield here.
    package static let originShield = Traits(rawValue: 4)
  }

  struct Entry: Sendable {
    let code: String
    let name: String
    let country: Country
    let coordinates: Coordinates
    let traits: Traits

    init(
      _ code: String, _ name: String, _ country: String, _ latitude: Double, _ longitude: Double,
      _ traits: Traits
    ) {
      (self.code, self.name, self.traits) = (code, name, traits)
      self.country = Country(country)!
      coordinates = Coordinates(latitude: latitude, longitude: longitude)!
    }
  }

  private let number: UInt8

  /// Its column: 0..<`AWSRegion.all.count`.
  public var index: Int { Int(number) }

  private init(number: Int) { self.number = UInt8(number) }

  /// In the order of their columns.
  package static let all: [AWSRegion] = table.indices.map(AWSRegion.init(number:))

  /// The regions Route 53 checks health from, in the order of `all`.
  package static let healthCheckers = all.filter { $0.traits.contains(.healthChecker) }

  /// A region by its code, `ap-northeast-2`; letter case counts.
  package init?(code: some StringProtocol) {
    guard let number = Self.table.firstIndex(where: { $0.code == code }) else { return nil }
    self.init(number: number)
  }

  /// `ap-northeast-2`.
  package var code: String { Self.table[index].code }
  /// `Asia Pacific (Seoul)`.
  package var name: String { Self.table[index].name }
  package var country: Country { Self.table[index].country }
  package var coordinates: Coordinates { Self.table[index].coordinates }
  package var traits: Traits { Self.table[index].traits }
  public var description: String { code }

  /// Whether `code` has the form of a Local Zone Group: a region, a city and a number, `us-west-2-den-1`.
  ///
  /// No table of these is published with coordinates: a reader refuses them and asks for coordinates instead.
  package static func isLocalZoneGroup(_ code: some StringProtocol) -> Bool {
    let parts = code.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 5, let number = parts.last, let city = parts.dropLast().last else { return false }
    return AWSRegion(code: parts.dropLast(2).joined(separator: "-")) != nil && city.count == 3
      && city.allSatisfy(\.isLetter) && Int(number) != nil
  }
}
