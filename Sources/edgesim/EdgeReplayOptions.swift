import ArgumentParser
import EdgeCache
import EdgeReplaying

/// How a log is replayed through the edge of a configuration.
struct EdgeReplayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Replay access logs, or other traces, through the edge of this directory: its behaviors, cache keys, TTLs, points of presence, regional caches.",
      valueName: "dir")) var edgeConfig: String?
  @Option(
    help: ArgumentHelp(
      "With --edge-config: the host of all requests, where the log does not say it.", valueName: "name"))
  var host: String?
  @Option(
    help: ArgumentHelp(
      "With --edge-config: a header of what origins answer, of which a log says status and octets; may be repeated.",
      valueName: "name: value")) var responseHeader: [String] = []
  @Flag(
    help: "With --edge-config: origins of origins.yaml answer as it says, and not as the log does.")
  var builtInOrigins = false

  /// Options that decide what is counted, as given. The directory is none: what another one changes can be compared.
  var rules: [String] {
    (host.map { ["--host \($0)"] } ?? []) + responseHeader.map { "--response-header \($0)" }
      + (builtInOrigins ? ["--built-in-origins"] : [])
  }

  /// Options of those above that are given, but for the directory.
  var others: [String] {
    (host == nil ? [] : ["--host"])
      + (responseHeader.isEmpty ? [] : ["--response-header"])
      + (builtInOrigins ? ["--built-in-origins"] : [])
  }
}
