import Configuration
import EventLoop
import Primitives

/// Where the driver of a drill finds the lab.
struct DrillSite: Sendable {
  let dns: SocketAddress
  /// Where a request goes.
  struct Target {
    var address: SocketAddress
    /// Who answers there; both nil: another server of this machine.
    var pop: String?
    var origin: String?
  }

  /// What answers of the lab's DNS lead to, by address.
  private let pointsOfPresence: [IPAddress: Target]
  private let origins: [String: SocketAddress]
  private let health: HealthConfiguration

  init(dns: SocketAddress, _ ports: Ports, _ health: HealthConfiguration) {
    (self.dns, self.health, origins) = (dns, health, ports.originAddresses)
    let points = ports.pops.flatMap { pop in
      pop.sockets.map(\.address).filter { $0.port != ports.httpsPort }.map { address in
        (address.address, Target(address: address, pop: pop.pop.id))
      }
    }
    pointsOfPresence = Dictionary(points) { first, _ in first }
  }

  /// Where a request to `address` goes: to the PoP that has it, or to where `endpoints` of health-checks.yaml leads. Of
  /// other addresses only this machine's own are asked: nil for the rest.
  func target(of address: IPAddress, port: UInt16) -> Target? {
    if let point = pointsOfPresence[address] { return point }
    switch health.target(of: "\(address)", port: port) {
    case .address(let address, let other): return Target(address: SocketAddress(address, port: other ?? port))
    case .origin(let name): return origins[name].map { Target(address: $0, origin: name) }
    case nil:
      let isLoopback = address.family == .v4 ? address.bits >> 24 == 127 : address.bits == 1
      return isLoopback ? Target(address: SocketAddress(address, port: port)) : nil
    }
  }
}
