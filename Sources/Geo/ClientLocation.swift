/// Where a client is, as far as is known: all that the location-based routing policies look at.
public struct ClientLocation: Sendable, BitwiseCopyable, Hashable {
  public var continent: Continent?
  public var country: Country?
  public var subdivision: Subdivision?
  public var coordinates: Coordinates?
  /// The row of the latency matrix that holds for this place, -1 if there is none.
  public var latencyRow: Int
  /// The bits of the address that decided: every address that shares them is at the same place, or is unknown as well.
  /// This is the SCOPE PREFIX-LENGTH of a client subnet answer (RFC 7871 section 7.2.1).
  public var prefixLength: Int

  public init(
    continent: Continent? = nil, country: Country? = nil, subdivision: Subdivision? = nil,
    coordinates: Coordinates? = nil, latencyRow: Int = -1, prefixLength: Int = 0
  ) {
    (self.continent, self.country, self.subdivision) = (continent, country, subdivision)
    (self.coordinates, self.latencyRow, self.prefixLength) = (coordinates, latencyRow, prefixLength)
  }

  /// A client of which nothing is known, not even its address.
  public static var unknown: ClientLocation { ClientLocation() }
}
