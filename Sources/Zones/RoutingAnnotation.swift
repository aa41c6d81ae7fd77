/// What a routing comment says of its record.
package struct RoutingAnnotation: Sendable, Hashable, CustomStringConvertible {
  package let policy: RoutingPolicy
  /// SetIdentifier, 1 to 128 characters; empty for `SIMPLE` alone.
  package let identifier: String
  package let healthCheckID: String?

  package init(policy: RoutingPolicy, identifier: String, healthCheckID: String? = nil) {
    (self.policy, self.identifier, self.healthCheckID) = (policy, identifier, healthCheckID)
  }

  /// The comment in the order in which cli53 writes it: routing, the keys of the policy, healthCheckId, identifier.
  package var description: String {
    var text = "; AWS routing=\"\(policy.kind.rawValue)\""
    func add(_ key: String, _ value: String) {
      text += " \(Self.pair(key, value))"
    }
    switch policy {
    case .simple, .multivalue: break
    case .weighted(let weight): text += " weight=\(weight)"
    case .latency(let region): add("region", region.code)
    case .geolocation(.anywhere): add("countryCode", "*")
    case .geolocation(.country(let country)): add("countryCode", "\(country)")
    case .geolocation(.continent(let continent)): add("continentCode", "\(continent)")
    case .geolocation(.subdivision(let country, let subdivision)):
      add("countryCode", "\(country)")
      add("subdivisionCode", "\(subdivision)")
    case .geoproximity(let place, let bias):
      switch place {
      case .region(let region): add("awsRegion", region.code)
      case .point(let point): add("coordinates", "\(point)")
      }
      add("bias", "\(bias)")
    case .failover(let role): add("failover", role.rawValue)
    case .ipBased(let collection, let location):
      add("collection", collection)
      add("location", location)
    }
    if let healthCheckID { add("healthCheckId", healthCheckID) }
    if !identifier.isEmpty { add("identifier", identifier) }
    return text
  }
}
