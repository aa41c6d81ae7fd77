import ArgumentParser
import Configuration
import EventLoop
import Health
import Primitives
import Serving

/// Which health checks `edgesim explain` takes for healthy: those of a running lab, or all; then what is said of single ones.
struct HealthAssumptions: ParsableArguments {
  struct Override: ExpressibleByArgument {
    let id: String
    let isHealthy: Bool

    /// `id=down` or `id=up`.
    init?(argument: String) {
      guard let mark = argument.lastIndex(of: "=") else { return nil }
      switch argument[argument.index(after: mark)...] {
      case "up": isHealthy = true
      case "down": isHealthy = false
      default: return nil
      }
      id = String(argument[..<mark])
    }
  }

  @Option(help: ArgumentHelp("A health check that is unhealthy; may be given again.", valueName: "id"))
  var down: [String] = []

  @Option(help: ArgumentHelp("The same, or healthy: id=down, id=up.", valueName: "id=status"))
  var health: [Override] = []

  @Option(
    help: ArgumentHelp(
      "Take the statuses of a running lab from its admin interface (default: all are healthy).",
      valueName: "address:port"))
  var admin: SocketAddress?

  /// The statuses, calculated checks included: those follow their children unless they are overridden themselves.
  func snapshot(of checks: [HealthCheck]) throws -> HealthSnapshot {
    let set = HealthCheckSet(checks)
    var monitor = HealthMonitor(set, seed: 0, now: .distantPast)
    func force(_ id: String, _ isHealthy: Bool) throws {
      guard let index = set.index(of: id) else { throw unknown(id, checks) }
      monitor.force(isHealthy ? .up : .down, index, at: .distantPast)
    }
    for check in checks where check.config.type != .calculated { try force(check.id, true) }
    if let admin {
      let options = try AdminOptions.parse(["--admin", "\(admin)"])
      let statuses = try AdminOptions.parse([HealthCheckStatus].self, options.ask("GET", "/health-checks"))
      for status in statuses where set.index(of: status.id) != nil {
        // A calculated check follows its children here as there, unless the operator has forced it.
        guard status.type != "CALCULATED" || status.forced != "obey" else { continue }
        try force(status.id, status.status == "Healthy")
      }
    }
    for id in down { try force(id, false) }
    for override in health { try force(override.id, override.isHealthy) }
    return monitor.takeSnapshot() ?? HealthSnapshot(healthy: checks.indices.map { monitor.isHealthy($0) })
  }

  private func unknown(_ id: String, _ checks: [HealthCheck]) -> ValidationError {
    guard !checks.isEmpty else {
      return ValidationError("There is no health check '\(id)': the zones have no health-checks.yaml.")
    }
    let ids = checks.map(\.id)
    let suggestion = NearestName.suggestion(for: id, among: ids)
    return ValidationError(
      "There is no health check '\(id)'\(suggestion.isEmpty ? "; there are \(ids.listed)" : suggestion)")
  }
}
