import Eviction
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

  package init(
    id: String, city: String, latitude: Double, longitude: Double, address: IPAddress,
    ipv6Address: IPAddress? = nil, capacity: Int,
    eviction: PolicySpecification = PolicySpecification(.lru)
  ) {
    (self.id, self.city, self.latitude, self.longitude) = (id, city, latitude, longitude)
    (self.address, self.ipv6Address, self.capacity) = (address, ipv6Address, capacity)
    self.eviction = eviction
  }
}

/// Reads `pops.yaml`.
enum PointOfPresenceReader {
  static func read(_ root: ConfigurationNode) -> [PointOfPresence] {
    guard let nodes = root.map(keys: ["pops"])?.required("pops")?.list() else { return [] }
    if nodes.isEmpty { root.error("no points of presence: nobody would answer viewers") }
    var seen = Uniqueness()
    return nodes.compactMap { pointOfPresence($0, &seen) }
  }

  private static func pointOfPresence(_ node: ConfigurationNode, _ seen: inout Uniqueness) -> PointOfPresence?
  {
    let keys = ["id", "city", "latitude", "longitude", "address", "ipv6Address", "capacity", "eviction"]
    guard let map = node.map(keys: keys) else { return nil }
    let id = map.required("id")?.parsed(as: "letters, digits and '-', such as ICN57-P1", parseID)
    let city = map.required("city")?.nonEmptyString()
    let latitude = map.required("latitude")?.number(in: -90...90)
    let longitude = map.required("longitude")?.number(in: -180...180)
    let address = map.required("address")?.parsed(as: "an address in 127.0.0.0/8", parseLoopback)
    let ipv6Address = map["ipv6Address"]?.parsed(as: "an IPv6 address", parseIPv6)
    let capacity = map.required("capacity")?.parsed(as: "a size such as 64MiB, not 0", parseCapacity)
    let eviction = map["eviction"].flatMap(readEviction)
    if let id { seen.claim(id, "id", map["id"]) }
    if let address { seen.claim(address.description, "address", map["address"]) }
    if let ipv6Address { seen.claim(ipv6Address.description, "ipv6Address", map["ipv6Address"]) }
    guard let id, let city, let latitude, let longitude, let address, let capacity else { return nil }
    return PointOfPresence(
      id: id, city: city, latitude: latitude, longitude: longitude, address: address,
      ipv6Address: ipv6Address,
      capacity: capacity, eviction: eviction ?? PolicySpecification(.lru))
  }

  private static func readEviction(_ node: ConfigurationNode) -> PolicySpecification? {
    guard let text = node.nonEmptyString() else { return nil }
    do throws(PolicyError) {
      let policy = try PolicySpecification(parsing: text)
      guard !policy.knowsFuture else {
        node.error("\(policy) has to know the requests to come, which only a replay can tell it")
        return nil
      }
      // As libCacheSim has it, LIRS keeps objects that it does not count: memory would know no bound.
      guard policy.name != .lirs || policy.arguments.last == 1 else {
        node.error("\(policy) holds more than its capacity where sizes differ; expected lirs:counted=1")
        return nil
      }
      guard policy.staticOrder == nil else {
        node.error("\(policy) is filled from a window of a trace, which only a replay has")
        return nil
      }
      return policy
    } catch {
      node.error("\(error)")
      return nil
    }
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

  private static func parseCapacity(_ text: String) -> Int? {
    ByteCount.parse(text).flatMap { $0 > 0 ? $0 : nil }
  }
}
