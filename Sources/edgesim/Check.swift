import ArgumentParser
import Configuration
import Glibc
import Serving

/// `edgesim check`: validates without serving.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate zones and edge configuration.",
    discussion: """
      Prints every fault found as `file:line:column: message`, what was found and what was expected, and exits with 2 if \
      one is an error. Without faults it says what it read and exits with 0.
      """)

  @OptionGroup var files: ConfigurationFiles

  func run() throws {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: files.zones, edgeConfig: files.edgeConfigIfAny, geoip: files.geoip)
    for diagnostic in diagnostics { print(diagnostic) }
    guard let configuration else { throw Lab.ConfigurationRefused() }
    print(
      "\(configuration.zones.count) zones, \(configuration.distributions.count) distributions, "
        + "\(configuration.pointsOfPresence.count) PoPs, \(configuration.origins.count) built-in origins: fine"
    )
  }
}
