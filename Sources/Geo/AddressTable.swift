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
    let bits = UInt32(truncatingIfNeeded: address.bits)
    let network = Int(bits >> 16)
    let index = starts.index(
      atOrBelow: bits, in: Int(v4Networks[network])..<Int(v4Networks[network &+ 1]) &+ 1)
    let last = index &+ 1 < starts.count ? starts[index &+ 1] &- 1 : .max
    return (
      EmbeddedTable<UInt8>(geo_ipv4_places())[index], bits.widestPrefix(from: starts[index], to: last)
    )
  }

  /// For each network of 16 bits, and one past the last, the range that its first address is in: what is left to search
  /// are a few ranges, not all 300,000. A quarter of a megabyte, made when somebody's place is asked for first.
  private static let v4Networks: FrozenArray<UInt32> = {
    let starts = EmbeddedTable<UInt32>(geo_ipv4_starts())
    var index = 0
    var networks: [UInt32] = []
    networks.reserveCapacity(0x1_0001)
    for network in 0..<UInt32(0x1_0000) {
      while index + 1 < starts.count, starts[index + 1] <= network << 16 { index += 1 }
      networks.append(UInt32(index))
    }
    networks.append(UInt32(starts.count - 1))
    return FrozenArray(networks)
  }()

  private static func v6(_ address: IPAddress) -> (code: UInt8, prefixLength: Int) {
    let starts = EmbeddedTable<UInt64>(geo_ipv6_starts())
    let network = UInt64(truncatingIfNeeded: address.bits >> 64)
    let index = starts.index(atOrBelow: network)
    let code = EmbeddedTable<UInt8>(geo_ipv6_places())[index]
    if code == Code.divided { return v6Fine(address) }
    let last = index &+ 1 < starts.count ? starts[index &+ 1] &- 1 : .max
    return (code, network.widestPrefix(from: starts[index], to: last))
  }

  private static func v6Fine(_ address: IPAddress) -> (code: UInt8, prefixLength: Int) {
    let starts = EmbeddedTable<UInt128>(geo_ipv6_fine_starts())
    let index = starts.index(atOrBelow: address.bits)
    // The next start may be one of another network.
    let networkEnd = address.bits | UInt128(UInt64.max)
    let last = index + 1 < starts.count ? min(networkEnd, starts[index + 1] - 1) : networkEnd
    return (
      EmbeddedTable<UInt8>(geo_ipv6_fine_places())[index],
      address.bits.widestPrefix(from: starts[index], to: last)
    )
  }
}
