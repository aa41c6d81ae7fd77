import Geo
import Primitives

/// The routing comment of cli53: `; AWS ` and `key=value` pairs, in any order.
///
/// A value is `"..."`, where a backslash makes the next character literal, or decimal digits. Our own keys follow the
/// same grammar: `routing="GEOPROXIMITY"`, `"IPBASED"` and `"SIMPLE"`.
struct RoutingComment {
  /// What is wrong, and where in the comment.
  struct Fault: Error, Equatable {
    let offset: Int
    let message: String
  }

  private struct Pair {
    let key: String
    let offset: Int
    let value: String
  }

  private var pairs: [Pair] = []
  private let octets: [UInt8]
  private var position: Int

  static func annotation(_ comment: Span<UInt8>) throws(Fault) -> RoutingAnnotation {
    var reading = try RoutingComment(comment)
    return try reading.annotation()
  }

  private init(_ comment: Span<UInt8>) throws(Fault) {
    octets = comment.indices.map { comment[$0] }
    let prefix = Array("; AWS ".utf8)
    guard octets.starts(with: prefix) else {
      throw Fault(
        offset: 0,
        message: "a routing comment begins '; AWS ' and then has key=value, found '\(comment.text)'")
    }
    position = prefix.count
    while true {
      skipBlanks()
      if position == octets.count { break }
      try readPair()
    }
  }

  private mutating func skipBlanks() {
    while position < octets.count, [32, 9, 13].contains(octets[position]) { position += 1 }
  }

  private mutating func readPair() throws(Fault) {
    let start = position
    while position < octets.count, (octets[position] | 0x20) >= 97, (octets[position] | 0x20) <= 122 {
      position += 1
    }
    let key = String(decoding: octets[start..<position], as: UTF8.self)
    guard !key.isEmpty, position < octets.count, octets[position] == UInt8(ascii: "=") else {
      throw Fault(offset: start, message: "key=value is expected in a routing comment")
    }
    position += 1
    let value = try readValue(key)
    guard position == octets.count || [32, 9, 13].contains(octets[position]) else {
      throw Fault(offset: position, message: "a space is expected behind the value of \(key)")
    }
    if pairs.contains(where: { $0.key == key }) {
      throw Fault(offset: start, message: "\(key) stands twice in the routing comment")
    }
    pairs.append(Pair(key: key, offset: start, value: value))
  }

  private mutating func readValue(_ key: String) throws(Fault) -> String {
    let start = position
    guard position < octets.count, octets[position] == UInt8(ascii: "\"") else {
      while position < octets.count, octets[position].isASCIIDigit { position += 1 }
      guard position > start else {
        throw Fault(offset: start, message: "a value in quotes or a number is expected behind \(key)=")
      }
      return String(decoding: octets[start..<position], as: UTF8.self)
    }
    position += 1
    var value: [UInt8] = []
    while position < octets.count {
      var octet = octets[position]
      position += 1
      if octet == UInt8(ascii: "\"") {
        guard let text = String(validating: value, as: UTF8.self) else {
          throw Fault(offset: start, message: "the value of \(key) is not UTF-8")
        }
        return text
      }
      if octet == UInt8(ascii: "\\"), position < octets.count {
        octet = octets[position]
        position += 1
      }
      value.append(octet)
    }
    throw Fault(offset: start, message: "the value of \(key) lacks its closing quote")
  }

  // MARK: keys

  private mutating func take(_ key: String) -> Pair? {
    pairs.firstIndex { $0.key == key }.map { pairs.remove(at: $0) }
  }

  private mutating func require(_ key: String, for routing: Pair) throws(Fault) -> Pair {
    if let pair = take(key) { return pair }
    throw Fault(offset: routing.offset, message: "routing=\"\(routing.value)\" needs \(key)=...")
  }

  private mutating func annotation() throws(Fault) -> RoutingAnnotation {
    guard let routing = take("routing") else {
      throw Fault(offset: 0, message: "a routing comment needs routing=\"...\"")
    }
    guard let kind = RoutingPolicy.Kind(rawValue: routing.value) else {
      let known = RoutingPolicy.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(
        offset: routing.offset, message: "routing is '\(routing.value)'; it must be one of \(known)")
    }
    let policy = try policy(kind, routing)
    let healthCheck = take("healthCheckId")
    if let healthCheck, healthCheck.value.isEmpty || healthCheck.value.count > 64 {
      throw Fault(offset: healthCheck.offset, message: "healthCheckId has 1 to 64 characters")
    }
    let identifier = try identifier(kind, routing)
    if kind == .simple, healthCheck == nil {
      throw Fault(
        offset: routing.offset,
        message: "routing=\"SIMPLE\" needs healthCheckId=...; a plain record has no routing comment")
    }
    if let rest = pairs.first {
      throw Fault(offset: rest.offset, message: "\(rest.key) is not a key of routing=\"\(kind.rawValue)\"")
    }
    return RoutingAnnotation(policy: policy, identifier: identifier, healthCheckID: healthCheck?.value)
  }

  private mutating func identifier(_ kind: RoutingPolicy.Kind, _ routing: Pair) throws(Fault) -> String {
    if kind == .simple { return "" }
    guard let pair = take("identifier") else {
      throw Fault(
        offset: routing.offset,
        message:
          "InvalidInput: Invalid request: Missing field 'SetIdentifier': identifier=\"...\" is expected")
    }
    guard (1...ZoneLimits.identifierCharacters).contains(pair.value.count) else {
      throw Fault(
        offset: pair.offset,
        message:
          "identifier has 1 to \(ZoneLimits.identifierCharacters) characters, found \(pair.value.count)")
    }
    return pair.value
  }

  private mutating func policy(
    _ kind: RoutingPolicy.Kind, _ routing: Pair
  ) throws(Fault) -> RoutingPolicy {
    switch kind {
    case .simple: return .simple
    case .multivalue: return .multivalue
    case .weighted:
      let pair = try require("weight", for: routing)
      guard pair.value.utf8.allSatisfy(\.isASCIIDigit), let weight = UInt8(pair.value) else {
        throw Fault(offset: pair.offset, message: "weight is '\(pair.value)'; it must be 0 to 255")
      }
      return .weighted(weight)
    case .latency: return .latency(try region(try require("region", for: routing)))
    case .geolocation: return .geolocation(try location(routing))
    case .geoproximity: return try geoproximity(routing)
    case .failover:
      let pair = try require("failover", for: routing)
      guard let role = FailoverRole(rawValue: pair.value) else {
        throw Fault(
          offset: pair.offset, message: "failover is '\(pair.value)'; it must be PRIMARY or SECONDARY")
      }
      return .failover(role)
    case .ipBased:
      let collection = try require("collection", for: routing)
      let location = try require("location", for: routing)
      return .ipBased(collection: collection.value, location: location.value)
    }
  }

  private func region(_ pair: Pair) throws(Fault) -> AWSRegion {
    guard let region = AWSRegion(code: pair.value) else {
      throw Fault(
        offset: pair.offset,
        message: "\(pair.key) is '\(pair.value)'; the code of an AWS Region is expected, us-east-1 say")
    }
    return region
  }

  private mutating func location(_ routing: Pair) throws(Fault) -> GeographicLocation {
    let (country, continent) = (take("countryCode"), take("continentCode"))
    // cli53 writes the one and reads the other.
    let subdivision = take("subdivisionCode") ?? take("subdivisonCode")
    if let continent {
      if let other = country ?? subdivision {
        throw Fault(
          offset: other.offset,
          message: "InvalidInput: a location has a continentCode or a countryCode, not both")
      }
      guard let value = Continent(code: continent.value) else {
        throw Fault(
          offset: continent.offset,
          message: "continentCode is '\(continent.value)'; it must be AF, AN, AS, EU, OC, NA or SA")
      }
      return .continent(value)
    }
    guard let country else {
      throw Fault(
        offset: subdivision?.offset ?? routing.offset,
        message: "routing=\"GEOLOCATION\" needs countryCode=... or continentCode=...")
    }
    if country.value == "*" {
      guard let subdivision else { return .anywhere }
      throw Fault(offset: subdivision.offset, message: "the default location '*' has no subdivisionCode")
    }
    return try place(country, subdivision)
  }

  private func place(_ country: Pair, _ subdivision: Pair?) throws(Fault) -> GeographicLocation {
    guard let code = Country(country.value) else {
      throw Fault(
        offset: country.offset,
        message: "countryCode is '\(country.value)'; two capital letters (ISO 3166-1) or '*' are expected")
    }
    guard !["BV", "CX", "EH", "HM"].contains(country.value) else {
      throw Fault(offset: country.offset, message: "geolocation does not support the country \(code)")
    }
    guard Gazetteer.row(of: code) != nil else {
      throw Fault(
        offset: country.offset,
        message: "countryCode is '\(code)', which is no country's (ISO 3166-1; the United Kingdom is GB)")
    }
    guard let subdivision else { return .country(code) }
    guard ["US", "UA"].contains(country.value) else {
      throw Fault(
        offset: subdivision.offset, message: "subdivisionCode goes with countryCode US or UA, found \(code)")
    }
    guard subdivision.value.utf8.count == 2, let part = Subdivision(subdivision.value) else {
      throw Fault(
        offset: subdivision.offset,
        message:
          "subdivisionCode is '\(subdivision.value)'; two characters of ISO 3166-2 are expected, CA say")
    }
    guard code != .unitedStates || Gazetteer.row(of: code, part) != nil else {
      throw Fault(
        offset: subdivision.offset, message: "subdivisionCode is '\(part)', which is no state of the US")
    }
    return .subdivision(code, part)
  }

  private mutating func geoproximity(_ routing: Pair) throws(Fault) -> RoutingPolicy {
    let bias = take("bias")
    guard let value = Int8(bias?.value ?? "0"), (-99...99).contains(value) else {
      throw Fault(offset: bias?.offset ?? 0, message: "bias is '\(bias?.value ?? "")'; it must be -99 to 99")
    }
    let (region, zone, point) = (take("awsRegion"), take("localZoneGroup"), take("coordinates"))
    let given = [region, zone, point].compactMap { $0 }
    guard given.count == 1 else {
      throw Fault(
        offset: given.dropFirst().first?.offset ?? routing.offset,
        message: "routing=\"GEOPROXIMITY\" needs exactly one of awsRegion, localZoneGroup and coordinates")
    }
    if let zone {
      throw Fault(
        offset: zone.offset,
        message:
          "where the Local Zone Group '\(zone.value)' is has not been published; give its coordinates=\"lat,lon\""
      )
    }
    if let region { return .geoproximity(.region(try self.region(region)), bias: value) }
    guard let point, let coordinates = GeoproximityPoint(point.value) else {
      throw Fault(
        offset: point?.offset ?? 0,
        message:
          "coordinates is '\(point?.value ?? "")'; \"latitude,longitude\" is expected, \"47.60,-122.33\" say")
    }
    return .geoproximity(.point(coordinates), bias: value)
  }
}

extension RoutingAnnotation {
  /// What is wrong with a routing comment.
  package struct Fault: Error, Sendable {
    package let message: String
  }

  /// Reads a routing comment, as `description` writes it.
  package init(comment: String) throws(Fault) {
    do throws(RoutingComment.Fault) {
      self = try RoutingComment.annotation(Array(comment.utf8).span)
    } catch { throw Fault(message: error.message) }
  }

  /// `key="value"` of a routing comment.
  package static func pair(_ key: String, _ value: String) -> String {
    let escaped = value.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }
    return "\(key)=\"\(escaped.joined())\""
  }
}
