import Health
import Primitives

/// What `health-checks.yaml` says: the checks, and how the lab carries them out.
package struct HealthConfiguration: Hashable, Sendable {
  /// Where probes go instead of the host of a check: production's health checks run unchanged in the lab.
  package struct Endpoint: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
      case address(IPAddress, port: UInt16?)
      /// A built-in origin, by its name.
      case origin(String)
    }

    /// An address, or a name in lower case.
    package var host: String
    /// Nil: every port.
    package var port: UInt16?
    package var target: Target

    package init(host: String, port: UInt16? = nil, target: Target) {
      (self.host, self.port, self.target) = (host, port, target)
    }
  }

  /// Who is told of every change of a status.
  package enum Notification: Hashable, Sendable {
    /// Is sent the change as JSON with POST.
    case webhook(HTTPEndpoint)
    /// Is started with the change as JSON for its last argument.
    case command([String])
  }

  /// Who measures what alarms are about: `/api/v1/query` below the path is asked.
  package struct Prometheus: Hashable, Sendable {
    /// Its path has no slash at its end.
    package var endpoint: HTTPEndpoint
    package var alarms: [MetricAlarm]
  }

  package var checks: [HealthCheck] = []
  package var settings = HealthMonitor.Settings()
  package var endpoints: [Endpoint] = []
  package var notifications: [Notification] = []
  /// What tells the state of the alarms that CLOUDWATCH_METRIC checks follow; nil: nobody but the operator.
  package var alarmFile: AlarmFile?
  /// The states in that file when the configuration was loaded, by the alarms' names.
  package var alarms: [String: AlarmState] = [:]
  package var prometheus: Prometheus?

  package init() {}

  /// Where probes of `host` and `port` go; nil: to the host itself. An entry with the port wins over one without.
  package func target(of host: String, port: UInt16) -> Endpoint.Target? {
    let entries = endpoints.filter { $0.host == host }
    return (entries.first { $0.port == port } ?? entries.first { $0.port == nil })?.target
  }

  /// Where the probes of one check go.
  package enum ProbeTarget: Hashable, Sendable {
    /// A built-in origin, which may not be there.
    case origin(String)
    case address(IPAddress, port: UInt16)
    /// To be looked up each time.
    case name(String, port: UInt16)
  }

  /// `origins`: the names of the built-in ones, which go before those of the rest of the world.
  package func probeTarget(of config: HealthCheckConfig, origins: Set<String>) -> ProbeTarget {
    let port = config.effectivePort
    let host = config.ipAddress.map { "\($0)" } ?? config.fullyQualifiedDomainName ?? ""
    switch target(of: host, port: port) {
    case .address(let address, let other): return .address(address, port: other ?? port)
    case .origin(let name): return .origin(name)
    case nil: break
    }
    if let address = config.ipAddress { return .address(address, port: port) }
    return origins.contains(host) ? .origin(host) : .name(host, port: port)
  }
}
