import ArgumentParser
import EdgeCache
import EdgeReplaying

/// How a log is replayed through the edge of a configuration.
struct EdgeReplayOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Replay access logs through the edge of this directory: its behaviors, cache keys, TTLs, points of presence.",
      valueName: "dir")) var edgeConfig: String?
  @Option(
    help: ArgumentHelp(
      "With --edge-config: the host of all requests, where the log does not say it.", valueName: "name"))
  var host: String?
  @Option(
    help: ArgumentHelp(
      "With --edge-config: who serves a viewer: the nearest point of presence (place), or one by a hash of the address (client) or of the URL (key).",
      valueName: "how")) var split = ViewerSplit.place
  @Option(
    help: ArgumentHelp(
      "With --edge-config: a header of what origins answer, of which a log says status and octets; may be repeated.",
      valueName: "name: value")) var responseHeader: [String] = []
  @Option(
    help: ArgumentHelp(
      "With --edge-config: how long origins take to answer; who asks meanwhile waits for the same answer (0, 200ms, 2s).",
      valueName: "time")) var fetchTime: String?
  @Option(
    help: ArgumentHelp(
      "With --edge-config: origins say whether an expired object has changed: each does so every such time (1d), or with its size alone (never).",
      valueName: "time")) var revalidate: String?
  @Flag(
    help: "With --edge-config: origins of origins.yaml answer as it says, and not as the log does.")
  var builtInOrigins = false

  /// Options of those above that are given, but for the directory.
  var others: [String] {
    (host == nil ? [] : ["--host"]) + (split == .place ? [] : ["--split"])
      + (responseHeader.isEmpty ? [] : ["--response-header"])
      + (fetchTime == nil ? [] : ["--fetch-time"]) + (revalidate == nil ? [] : ["--revalidate"])
      + (builtInOrigins ? ["--built-in-origins"] : [])
  }
}

extension ViewerSplit: ExpressibleByArgument {}
