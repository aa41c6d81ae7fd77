/// Where an address is, as far as the table knows.
package struct Place: Sendable, BitwiseCopyable, Hashable {
  package let country: Country
  /// The population-weighted centre of the country.
  package let coordinates: Coordinates
  /// The bits of the address that decided: every address that shares them has the same place. This is the
  /// SCOPE PREFIX-LENGTH of a client subnet answer (RFC 7871 section 7.2.1).
  package let prefixLength: Int
}
