import Geo

/// The routing policy of one record, with what the policy looks at (ResourceRecordSet of the Route 53 API).
package enum RoutingPolicy: Sendable, Hashable {
  /// No policy but a health check: ours, to let a plain record be the leaf of a tree.
  case simple
  case weighted(UInt8)
  case latency(AWSRegion)
  case geolocation(GeographicLocation)
  case geoproximity(GeoproximityPlace, bias: Int8)
  case failover(FailoverRole)
  case multivalue
  /// A location of a CIDR collection, `*` for the default.
  case ipBased(collection: String, location: String)

  /// Which policy it is: one for all records of a group.
  package enum Kind: String, Sendable, BitwiseCopyable, CaseIterable {
    case simple = "SIMPLE"
    case weighted = "WEIGHTED"
    case latency = "LATENCY"
    case geolocation = "GEOLOCATION"
    case geoproximity = "GEOPROXIMITY"
    case failover = "FAILOVER"
    case multivalue = "MULTIVALUE"
    case ipBased = "IPBASED"

    /// Records of one group (Route 53 Developer Guide, "Quotas").
    package var memberLimit: Int {
      switch self {
      case .simple: 1
      case .failover: 2
      case .geoproximity: 30
      default: 100
      }
    }
  }

  package var kind: Kind {
    switch self {
    case .simple: .simple
    case .weighted: .weighted
    case .latency: .latency
    case .geolocation: .geolocation
    case .geoproximity: .geoproximity
    case .failover: .failover
    case .multivalue: .multivalue
    case .ipBased: .ipBased
    }
  }
}

/// Where a geoproximity record is (GeoProximityLocation of the API).
package enum GeoproximityPlace: Sendable, Hashable {
  case region(AWSRegion)
  /// With the two decimals that the API keeps.
  case point(GeoproximityPoint)

  package var coordinates: Coordinates {
    switch self {
    case .region(let region): region.coordinates
    case .point(let point): point.coordinates
    }
  }
}

/// Coordinates as the API takes them: two decimals, more are cut off.
package struct GeoproximityPoint: Sendable, BitwiseCopyable, Hashable, CustomStringConvertible {
  package let coordinates: Coordinates

  /// Reads `latitude,longitude`, each `[-+]?digits[.digits]`, the latitude with at most two digits before the point
  /// and the longitude with three.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2, let latitude = Self.hundredths(parts[0], digits: 2),
      let longitude = Self.hundredths(parts[1], digits: 3),
      let coordinates = Coordinates(latitude: Double(latitude) / 100, longitude: Double(longitude) / 100)
    else { return nil }
    self.coordinates = coordinates
  }

  private static func hundredths(_ text: some StringProtocol, digits: Int) -> Int? {
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard (1...digits).contains(parts[0].utf8.count), parts.count == 1 || !parts[1].isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }),
      let whole = Int(parts[0]),
      let rest = Int((parts.count == 2 ? parts[1].prefix(2) + "00" : "00").prefix(2))
    else { return nil }
    return (isNegative ? -1 : 1) * (whole * 100 + rest)
  }

  package var description: String {
    "\(Self.text(coordinates.latitude)),\(Self.text(coordinates.longitude))"
  }

  private static func text(_ degrees: Double) -> String {
    let hundredths = Int((degrees * 100).rounded())
    let rest = hundredths.magnitude % 100
    return "\(hundredths < 0 ? "-" : "")\(hundredths.magnitude / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
