import Geo

/// Who is answered, by country: `GeoRestriction` of the CloudFront API. A viewer whose country is not known is answered.
package enum GeoRestriction: Hashable, Sendable {
  case none
  /// These countries alone.
  case whitelist([Country])
  /// All but these.
  case blacklist([Country])

  package func admits(_ country: Country?) -> Bool {
    guard let country else { return true }
    return switch self {
    case .none: true
    case .whitelist(let countries): countries.contains(country)
    case .blacklist(let countries): !countries.contains(country)
    }
  }
}
