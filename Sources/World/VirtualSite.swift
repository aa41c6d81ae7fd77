import Authority
import EdgeCache
import Eviction
import Geo
import Health
import Primitives
import Simulation

/// A lab as the virtual clock runs it: what its files say, with nothing that listens.
package struct VirtualSite: Sendable {
  package struct PointOfPresence: Sendable {
    package var id: String
    package var addresses: [IPAddress]
    /// Octets.
    package var capacity: Int
    package var eviction: PolicySpecification
    package var coordinates: Coordinates
    /// The region of the regional cache that its misses go to; nil for none.
    package var regionalCache: String?

    package init(
      id: String, addresses: [IPAddress], capacity: Int,
      eviction: PolicySpecification = PolicySpecification(.lru), coordinates: Coordinates,
      regionalCache: String? = nil
    ) {
      self.regionalCache = regionalCache
      (self.id, self.addresses, self.capacity, self.eviction) = (id, addresses, capacity, eviction)
      self.coordinates = coordinates
    }
  }

  package struct RegionalCache: Sendable {
    package var region: String
    /// Octets.
    package var capacity: Int
    package var eviction: PolicySpecification

    package init(region: String, capacity: Int, eviction: PolicySpecification) {
      (self.region, self.capacity, self.eviction) = (region, capacity, eviction)
    }
  }

  /// What the probes of a health check find while nothing is wrong.
  package enum ProbeTarget: Sendable {
    /// A built-in origin that answers with this status; `foundSearchString`: within the octets that are searched.
    case origin(String, status: UInt16, foundSearchString: Bool)
    /// An address that is not of the lab: nobody answers.
    case outside
  }

  package var catalog: @Sendable (Publication) -> Catalog
  package var edge: EdgeConfiguration
  package var pointsOfPresence: [PointOfPresence]
  package var regionalCaches: [RegionalCache]
  package var origins: [VirtualOrigin]
  /// The built-in origin that an address and port lead to, where no point of presence has the address.
  package var endpoint: @Sendable (IPAddress, UInt16) -> String?
  package var checks: HealthCheckSet
  package var healthSettings: HealthMonitor.Settings
  /// Of each check, by its number; of those that are not probed it means nothing.
  package var probeTargets: [ProbeTarget]
  /// States of alarms at the start, by name.
  package var alarms: [String: AlarmState]
  /// Seconds: the TTL of every answer that has addresses, whatever its records say; nil: as they say.
  package var answerTTL: Int64?

  package init(
    catalog: @escaping @Sendable (Publication) -> Catalog, edge: EdgeConfiguration,
    pointsOfPresence: [PointOfPresence], origins: [VirtualOrigin],
    endpoint: @escaping @Sendable (IPAddress, UInt16) -> String?, checks: HealthCheckSet,
    healthSettings: HealthMonitor.Settings, probeTargets: [ProbeTarget], alarms: [String: AlarmState],
    regionalCaches: [RegionalCache] = []
  ) {
    self.regionalCaches = regionalCaches
    (self.catalog, self.edge, self.pointsOfPresence) = (catalog, edge, pointsOfPresence)
    (self.origins, self.endpoint, self.checks) = (origins, endpoint, checks)
    (self.healthSettings, self.probeTargets, self.alarms) = (healthSettings, probeTargets, alarms)
  }

  enum Target {
    case pointOfPresence(Int)
    case origin(String)
  }

  /// Nil: nobody of the lab has the address.
  func target(of address: IPAddress, port: UInt16) -> Target? {
    if let pop = pointsOfPresence.firstIndex(where: { $0.addresses.contains(address) }) {
      return .pointOfPresence(pop)
    }
    return endpoint(address, port).map { .origin($0) }
  }
}
