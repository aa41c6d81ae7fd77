import Configuration
import EventLoop
import Health
import Simulation

/// What the health checkers are to do: sent whole at the start, at each reload and with each fault.
struct HealthPlan: Sendable {
  var configuration: HealthConfiguration
  var checks: HealthCheckSet
  /// Where built-in origins listen, by name.
  var originAddresses: [String: SocketAddress]
  /// Checkers that cannot reach an address.
  var partitions: [SocketAddress: [CheckerSelection]] = [:]

  /// The targets of load balancers are checked as well; their checks are numbered after those of the configuration, which
  /// zones refer to.
  init(
    _ configuration: HealthConfiguration, balancers: [BalancedOrigin], origins: [String: SocketAddress],
    faults: [String: ServerFault]
  ) {
    (self.configuration, originAddresses) = (configuration, origins)
    let targetChecks = balancers.flatMap { balancer in
      balancer.balancer.targets.compactMap { target in
        balancer.check(of: target.name).map {
          HealthCheck(id: balancer.checkID(of: target.name), config: $0)
        }
      }
    }
    checks = HealthCheckSet(configuration.checks + targetChecks)
    for (name, fault) in faults where !fault.partition.isEmpty {
      if let address = origins[name] { partitions[address] = fault.partition }
    }
  }

  /// The numbers of the checks of targets, by their ids.
  func targetChecks(of balancers: [BalancedOrigin]) -> [String: Int] {
    let ids = balancers.flatMap { balancer in
      balancer.balancer.targets.map { balancer.checkID(of: $0.name) }
    }
    return Dictionary(ids.compactMap { id in checks.index(of: id).map { (id, $0) } }) { first, _ in first }
  }

  /// Where a probe goes.
  enum Target {
    case address(SocketAddress)
    /// To be looked up each time.
    case name(String, port: UInt16)
    /// The endpoint of the configuration is a built-in origin that is not running.
    case nowhere
  }

  func target(of config: HealthCheckConfig) -> Target {
    switch configuration.probeTarget(of: config, origins: Set(originAddresses.keys)) {
    case .origin(let name): originAddresses[name].map { .address($0) } ?? .nowhere
    case .address(let address, let port): .address(SocketAddress(address, port: port))
    case .name(let host, let port): .name(host, port: port)
    }
  }
}
