import Authority
import EdgeCache
import Health
import Primitives

/// A lab as the virtual clock runs it: what its files say, with nothing that listens.
package struct VirtualSite: Sendable {
  package struct PointOfPresence: Sendable {
    package var id: String
    package var addresses: [IPAddress]
    /// Octets.
    package var capacity: Int

    package init(id: String, addresses: [IPAddress], capacity: Int) {
      (self.id, self.addresses, self.capacity) = (id, addresses, capacity)
    }
  }

  /// What the probes of a health check find while nothing is wrong.
  package enum ProbeTarget: Sendable {
    /// A built-in origin that answers with this status; `foundSearchString`: within the octets that are searched.
    case origin(String, status: UInt16, foundSearchString: Bool)
    /// An address that is not of the lab: nobody answers.
    case outside
  }

  /// What an address leads to that is no point of presence: as `endpoints` of health-checks.yaml says.
  package struct Endpoint: Hashable, Sendable {
    package var address: IPAddress
    /// Nil: every port.
    package var port: UInt16?
    package var origin: String

    package init(address: IPAddress, port: UInt16?, origin: String) {
      (self.address, self.port, self.origin) = (address, port, origin)
    }
  }

  package var catalog: Catalog
  package var edge: EdgeConfiguration
  package var pointsOfPresence: [PointOfPresence]
  package var origins: [VirtualOrigin]
  package var endpoints: [Endpoint]
  package var checks: HealthCheckSet
  package var healthSettings: HealthMonitor.Settings
  /// Of each check, by its number; of those that are not probed it means nothing.
  package var probeTargets: [ProbeTarget]
  /// States of alarms at the start, by name.
  package var alarms: [String: AlarmState]

  package init(
    catalog: Catalog, edge: EdgeConfiguration, pointsOfPresence: [PointOfPresence], origins: [VirtualOrigin],
    endpoints: [Endpoint], checks: HealthCheckSet, healthSettings: HealthMonitor.Settings,
    probeTargets: [ProbeTarget], alarms: [String: AlarmState]
  ) {
    (self.catalog, self.edge, self.pointsOfPresence) = (catalog, edge, pointsOfPresence)
    (self.origins, self.endpoints, self.checks) = (origins, endpoints, checks)
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
    let entries = endpoints.filter { $0.address == address }
    let entry = entries.first { $0.port == port } ?? entries.first { $0.port == nil }
    return entry.map { .origin($0.origin) }
  }
}
