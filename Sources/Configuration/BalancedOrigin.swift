import Health
import LoadBalancing
import Primitives

/// Servers that stand for one origin, and who of them gets a request: `loadBalancers` of `origins.yaml`.
package struct BalancedOrigin: Hashable, Sendable {
  /// What equal requests have in common, for `hash`. Where a request lacks the field, the viewer's address takes its place.
  package enum HashKey: Hashable, Sendable {
    /// Path and query as the origin gets them.
    case url
    /// The viewer's.
    case address
    case cookie(String)
    case header(String)
  }

  /// What stands in `DomainName` of a distribution's origin; lower case.
  package var name: String
  package var balancer: LoadBalancer
  /// Where the targets are, by their names.
  package var places: [String: HostAndPort]
  package var hashKey: HashKey
  /// The cookie that brings a client back to its target.
  package var stickyCookie: String?
  /// What checkers do, but for the address; nil: nobody checks the targets.
  package var healthCheck: HealthCheckConfig?

  package init(
    name: String, balancer: LoadBalancer, places: [String: HostAndPort], hashKey: HashKey = .url,
    stickyCookie: String? = nil, healthCheck: HealthCheckConfig? = nil
  ) {
    (self.name, self.balancer, self.places, self.hashKey) = (name, balancer, places, hashKey)
    (self.stickyCookie, self.healthCheck) = (stickyCookie, healthCheck)
  }

  /// The health check of a target: a slash is in no id of `health-checks.yaml`.
  package func checkID(of target: String) -> String { "\(name)/\(target)" }

  /// What is checked at a target, as if it stood in `health-checks.yaml`; nil without a health check.
  ///
  /// Checkers of one region look, not those of all the world: they stand beside the edge.
  package func check(of target: String) -> HealthCheckConfig? {
    guard var config = healthCheck, let place = places[target] else { return nil }
    config.ipAddress = IPAddress(place.host)
    config.fullyQualifiedDomainName = config.ipAddress == nil ? place.host : nil
    config.port = config.port ?? place.port ?? (config.type.usesTLS ? 443 : 80)
    config.regions = Array(config.regions.prefix(1))
    return config
  }
}
