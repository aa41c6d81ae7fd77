import Eviction
import Geo
import Primitives

/// A place where viewers are answered: an edge location with a cache of its own.
package struct PointOfPresence: Hashable, Sendable {
  /// As `X-Amz-Cf-Pop` has it: `ICN57-P1`.
  package var id: String
  package var city: String
  /// Degrees, north and east positive.
  package var latitude: Double
  package var longitude: Double
  /// Where it listens, in 127.0.0.0/8; no two share one.
  package var address: IPAddress
  /// A second address to listen on.
  package var ipv6Address: IPAddress?
  /// Octets of responses it keeps.
  package var capacity: Int
  /// Who stays when that is full.
  package var eviction: PolicySpecification
  /// The region of the regional cache that its misses go to; nil: they go on to the origin.
  package var regionalCache: String?
  /// Where bodies of large objects are kept beside memory; nil: nowhere.
  package var disk: DiskSettings?

  package init(
    id: String, city: String, latitude: Double, longitude: Double, address: IPAddress,
    ipv6Address: IPAddress? = nil, capacity: Int,
    eviction: PolicySpecification = PolicySpecification(.lru), regionalCache: String? = nil,
    disk: DiskSettings? = nil
  ) {
    (self.id, self.city, self.latitude, self.longitude) = (id, city, latitude, longitude)
    (self.address, self.ipv6Address, self.capacity) = (address, ipv6Address, capacity)
    (self.eviction, self.regionalCache, self.disk) = (eviction, regionalCache, disk)
  }
}

/// Reads `pops.yaml`.
enum PointOfPresenceReader {
  static func read(_ root: ConfigurationNode) -> (pops: [PointOfPresence], regionalCaches: [RegionalCache]) {
    guard let map = root.map(keys: ["pops", "regionalCaches"]) else { return ([], []) }
    let regionalCaches = RegionalCacheReader.read(map["regionalCaches"])
    guard let nodes = map.required("pops")?.list() else { return ([], regionalCaches) }
    if nodes.isEmpty { root.error("no points of presence: nobody would answer viewers") }
    var seen = Uniqueness()
    return (nodes.compactMap { pointOfPresence($0, regionalCaches, &seen) }, regionalCaches)
  }

  private static func pointOfPresence(
    _ node: ConfigurationNode, _ regionalCaches: [RegionalCache], _ seen: inout Uniqueness
  ) -> PointOfPresence? {
    let keys = [
      "id", "city", "latitude", "longitude", "address", "ipv6Address", "capacity", "eviction",
      "regionalCache", "disk",
    ]
    guard let map = node.map(keys: keys) else { return nil }
    let id = map.required("id")?.parsed(as: "letters, digits and '-', such as ICN57-P1", parseID)
    let city = map.required("city")?.nonEmptyString()
    let latitude = map.required("latitude")?.number(in: -90...90)
    let longitude = map.required("longitude")?.number(in: -180...180)
    let address = map.required("address")?.parsed(as: "an address in 127.0.0.0/8", parseLoopback)
    let ipv6Address = map["ipv6Address"]?.parsed(as: "an IPv6 address", parseIPv6)
    let capacity = map.required("capacity").flatMap(Self.capacity)
    let eviction = map["eviction"].flatMap(Self.eviction)
    let named = map["regionalCache"].map { Self.regionalCache($0, among: regionalCaches) }
    let disk = map["disk"].flatMap(DiskReader.read)
    if let id { seen.claim(id, "id", map["id"]) }
    if let id, regionalCaches.contains(where: { $0.id == id }) {
      map["id"]?.error("id is '\(id)', and a regional cache goes by that name")
    }
    if let address { seen.claim(address.description, "address", map["address"]) }
    if let ipv6Address { seen.claim(ipv6Address.description, "ipv6Address", map["ipv6Address"]) }
    guard let id, let city, let latitude, let longitude, let address, let capacity else { return nil }
    return PointOfPresence(
      id: id, city: city, latitude: latitude, longitude: longitude, address: address,
      ipv6Address: ipv6Address,
      capacity: capacity, eviction: eviction ?? PolicySpecification(.lru),
      regionalCache: named ?? Self.nearest(of: regionalCaches, latitude, longitude), disk: disk)
  }

  /// `none`, or one of the regions.
  private static func regionalCache(_ node: ConfigurationNode, among caches: [RegionalCache]) -> String? {
    guard let text = node.nonEmptyString(), text != "none" else { return nil }
    let ids = caches.map(\.id)
    if ids.contains(text) { return text }
    node.error(
      "regionalCache is \(text.quoted); expected \((ids + ["none"]).listed)"
        + NearestName.suggestion(for: text, among: ids))
    return nil
  }

  /// By great circle; CloudFront says no more than "the nearest, in terms of latency".
  private static func nearest(
    of caches: [RegionalCache], _ latitude: Double, _ longitude: Double
  ) -> String? {
    guard let place = Coordinates(latitude: latitude, longitude: longitude) else { return nil }
    return caches.max {
      $0.region.coordinates.nearness(to: place) < $1.region.coordinates.nearness(to: place)
    }?.id
  }

  static func capacity(_ node: ConfigurationNode) -> Int? {
    node.parsed(as: "a size such as 64MiB, not 0", parseCapacity)
  }

  static func eviction(_ node: ConfigurationNode) -> PolicySpecification? {
    guard let text = node.nonEmptyString() else { return nil }
    do throws(EvictionRefused) {
      return try eviction(parsing: text)
    } catch {
      node.error(error.description)
      return nil
    }
  }

  struct EvictionRefused: Error { let description: String }

  /// A policy that a cache can follow that does not know what is to come.
  static func eviction(parsing text: String) throws(EvictionRefused) -> PolicySpecification {
    let policy: PolicySpecification
    do { policy = try PolicySpecification(parsing: text) } catch {
      throw EvictionRefused(description: "\(error)")
    }
    guard !policy.knowsFuture else {
      throw EvictionRefused(
        description: "\(policy) has to know the requests to come, which only a replay can tell it")
    }
    // As libCacheSim has it, LIRS keeps objects that it does not count: memory would know no bound.
    guard policy.name != .lirs || policy.arguments.last == 1 else {
      throw EvictionRefused(
        description: "\(policy) holds more than its capacity where sizes differ; expected lirs:counted=1")
    }
    guard policy.staticOrder == nil else {
      throw EvictionRefused(
        description: "\(policy) is filled from a window of a trace, which only a replay has")
    }
    return policy
  }

  private static func parseID(_ text: String) -> String? {
    let isID = text.utf8.allSatisfy { octet in
      octet.isASCIIDigit || (97...122).contains(octet.asciiLowercased) || octet == UInt8(ascii: "-")
    }
    return isID && !text.isEmpty ? text : nil
  }

  private static func parseLoopback(_ text: String) -> IPAddress? {
    IPAddress(text).flatMap { $0.family == .v4 && $0.bits >> 24 == 127 ? $0 : nil }
  }

  private static func parseIPv6(_ text: String) -> IPAddress? {
    IPAddress(text).flatMap { $0.family == .v6 ? $0 : nil }
  }

  static func parseCapacity(_ text: String) -> Int? {
    ByteCount.parse(text).flatMap { $0 > 0 ? $0 : nil }
  }
}

extension PointOfPresence {
  /// The AWS region to which no other is nearer.
  var nearestRegion: AWSRegion? {
    guard let place = Coordinates(latitude: latitude, longitude: longitude) else { return nil }
    return AWSRegion.all.max { $0.coordinates.nearness(to: place) < $1.coordinates.nearness(to: place) }
  }
}
