import ArgumentParser
import Configuration
import EdgeCache
import EdgeReplaying
import EventLoop
import Eviction
import Replaying
import Reports
import Serving
import Traces
import World

// `edgesim replay LOG --edge-config DIR`: through the caches that serve viewers, not through a policy alone.

extension ReplayCommand {
  func runEdge(_ directory: String) throws {
    guard fetching.tiers.isEmpty else {
      throw TraceError(
        "--tiers and --edge-config do not go together: there the tiers are the regional caches of pops.yaml, and Origin Shields"
      )
    }
    let misfits = withoutEdge
    guard misfits.isEmpty else {
      throw TraceError(
        "\(misfits.joined(separator: ", ")) and --edge-config do not go together: there the configuration says how long what is kept"
      )
    }
    let (loaded, diagnostics) = LabConfiguration.load(zones: nil, edgeConfig: directory)
    guard let configuration = loaded else {
      for diagnostic in diagnostics { printError("\(diagnostic)") }
      throw Lab.ConfigurationRefused()
    }
    guard !configuration.distributions.isEmpty else { throw TraceError("\(directory): no distributions") }
    guard !configuration.pointsOfPresence.isEmpty else { throw TraceError("\(directory): no pops.yaml") }
    let rules = try edgeRules(configuration)
    let regionalCaches = configuration.regionalCaches.map(\.cacheSite)
    var reports: [EdgeReplayReport] = []
    for trace in traces {
      let variants = try variants(of: configuration.pointsOfPresence)
      let replays = variants.map {
        EdgeReplay(
          configuration.edge, $0, regionalCaches: regionalCaches, configuration.edgeDirectory(), rules,
          seed: seed)
      }
      try replayLog(trace, replays)
      for (pops, replay) in zip(variants, replays) {
        reports.append(
          EdgeReplayReport(
            trace: trace, configuration: directory, pops: pops, regionalCaches: regionalCaches, replay))
      }
    }
    switch format {
    case .table: print(reports.map(\.table).joined(separator: "\n\n"))
    case .tsv:
      for row in [EdgeReplayReport.tsvHeader] + reports.flatMap(\.tsv) {
        print(row.joined(separator: "\t"))
      }
    case .json: print(try EdgeReplayReport.json(reports))
    }
  }

  private func replayLog(_ trace: String, _ replays: [EdgeReplay]) throws {
    var log = try lines(of: trace)
    var progress = ProgressLine(label: trace)
    var namesNoHost = false
    while try log.next({ line, text in
      if edge.host == nil, line.host == nil { namesNoHost = true }
      for replay in replays { replay.replay(line, text) }
    }) {
      guard !namesNoHost else {
        throw TraceError("\(trace): the trace does not name the host that was asked; say it with --host")
      }
      progress.tell(log.share)
    }
    progress.clear()
    for replay in replays { replay.finish() }
    guard (replays.first?.requests ?? 0) > (replays.first?.warmUpRequests ?? 0) else {
      throw TraceError("\(trace): no requests")
    }
  }

  private func lines(of trace: String) throws -> any LineSource {
    if TraceOptions.isSynthetic(trace) { return RequestLines(try input.open(trace)) }
    return try openLines(
      path: trace, format: try input.format(of: trace), allowsUnsorted: input.unsorted)
  }

  private func edgeRules(_ configuration: LabConfiguration) throws -> EdgeReplay.Rules {
    var rules = EdgeReplay.Rules()
    (rules.host, rules.split) = (edge.host, try fetching.viewerSplit())
    if edge.builtInOrigins { rules.origins = configuration.virtualSite().origins }
    rules.logged.headers = try edge.responseHeader.map { text in
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let value = parts.last?.drop(while: { $0 == " " }) else {
        throw TraceError("--response-header: '\(text)' is not of the form 'name: value'")
      }
      return Origin.Header(name: String(parts[0]), value: String(value))
    }
    rules.fetchTime = Int64(try fetching.milliseconds()) * 1_000_000
    rules.logged.changes = try fetching.changes()
    rules.warmUp = try warmUpLength()
    return rules
  }

  /// The points of presence as they are, or with each policy and each size that is asked for.
  private func variants(of pops: [PointOfPresence]) throws -> [[CacheSite]] {
    let policies: [PolicySpecification?] =
      try policy.map { try PolicySpecification.list(parsing: $0) } ?? [nil]
    let sizes: [Int?] =
      try size.map { list in
        try sizesGiven(list).map { given in
          guard case .absolute(let octets) = given.size, octets > 0 else {
            throw TraceError("--size: with --edge-config sizes are octets of a point of presence (64MiB)")
          }
          return octets
        }
      } ?? [nil]
    for policy in policies {
      if let policy, policy.knowsFuture || policy.staticOrder != nil {
        throw TraceError("\(policy) needs to know the trace beforehand, and an edge does not")
      }
    }
    return policies.flatMap { policy in
      sizes.map { size in
        pops.map { pop in
          var site = pop.cacheSite
          (site.capacity, site.eviction) = (size ?? pop.capacity, policy ?? pop.eviction)
          return site
        }
      }
    }
  }

  /// Options that are given and mean nothing here.
  private var withoutEdge: [String] {
    [
      (ignoreObjectSize, "--ignore-object-size"), (window != nil, "--window"), (ttl != nil, "--ttl"),
      (sample != 1, "--sample"), (curve, "--curve"), (prices != nil, "--prices"), (seeds != 1, "--seeds"),
      (report != nil, "--report"), (baseline != nil, "--baseline"),
      (input.queryStrings, "--query-strings"), (staticList != nil, "--static-list"),
    ].filter(\.0).map(\.1)
  }
}
