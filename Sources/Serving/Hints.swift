import Configuration
import EventLoop

/// What to try first: commands for this very configuration that work when pasted.
struct Hints {
  let lines: [String]

  init(_ configuration: LabConfiguration, _ ports: Ports) {
    let listeners = ports.listeners
    func address(_ service: String) -> SocketAddress? {
      listeners.first { $0.service == service }.flatMap { SocketAddress($0.address) }
    }
    guard let dns = address("dns"), let http = address("http"), let admin = address("admin"),
      let host = Self.servedName(configuration)
    else {
      lines = []
      return
    }
    let dig = "dig @\(dns.address) -p \(dns.port)"
    let curl = "curl -sv -o /dev/null http://\(host):\(http.port)/index.html"
    lines = [
      "",
      "try, in another terminal:",
      "  \(dig) \(host) A",
      "  \(dig) +short \(host) A +subnet=53.0.0.0/24",
      "  \(curl) --resolve \(host):\(http.port):$(\(dig) +short \(host) A)",
      "  curl -s http://\(admin)/status",
      "  curl -s http://\(admin)/metrics",
      "",
    ]
  }

  /// The name of the first alias to a distribution that answers for it.
  private static func servedName(_ configuration: LabConfiguration) -> String? {
    let hosts = configuration.distributions.flatMap(\.aliases)
    return configuration.zones.lazy.flatMap(\.aliases).map { String($0.name.description.dropLast()) }
      .first { $0.hasPrefix("www.") && hosts.contains($0) }
  }
}
