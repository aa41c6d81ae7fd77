import Primitives

/// Where clients are: the one entry for every policy that looks at the location.
///
/// The first source that knows an address decides: the overrides of the configuration, then the user's database, then
/// the embedded table. Read by all workers, written once.
package final class Locator: Sendable {
  private let v4: OverrideTable<UInt32>
  private let v6: OverrideTable<UInt128>
  private let source: (any LocationSource)?

  package init(overrides: [LocationOverride] = [], source: (any LocationSource)? = nil) {
    v4 = OverrideTable(overrides)
    v6 = OverrideTable(overrides)
    self.source = source
  }

  /// Where the client is of whom the bits of `prefix` are known. Allocates nothing.
  ///
  /// The result's prefix length is the scope of an answer that depends on it (RFC 7871 section 7.2.1): all addresses
  /// that share so many bits get the same location from every source, and that holds for unknown addresses as well: a
  /// resolver must not take the answer for them to be good for all. It may be longer than the prefix of the query: then
  /// the first address of the block decides, and the resolver learns that more bits would tell more. It keeps such an
  /// answer for the block it asked about (section 7.3.1).
  package func locate(_ prefix: IPPrefix) -> ClientLocation { locate(prefix.address) }

  /// The same by the leading `prefixLength` bits of `address`; by all of them if it has fewer.
  package func locate(_ address: IPAddress, prefixLength: Int) -> ClientLocation {
    locate(IPPrefix(address, length: prefixLength)?.address ?? address)
  }

  /// As above, of a whole address.
  package func locate(_ address: IPAddress) -> ClientLocation {
    let override = override(of: address)
    guard override.number < 0 else {
      var location = address.family == .v4 ? v4.location(override.number) : v6.location(override.number)
      location.prefixLength = override.prefixLength
      return location
    }
    var location = unoverridden(address)
    // Beside an override: its block must not share the scope.
    location.prefixLength = max(location.prefixLength, override.prefixLength)
    return location
  }

  /// The number of the override that holds `address`, below 0 for none, and the widest block of which that is true.
  private func override(of address: IPAddress) -> (number: Int, prefixLength: Int) {
    address.family == .v4 ? v4.find(UInt32(truncatingIfNeeded: address.bits)) : v6.find(address.bits)
  }

  /// Who knows where an address is.
  package enum Source: String, Sendable, Encodable {
    case overrides, database
    case embeddedTable = "embedded-table"
  }

  /// Whose word `locate` takes; nil if nobody knows. For explanations.
  package func source(of address: IPAddress, prefixLength: Int) -> Source? {
    let address = IPPrefix(address, length: prefixLength)?.address ?? address
    if override(of: address).number >= 0 { return .overrides }
    if let source, source.location(of: address).isKnown { return .database }
    return AddressTable.location(of: address).isKnown ? .embeddedTable : nil
  }

  private func unoverridden(_ address: IPAddress) -> ClientLocation {
    let found = source?.location(of: address)
    if let found, found.isKnown { return found }
    var location = AddressTable.location(of: address)
    location.prefixLength = max(location.prefixLength, found?.prefixLength ?? 0)
    return location
  }
}

extension ClientLocation {
  /// Whether anything is known of the place.
  package var isKnown: Bool { continent != nil || country != nil || coordinates != nil }
}
