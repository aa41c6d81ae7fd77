import Geo
import Zones

/// One record of a group as a routing policy sees it; compiled from the zone when it is loaded.
package struct RoutingCandidate: Sendable, BitwiseCopyable {
  /// What the policy of its group looks at.
  package enum Rule: Sendable, BitwiseCopyable {
    case simple
    case weighted(UInt8)
    case latency(AWSRegion)
    case geolocation(GeographicLocation)
    case geoproximity(Coordinates, bias: Int8)
    case failover(FailoverRole)
    case multivalue
    /// A location of the group's CIDR collection by its number in `CIDRTable`, -1 for the default `*`.
    case ipBased(location: Int32)
  }

  package let rule: Rule
  /// Index into the health snapshot, -1 for none.
  package let healthCheck: Int
  /// Where the candidate's RRset stands in the zone.
  package let set: Int
  /// The sum of the weights of its group up to and with its own.
  package let weightSum: Int32

  package init(_ rule: Rule, healthCheck: Int = -1, set: Int = 0, weightBefore: Int32 = 0) {
    (self.rule, self.healthCheck, self.set) = (rule, healthCheck, set)
    weightSum = if case .weighted(let weight) = rule { weightBefore + Int32(weight) } else { 0 }
  }
}
