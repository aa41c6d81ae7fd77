import ArgumentParser
import Glibc

/// Where the configuration stands: the options `serve` and `check` share.
struct ConfigurationFiles: ParsableArguments {
  @Option(help: ArgumentHelp("A directory of zone files.", valueName: "dir"))
  var zones = Self.defaultZones

  @Option(
    help: ArgumentHelp(
      "A directory of distributions, PoPs and origins (default: edge-config).", valueName: "dir"))
  var edgeConfig: String?

  @Option(
    help: ArgumentHelp(
      "A MaxMind DB of countries or cities (.mmdb): where clients are, before the table that is built in.",
      valueName: "file"))
  var geoip: String?

  static let defaultZones = "zones"
  static let defaultEdgeConfig = "edge-config"

  /// Drills speak of zones: those of the default directory are not meant for other zones.
  var areDrillsMeant: Bool {
    zones == Self.defaultZones || (edgeConfig ?? Self.defaultEdgeConfig) != Self.defaultEdgeConfig
  }

  /// What a command line says of them.
  var arguments: String {
    let values = [
      ("--zones", zones == Self.defaultZones ? nil : zones), ("--edge-config", edgeConfig),
      ("--geoip", geoip),
    ]
    return values.reduce("") { line, value in value.1.map { "\(line) \(value.0) \($0)" } ?? line }
  }

  /// All that is read, as far as it is given.
  var paths: [String] { [zones] + [edgeConfigIfAny, geoip].compactMap { $0 } }

  /// What is given, else the default where it exists: a directory of zones can be checked by itself.
  var edgeConfigIfAny: String? {
    edgeConfig ?? (access(Self.defaultEdgeConfig, F_OK) == 0 ? Self.defaultEdgeConfig : nil)
  }
}
