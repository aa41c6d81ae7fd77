import Geo

/// What a geolocation record is for (GeoLocation of the API): `ContinentCode` alone, `CountryCode`, or `CountryCode` and
/// `SubdivisionCode`; the default is CountryCode `*`.
public enum GeographicLocation: Sendable, BitwiseCopyable, Hashable, CustomStringConvertible {
  case subdivision(Country, Subdivision)
  case country(Country)
  case continent(Continent)
  case anywhere

  public var description: String {
    switch self {
    case .subdivision(let country, let subdivision): "\(country)-\(subdivision)"
    case .country(let country): "\(country)"
    case .continent(let continent): "\(continent)"
    case .anywhere: "*"
    }
  }
}
