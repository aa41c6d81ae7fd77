import ArgumentParser
import Configuration
import Glibc
import Primitives
import Serving

/// `edgesim check`: validates without serving.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate zones, edge configuration and drills.",
    discussion: """
      Prints every fault found as `file:line:column: message`, what was found and what was expected, and exits with 2 if \
      one is an error. Without faults it says what it read and exits with 0.
      """)

  @OptionGroup var files: ConfigurationFiles

  func run() throws {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: files.zones, edgeConfig: files.edgeConfigIfAny, geoip: files.geoip)
    let (transfers, faults) = TransferReader.load(zones: files.zones, holding: configuration?.zones ?? [])
    let drills = configuration.map(drillFaults) ?? []
    for diagnostic in diagnostics + faults + drills { print(diagnostic) }
    guard let configuration, transfers != nil, !drills.contains(where: { $0.severity == .error }) else {
      throw Lab.ConfigurationRefused()
    }
    let counts = [
      (configuration.zoneFileCount, "zone"), (configuration.distributions.count, "distribution"),
      (configuration.pointsOfPresence.count, "PoP"), (configuration.origins.count, "built-in origin"),
      (configuration.health.checks.count, "health check"),
    ]
    print(counts.map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ") + ": fine")
  }

  private func drillFaults(_ configuration: LabConfiguration) -> [Diagnostic] {
    guard files.areDrillsMeant, let edgeConfig = files.edgeConfigIfAny else { return [] }
    let (paths, diagnostics) = DrillReader.paths(in: edgeConfig)
    return diagnostics + paths.flatMap { DrillReader.load($0, for: configuration).diagnostics }
  }
}
