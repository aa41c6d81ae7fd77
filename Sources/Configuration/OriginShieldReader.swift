import Geo

/// Reads `OriginShield` of an origin: the region whose regional cache it is.
struct OriginShieldReader {
  let places: EdgeResources.Places?

  /// Nil where it is not enabled, or nothing is there to be it.
  func read(_ node: ConfigurationNode) -> String? {
    guard let map = node.map(keys: ["Enabled", "OriginShieldRegion"]),
      let isEnabled = map.required("Enabled")?.boolean()
    else { return nil }
    let region = map["OriginShieldRegion"].flatMap { RegionalCacheReader.region($0, with: .originShield) }
    guard isEnabled else { return nil }
    guard let place = map["OriginShieldRegion"] else {
      node.error("InvalidArgument: OriginShield is enabled and lacks OriginShieldRegion")
      return nil
    }
    guard let region else { return nil }
    guard places?.regionalCaches.contains(region.code) ?? true else {
      place.warning(
        "OriginShield has no effect: pops.yaml has no regional cache in \(region.code) (regionalCaches)")
      return nil
    }
    return region.code
  }
}
