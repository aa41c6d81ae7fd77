import DNSWire
import Zones

extension ResourceRecordSet {
  /// As `aws route53 list-resource-record-sets` prints it, members in the order of the API's model. `hostedZoneID` is the
  /// id of the zone the set is in.
  package func json(hostedZoneID: String) -> JSONValue {
    var members: [(String, JSONValue?)] = [
      ("Name", .string(name.apiText)), ("Type", .string(type.description)),
    ]
    if let routing, !routing.identifier.isEmpty {
      members.append(("SetIdentifier", .string(routing.identifier)))
    }
    if let member = routing?.policy.json { members.append(member) }
    switch content {
    case .records(let ttlSeconds, _):
      members.append(("TTL", .integer(ttlSeconds)))
      members.append(("ResourceRecords", .array(values.map { .object([("Value", .string($0))]) })))
    case .alias(let target):
      let id =
        switch target.hostedZone {
        case .own: hostedZoneID
        case .id(let id): id
        }
      members.append(
        (
          "AliasTarget",
          .object([
            ("HostedZoneId", .string(id)), ("DNSName", .string(target.name.apiText)),
            ("EvaluateTargetHealth", .boolean(target.evaluatesTargetHealth)),
          ])
        ))
    }
    if let id = routing?.healthCheckID { members.append(("HealthCheckId", .string(id))) }
    return .object(members)
  }

  /// The values as the API has them; none for an alias.
  package var values: [String] {
    guard case .records(_, let data) = content else { return [] }
    return data.map { OctalEscapes.apiText(ofZoneFileText: type.presentation(of: $0.span)) }
  }
}

extension RoutingPolicy {
  /// The member of a ResourceRecordSet that stands for the policy; none for `simple`.
  fileprivate var json: (String, JSONValue?)? {
    switch self {
    case .simple: nil
    case .weighted(let weight): ("Weight", .integer(weight))
    case .latency(let region): ("Region", .string(region.code))
    case .geolocation(let location): ("GeoLocation", location.json)
    case .failover(let role): ("Failover", .string(role.rawValue))
    case .multivalue: ("MultiValueAnswer", .boolean(true))
    case .ipBased(let collection, let location):
      (
        "CidrRoutingConfig",
        .object([("CollectionId", .string(collection)), ("LocationName", .string(location))])
      )
    case .geoproximity(.region(let region), let bias):
      ("GeoProximityLocation", .object([("AWSRegion", .string(region.code)), ("Bias", .integer(bias))]))
    case .geoproximity(.point(let point), let bias):
      (
        "GeoProximityLocation",
        .object([("Coordinates", point.json), ("Bias", .integer(bias))])
      )
    }
  }
}

extension GeographicLocation {
  fileprivate var json: JSONValue {
    switch self {
    case .anywhere: .object([("CountryCode", .string("*"))])
    case .continent(let continent): .object([("ContinentCode", .string(continent.description))])
    case .country(let country): .object([("CountryCode", .string(country.description))])
    case .subdivision(let country, let part):
      .object([
        ("CountryCode", .string(country.description)), ("SubdivisionCode", .string(part.description)),
      ])
    }
  }
}

extension GeoproximityPoint {
  fileprivate var json: JSONValue {
    let parts = description.split(separator: ",").map(String.init)
    return .object([("Latitude", .string(parts[0])), ("Longitude", .string(parts[1]))])
  }
}
