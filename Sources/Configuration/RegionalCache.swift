import Eviction
import Geo
import Primitives

/// A cache between points of presence and origins, in a region of AWS; the Origin Shield of that region, too.
package struct RegionalCache: Hashable, Sendable {
  package var region: AWSRegion
  /// Octets of responses it keeps.
  package var capacity: Int
  /// Who stays when that is full.
  package var eviction: PolicySpecification
  /// Where bodies of large objects are kept beside memory; nil: nowhere.
  package var disk: DiskSettings?

  package init(
    region: AWSRegion, capacity: Int, eviction: PolicySpecification = PolicySpecification(.lru),
    disk: DiskSettings? = nil
  ) {
    (self.region, self.capacity, self.eviction, self.disk) = (region, capacity, eviction, disk)
  }

  /// Its name in figures and logs.
  package var id: String { region.code }
}

/// Reads `regionalCaches` of `pops.yaml`.
enum RegionalCacheReader {
  static func read(_ node: ConfigurationNode?) -> [RegionalCache] {
    var seen = Uniqueness()
    return (node?.list() ?? []).compactMap { regionalCache($0, &seen) }
  }

  private static func regionalCache(_ node: ConfigurationNode, _ seen: inout Uniqueness) -> RegionalCache? {
    guard let map = node.map(keys: ["region", "capacity", "eviction", "disk"]) else { return nil }
    let region = map.required("region").flatMap { Self.region($0, with: .regionalEdgeCache) }
    let capacity = map.required("capacity").flatMap(PointOfPresenceReader.capacity)
    let eviction = map["eviction"].flatMap(PointOfPresenceReader.eviction)
    let disk = map["disk"].flatMap(DiskReader.read)
    if let region { seen.claim(region.code, "region", map["region"]) }
    guard let region, let capacity else { return nil }
    return RegionalCache(
      region: region, capacity: capacity, eviction: eviction ?? PolicySpecification(.lru), disk: disk)
  }

  /// A region where CloudFront has what `trait` says.
  static func region(_ node: ConfigurationNode, with trait: AWSRegion.Traits) -> AWSRegion? {
    guard let text = node.nonEmptyString() else { return nil }
    if let region = AWSRegion(code: text), region.traits.contains(trait) { return region }
    let codes = AWSRegion.all.filter { $0.traits.contains(trait) }.map(\.code)
    node.error(
      "\(node.name) is \(text.quoted); expected one of \(codes.joined(separator: ", "))"
        + NearestName.suggestion(for: text, among: codes))
    return nil
  }
}
