import Geo
import Primitives

/// Reads `clients.yaml` of the zones directory: networks that stand for places, and clients with names.
///
///     networks:
///       10.1.0.0/16: {city: Seoul}
///       10.2.0.0/16: {country: US, subdivision: CA}
///     clients:
///       seoul-office: 10.1.2.3
struct ClientReader {
  private(set) var overrides: [LocationOverride] = []
  private(set) var clients: [NamedClient] = []
  private var seen = Uniqueness()

  init(_ root: ConfigurationNode) {
    guard let map = root.map(keys: ["networks", "clients"]) else { return }
    let networks = map["networks"]?.entries() ?? []
    if networks.count > Limits.clientNetworks {
      map["networks"]?.error("\(networks.count) networks; at most \(Limits.clientNetworks) are read")
      return
    }
    for (key, value) in networks {
      let network = network(key)
      let location = Self.location(value)
      if let network, let location {
        overrides.append(LocationOverride(network: network, location: location))
      }
    }
    for (key, value) in map["clients"]?.entries() ?? [] {
      let name = key.parsed(as: "a name of letters, digits and '-', such as seoul-office", Self.name)
      let address = value.parsed(as: "an IP address") { IPAddress($0) }
      if let name { seen.claim(name, "client", key) }
      if let name, let address { clients.append(NamedClient(name: name, address: address)) }
    }
    clients.sort { $0.name < $1.name }
  }

  private mutating func network(_ node: ConfigurationNode) -> IPPrefix? {
    guard let text = node.string() else { return nil }
    guard let network = IPPrefix(text) else {
      node.error("\(text.quoted) is no network; expected one such as 10.1.0.0/16 or 2001:db8::/32")
      return nil
    }
    if let written = text.split(separator: "/").first.flatMap({ IPAddress($0) }), written != network.address {
      node.error("\(text.quoted) has bits beyond its prefix; the network is \(network)")
      return nil
    }
    seen.claim(network.description, "network", node)
    return network
  }

  private static func name(_ text: String) -> String? {
    let isName = text.utf8.allSatisfy { octet in
      octet.isASCIIDigit || (97...122).contains(octet.asciiLowercased) || octet == UInt8(ascii: "-")
    }
    // An address where a name is expected would be ambiguous.
    return isName && !text.isEmpty && IPAddress(text) == nil ? text.lowercased() : nil
  }

  // MARK: Places

  private static let keys = [
    "city", "region", "continent", "country", "subdivision", "latitude", "longitude",
  ]

  private static func location(_ node: ConfigurationNode) -> ClientLocation? {
    guard let map = node.map(keys: keys) else { return nil }
    let given = keys.filter { map[$0] != nil }
    switch given.first {
    case nil:
      node.error(
        "\(node.name) has no place: expected city, region, continent, country or latitude and longitude")
      return nil
    case let key? where ["city", "region", "continent"].contains(key) && given.count > 1:
      map[given[1]]?.error("\(given[1]) cannot stand beside \(key), which says all of the place")
      return nil
    case "city": return map["city"].flatMap(city)
    case "region": return map["region"].flatMap(region)
    case "continent":
      return map["continent"]?.parsed(as: continents) { Continent(code: $0) }
        .map { ClientLocation(continent: $0) }
    default: return codesAndCoordinates(map)
    }
  }

  private static let continents = Continent.allCases.map(\.description).listed

  private static func city(_ node: ConfigurationNode) -> ClientLocation? {
    guard let text = node.nonEmptyString() else { return nil }
    if let city = City(named: text) { return city.location }
    let name = text.split(separator: ",").first.map(String.init) ?? text
    let namesakes = City.all.filter {
      [$0.name, $0.plainName].contains { $0.lowercased() == name.lowercased() }
    }
    let hint =
      namesakes.isEmpty
      ? NearestName.suggestion(for: name, among: City.all.map(\.name))
      : "; there is one in \(namesakes.map(\.place).listed)"
    node.error("there is no city \(text.quoted) of 100,000 people or more\(hint)")
    return nil
  }

  private static func region(_ node: ConfigurationNode) -> ClientLocation? {
    guard let code = node.nonEmptyString() else { return nil }
    guard let region = AWSRegion(code: code) else {
      node.error(
        AWSRegion.isLocalZoneGroup(code)
          ? "the coordinates of Local Zone Group \(code.quoted) are not known here; write latitude and longitude"
          : "there is no AWS region \(code.quoted)"
            + NearestName.suggestion(for: code, among: AWSRegion.all.map(\.code)))
      return nil
    }
    return Gazetteer.completed(ClientLocation(country: region.country, coordinates: region.coordinates))
  }

  private static func codesAndCoordinates(_ map: ConfigurationMap) -> ClientLocation? {
    var location = ClientLocation()
    location.country = map["country"]?.parsed(as: "a country code of ISO 3166-1, such as KR") { text in
      Country(text).flatMap { Gazetteer.row(of: $0) == nil ? nil : $0 }
    }
    if let node = map["subdivision"] {
      guard
        let country = location.country ?? (map["country"] == nil ? required("country", beside: node) : nil)
      else { return nil }
      location.subdivision = subdivision(node, of: country)
      if location.subdivision == nil { return nil }
    }
    if let node = map["latitude"] ?? map["longitude"] {
      let latitude = map["latitude"] ?? required("latitude", beside: node)
      let longitude = map["longitude"] ?? required("longitude", beside: node)
      guard let latitude = latitude?.number(in: -90...90), let longitude = longitude?.number(in: -180...180)
      else { return nil }
      location.coordinates = Coordinates(latitude: latitude, longitude: longitude)
    }
    if map["country"] != nil, location.country == nil { return nil }
    return Gazetteer.completed(location)
  }

  private static func subdivision(_ node: ConfigurationNode, of country: Country) -> Subdivision? {
    node.parsed(
      as: country == .unitedStates
        ? "a state of the US in two letters, such as CA"
        : "what follows the hyphen of an ISO 3166-2 code, such as \(country)-1"
    ) { text in
      Subdivision(text).flatMap { code in
        country == .unitedStates && Gazetteer.row(of: country, code) == nil ? nil : code
      }
    }
  }

  private static func required<Value>(_ key: String, beside node: ConfigurationNode) -> Value? {
    node.error("\(node.name) needs \(key) beside it")
    return nil
  }
}

extension City {
  /// `GB`, or `US-ME`.
  fileprivate var place: String { subdivision.map { "\(country)-\($0)" } ?? country.description }
}
