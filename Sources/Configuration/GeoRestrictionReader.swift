import EdgeCache
import Geo

/// Reads `Restrictions` of a `DistributionConfig`.
enum GeoRestrictionReader {
  private enum Kind: String, CaseIterable { case none, whitelist, blacklist }

  static func read(_ node: ConfigurationNode?) -> GeoRestriction {
    guard let restriction = node?.map(keys: ["GeoRestriction"])?.required("GeoRestriction"),
      let map = restriction.map(keys: ["RestrictionType", "Quantity", "Items"]),
      let kind = map.required("RestrictionType")?.choice(Kind.self)
    else { return .none }
    let items = restriction.items(alsoKnown: ["RestrictionType"])
    let countries = items.compactMap { item in
      item.parsed(as: "a country of ISO 3166-1 such as KR") { text in
        Country(text.uppercased()).flatMap { Gazetteer.row(of: $0) == nil ? nil : $0 }
      }
    }
    if (kind == .none) != items.isEmpty {
      restriction.error(
        "InvalidGeoRestrictionParameter: The specified geo restriction parameter is not valid: "
          + "\(kind.rawValue) with \(items.isEmpty ? "no" : "\(items.count)") countries")
    }
    return switch kind {
    case .none: .none
    case .whitelist: .whitelist(countries)
    case .blacklist: .blacklist(countries)
    }
  }
}
