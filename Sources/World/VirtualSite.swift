import Authority
import EdgeCache
import Eviction
import Geo
import Health
import Primitives
import Simulation
import Traces

/// A lab as the virtual clock runs it: what its files say, with nothing that listens.
package struct VirtualSite: Sendable {
  @dynamicMemberLookup
  package struct PointOfPresence: Sendable {
    package var cache: CacheSite
    package var addresses: [IPAddress]
    package var coordinates: Coordinates

    package init(_ cache: CacheSite, addresses: [IPAddress], coordinates: Coordinates) {
      (self.cache, self.addresses, self.coordinates) = (cache, addresses, coordinates)
    }

    package subscript<Value>(dynamicMember path: WritableKeyPath<CacheSite, Value>) -> Value {
      get { cache[keyPath: path] }
      set { cache[keyPath: path] = newValue }
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
  /// Where clients are.
  package var locator = Locator()
  /// Opens what a drill says was recorded; `as`: how requests are asked for that name objects by numbers.
  package var recorded: @Sendable (Drill.Recording, _ as: RequestLine) throws -> any LineSource = {
    recording, _ in throw NoRecordings()
  }
  package var pointsOfPresence: [PointOfPresence]
  package var regionalCaches: [CacheSite]
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
    regionalCaches: [CacheSite] = []
  ) {
    self.regionalCaches = regionalCaches
    (self.catalog, self.edge, self.pointsOfPresence) = (catalog, edge, pointsOfPresence)
    (self.origins, self.endpoint, self.checks) = (origins, endpoint, checks)
    (self.healthSettings, self.probeTargets, self.alarms) = (healthSettings, probeTargets, alarms)
  }

  /// The site has been made without files.
  private struct NoRecordings: Error {}

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
