import CGeoData
import Primitives

/// The embedded table: every address of both families, and the country it is used in. Look-ups allocate nothing.
enum AddressTable {
  /// Numbers of the table that are no country's row.
  private enum Code {
    static let europe: UInt8 = 250
    static let asia: UInt8 = 251
    /// A /64 network whose parts are in several countries.
    static let divided: UInt8 = 254
  }

  /// Where `address` is. An address that the table does not know has a prefix length as well, that of its gap.
  static func location(of address: IPAddress) -> ClientLocation {
    let (code, prefixLength) = address.family == .v4 ? v4(address) : v6(address)
    var location = ClientLocation.unknown
    switch code {
    case 0..<Code.europe: location = Gazetteer.place(row: Int(code))
    case Code.europe: location.continent = .europe
    case Code.asia: location.continent = .asia
    default: break
    }
    location.prefixLength = prefixLength
    return location
  }

  private static func v4(_ address: IPAddress) -> (code: UInt8, prefixLength: Int) {
    let starts = EmbeddedTable<UInt32>(geo_ipv4_starts())
    let index = starts.index(atOrBelow: UInt32(truncatingIfNeeded: address.bits))
    let end = index + 1 < starts.count ? UInt128(starts[index + 1]) : 1 << 32
    return (
      EmbeddedTable<UInt8>(geo_ipv4_places())[index],
      address.widestPrefix(from: UInt128(starts[index]), to: end - 1)
    )
  }

  private static func v6(_ address: IPAddress) -> (code: UInt8, prefixLength: Int) {
    let starts = EmbeddedTable<UInt64>(geo_ipv6_starts())
    let index = starts.index(atOrBelow: UInt64(truncatingIfNeeded: address.bits >> 64))
    let code = EmbeddedTable<UInt8>(geo_ipv6_places())[index]
    if code == Code.divided { return v6Fine(address) }
    let end = index + 1 < starts.count ? UInt128(starts[index + 1]) << 64 : 0
    return (code, address.widestPrefix(from: UInt128(starts[index]) << 64, to: end &- 1))
  }

  private static func v6Fine(_ address: IPAddress) -> (code: UInt8, prefixLength: Int) {
    let starts = EmbeddedTable<UInt128>(geo_ipv6_fine_starts())
    let index = starts.index(atOrBelow: address.bits)
    // The next start may be one of another network.
    let networkEnd = address.bits | UInt128(UInt64.max)
    let last = index + 1 < starts.count ? min(networkEnd, starts[index + 1] - 1) : networkEnd
    return (
      EmbeddedTable<UInt8>(geo_ipv6_fine_places())[index], address.widestPrefix(from: starts[index], to: last)
    )
  }
}
