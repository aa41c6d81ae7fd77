import DNSWire
import Geo
import Primitives
import Route53
import Zones

/// Reads a ResourceRecordSet as the API has it (version 2013-04-01).
struct ResourceRecordSetReader {
  /// A set, and where it stood.
  struct Entry {
    let name: Name
    let type: RecordType
    let node: ConfigurationNode
    /// `ResourceRecordSets[3]`.
    let path: String
    var reading: Reading
  }

  enum Reading {
    case set(ResourceRecordSet)
    /// A zone file cannot say this, and why.
    case leftOut(String)
  }

  private static let policies = [
    "Weight", "Region", "GeoLocation", "Failover", "MultiValueAnswer", "CidrRoutingConfig",
    "GeoProximityLocation",
  ]

  private static let keys =
    policies + [
      "Name", "Type", "SetIdentifier", "TTL", "ResourceRecords", "AliasTarget", "HealthCheckId",
      "TrafficPolicyInstanceId",
    ]

  /// Nil if it has a fault, which is then reported.
  static func read(_ node: ConfigurationNode) -> Entry? {
    node.diagnostics.within(node.name) {
      guard let map = node.map(keys: keys) else { return nil }
      let name = map.required("Name").flatMap(name)
      let type = map.required("Type").flatMap { node in
        node.parsed(as: "a record type of Route 53") { text -> RecordType? in
          RecordTypeTable.type(named: Array(text.utf8).span).flatMap { $0.isInRoute53 ? $0 : nil }
        }
      }
      guard let name, let type, let reading = reading(map, name, type) else { return nil }
      return Entry(name: name, type: type, node: node, path: node.name, reading: reading)
    }
  }

  static func name(_ node: ConfigurationNode) -> Name? {
    guard let text = node.string() else { return nil }
    do throws(OctalEscapes.Fault) { return try OctalEscapes.name(text) } catch {
      node.error("\(node.name) is \(text.quoted): \(error.message)")
      return nil
    }
  }

  private static func reading(_ map: ConfigurationMap, _ name: Name, _ type: RecordType) -> Reading? {
    if map["TrafficPolicyInstanceId"] != nil { return .leftOut("a traffic policy made it") }
    if let reason = unknown(map, type) { return .leftOut(reason) }
    guard let content = content(map, type), let routing = routing(map) else { return nil }
    return .set(ResourceRecordSet(name: name, type: type, content: content, routing: routing.annotation))
  }

  /// What the API has and a zone file cannot say.
  private static func unknown(_ map: ConfigurationMap, _ type: RecordType) -> String? {
    if map["AliasTarget"] != nil, type == .cname { return "an alias of type CNAME is not known here" }
    if map["SetIdentifier"]?.scalarText?.utf8.contains(0x0A) == true {
      return "its SetIdentifier has a line break"
    }
    if let region = map["Region"]?.scalarText, AWSRegion(code: region) == nil {
      return "the Region \(region.quoted) is not known here"
    }
    guard let place = map["GeoProximityLocation"] else { return nil }
    if let zone = place.peek("LocalZoneGroup")?.scalarText {
      return "where the Local Zone Group \(zone.quoted) is has not been published"
    }
    if let region = place.peek("AWSRegion")?.scalarText, AWSRegion(code: region) == nil {
      return "the Region \(region.quoted) is not known here"
    }
    return nil
  }

  // MARK: Content

  private static func content(_ map: ConfigurationMap, _ type: RecordType) -> ResourceRecordSet.Content? {
    let records = map["ResourceRecords"]?.list() ?? []
    if let alias = map["AliasTarget"] {
      guard map["TTL"] == nil, records.isEmpty else {
        map.node.error("\(expected), found AliasTarget and TTL or ResourceRecords")
        return nil
      }
      return node(alias) { target($0) }.map { .alias($0) }
    }
    guard let ttl = map["TTL"], map["ResourceRecords"] != nil, !records.isEmpty else {
      map.node.error("\(expected), found \(map["TTL"] == nil ? "no TTL" : "no ResourceRecords")")
      return nil
    }
    let seconds = ttl.integer(in: 0...Int(Int32.max))
    let data = records.compactMap { record in node(record) { value($0, type) } }
    guard let seconds, data.count == records.count else { return nil }
    return .records(ttlSeconds: UInt32(seconds), data: data)
  }

  private static let expected =
    "InvalidInput: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]"

  private static func node<Value>(_ node: ConfigurationNode, _ body: (ConfigurationNode) -> Value) -> Value {
    node.diagnostics.within(node.name) { body(node) }
  }

  private static func value(_ node: ConfigurationNode, _ type: RecordType) -> [UInt8]? {
    guard let value = node.map(keys: ["Value"])?.required("Value"), let text = value.string() else {
      return nil
    }
    func refuse(_ problem: String) -> [UInt8]? {
      value.error("InvalidChangeBatch: Invalid Resource Record: \(text.quoted): \(problem)")
      return nil
    }
    if ["TXT", "SPF"].contains(type.description), text.utf8.first(where: { $0 != 0x20 }) != UInt8(ascii: "\"")
    {
      return refuse("InvalidCharacterString (Value should be enclosed in quotation marks)")
    }
    do throws(OctalEscapes.Fault) {
      let octets = try OctalEscapes.zoneFileText(ofValue: text)
      do throws(RecordText.Fault) { return try RecordText.data(type, octets) } catch {
        return refuse(error.message)
      }
    } catch { return refuse(error.message) }
  }

  /// The hosted zone is as it stands: which one is the zone's own is known only when all sets have been read.
  private static func target(_ node: ConfigurationNode) -> ResourceRecordSet.AliasTarget? {
    guard let map = node.map(keys: ["HostedZoneId", "DNSName", "EvaluateTargetHealth"]) else { return nil }
    let id = map.required("HostedZoneId")?.parsed(as: "a hosted zone id") { hostedZoneID($0) }
    let name = map.required("DNSName").flatMap(name)
    let health = map.required("EvaluateTargetHealth")?.boolean()
    guard let id, let name, let health else { return nil }
    return ResourceRecordSet.AliasTarget(name: name, hostedZone: .id(id), evaluatesTargetHealth: health)
  }

  /// `Z0123456789` of itself or of `/hostedzone/Z0123456789`.
  static func hostedZoneID(_ text: String) -> String? {
    let id = text.hasPrefix("/hostedzone/") ? String(text.dropFirst("/hostedzone/".count)) : text
    return ZoneAlias.isHostedZone(id) ? id : nil
  }

  // MARK: Policy

  /// Nil if there is a fault.
  private static func routing(_ map: ConfigurationMap) -> (annotation: RoutingAnnotation?, Void)? {
    var found = policies.filter { map[$0] != nil }
    if let node = map["MultiValueAnswer"] {
      guard let value = node.boolean() else { return nil }
      if !value { found.removeAll { $0 == "MultiValueAnswer" } }
    }
    guard found.count <= 1 else {
      map.node.error("InvalidInput: a record set has one routing policy, found \(found.listed)")
      return nil
    }
    guard let policy = found.first, let place = map[policy] else { return simple(map) }
    guard map["SetIdentifier"] != nil else {
      map.node.error("InvalidInput: Invalid request: Missing field 'SetIdentifier' beside \(policy)")
      return nil
    }
    guard let pairs = pairs(policy, place) else { return nil }
    return annotation(map, pairs, place)
  }

  private static func simple(_ map: ConfigurationMap) -> (annotation: RoutingAnnotation?, Void)? {
    if let identifier = map["SetIdentifier"] {
      identifier.error("InvalidInput: SetIdentifier goes with a routing policy, \(policies.listed)")
      return nil
    }
    guard map["HealthCheckId"] != nil else { return (nil, ()) }
    return annotation(map, [("routing", "SIMPLE")], map.node)
  }

  /// The rules of a routing comment are those of the API: the comment is made and read.
  private static func annotation(
    _ map: ConfigurationMap, _ pairs: [(String, String)], _ place: ConfigurationNode
  ) -> (annotation: RoutingAnnotation?, Void)? {
    var pairs = pairs
    if let node = map["HealthCheckId"] {
      guard let id = node.string() else { return nil }
      pairs.append(("healthCheckId", id))
    }
    if let node = map["SetIdentifier"] {
      guard let identifier = node.string() else { return nil }
      pairs.append(("identifier", identifier))
    }
    let comment = "; AWS " + pairs.map { RoutingAnnotation.pair($0, $1) }.joined(separator: " ")
    do throws(RoutingAnnotation.Fault) { return (try RoutingAnnotation(comment: comment), ()) } catch {
      place.error(error.message)
      return nil
    }
  }

  private static func pairs(_ policy: String, _ node: ConfigurationNode) -> [(String, String)]? {
    switch policy {
    case "Weight": return node.integer(in: 0...255).map { [("routing", "WEIGHTED"), ("weight", "\($0)")] }
    case "Region": return node.string().map { [("routing", "LATENCY"), ("region", $0)] }
    case "Failover": return node.string().map { [("routing", "FAILOVER"), ("failover", $0)] }
    case "MultiValueAnswer": return [("routing", "MULTIVALUE")]
    case "GeoLocation":
      return fields(
        node, "GEOLOCATION",
        [
          ("ContinentCode", "continentCode"), ("CountryCode", "countryCode"),
          ("SubdivisionCode", "subdivisionCode"),
        ])
    case "CidrRoutingConfig":
      return fields(
        node, "IPBASED", [("CollectionId", "collection"), ("LocationName", "location")])
    default: return geoproximity(node)
    }
  }

  private static func fields(
    _ node: ConfigurationNode, _ routing: String, _ fields: [(key: String, ours: String)]
  ) -> [(String, String)]? {
    self.node(node) { node in
      guard let map = node.map(keys: fields.map(\.key)) else { return nil }
      var pairs = [("routing", routing)]
      for field in fields {
        guard let value = map[field.key] else { continue }
        guard let text = value.string() else { return nil }
        pairs.append((field.ours, text))
      }
      return pairs
    }
  }

  private static func geoproximity(_ node: ConfigurationNode) -> [(String, String)]? {
    self.node(node) { node in
      guard let map = node.map(keys: ["AWSRegion", "LocalZoneGroup", "Coordinates", "Bias"]) else {
        return nil
      }
      var pairs = [("routing", "GEOPROXIMITY")]
      if let region = map["AWSRegion"] {
        guard let code = region.string() else { return nil }
        pairs.append(("awsRegion", code))
      }
      if let point = map["Coordinates"] {
        guard let map = point.map(keys: ["Latitude", "Longitude"]),
          let latitude = map.required("Latitude")?.string(),
          let longitude = map.required("Longitude")?.string()
        else { return nil }
        pairs.append(("coordinates", "\(latitude),\(longitude)"))
      }
      if let bias = map["Bias"] {
        guard let value = bias.integer(in: -99...99) else { return nil }
        pairs.append(("bias", "\(value)"))
      }
      return pairs
    }
  }
}
