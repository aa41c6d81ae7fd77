import Configuration
import EventLoop
import Primitives

/// Where the driver of a drill finds the lab.
struct DrillSite: Sendable {
  let dns: SocketAddress
  /// What answers of the lab's DNS lead to, by address.
  private let pointsOfPresence: [IPAddress: SocketAddress]
  private let origins: [String: SocketAddress]
  private let health: HealthConfiguration

  init(dns: SocketAddress, _ ports: Ports, _ health: HealthConfiguration) {
    (self.dns, self.health, origins) = (dns, health, ports.originAddresses)
    let sockets = ports.pops.flatMap(\.sockets).map(\.address).filter { $0.port != ports.httpsPort }
    pointsOfPresence = Dictionary(sockets.map { ($0.address, $0) }) { first, _ in first }
  }

  /// Where a request to `address` goes: to the PoP that has it, or to where `endpoints` of health-checks.yaml leads. Of
  /// other addresses only this machine's own are asked: nil for the rest.
  func target(of address: IPAddress, port: UInt16) -> SocketAddress? {
    if let point = pointsOfPresence[address] { return point }
    switch health.target(of: "\(address)", port: port) {
    case .address(let address, let other): return SocketAddress(address, port: other ?? port)
    case .origin(let name): return origins[name]
    case nil:
      let isLoopback = address.family == .v4 ? address.bits >> 24 == 127 : address.bits == 1
      return isLoopback ? SocketAddress(address, port: port) : nil
    }
  }
}
