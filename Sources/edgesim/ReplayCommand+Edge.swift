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
    if let (option, reason) = misfit {
      throw TraceError("\(option) and --edge-config do not go together: \(reason)")
    }
    guard (1...1000).contains(seeds) else { throw TraceError("--seeds is a number from 1 to 1000") }
    guard seeds == 1 || !traces.contains("-") else {
      throw TraceError("standard input is read once; --seeds takes a pass a seed")
    }
    let old = try baselineReports(EdgeReplayReport.parse)
    let (loaded, diagnostics) = LabConfiguration.load(zones: nil, edgeConfig: directory)
    guard let configuration = loaded else {
      for diagnostic in diagnostics { printError("\(diagnostic)") }
      throw Lab.ConfigurationRefused()
    }
    guard !configuration.distributions.isEmpty else { throw TraceError("\(directory): no distributions") }
    guard !configuration.pointsOfPresence.isEmpty else { throw TraceError("\(directory): no pops.yaml") }
    let rules = try edgeRules(configuration)
    let regionalCaches = configuration.regionalCaches.map(\.cacheSite)
    let variants = try variants(of: configuration.pointsOfPresence)
    let reports = try traces.flatMap { trace in
      func replay(_ variants: [EdgeVariant], _ step: UInt64) throws -> [EdgeReplayReport] {
        let replays = variants.map {
          EdgeReplay(
            configuration.edge, $0.pops, regionalCaches: regionalCaches, configuration.edgeDirectory(),
            rules, seed: seed &+ step)
        }
        try replayLog(trace, replays, step)
        return zip(variants, replays).map { variant, replay in
          var setting = EdgeReplayReport.Setting(trace: trace, configuration: directory)
          (setting.policy, setting.size) = (variant.policy, variant.size)
          (setting.rules, setting.seed) = (self.rules + edge.rules, seed &+ step)
          return EdgeReplayReport(setting, pops: variant.pops, regionalCaches: regionalCaches, replay)
        }
      }
      return try withSeeds(trace, variants, replay)
    }
    let comparison = try old.map { try compare($0, reports) }
    switch format {
    case .table: print(reports.map(\.table).joined(separator: "\n\n"))
    case .tsv:
      for row in [EdgeReplayReport.tsvHeader] + reports.flatMap(\.tsv) {
        print(row.joined(separator: "\t"))
      }
    case .json: print(try EdgeReplayReport.json(reports))
    }
    if let comparison {
      if format == .table { print("\n\(comparison)") } else { printError(comparison) }
    }
    if let report { try Self.save(ReplayPage.html(reports), report) }
  }

  /// The replays with the first seed, and of those that chance has a part in the hit ratios with all seeds.
  private func withSeeds(
    _ trace: String, _ variants: [EdgeVariant],
    _ replay: ([EdgeVariant], _ step: UInt64) throws -> [EdgeReplayReport]
  ) throws -> [EdgeReplayReport] {
    var runs = try replay(variants, 0).map { [$0] }
    let isSynthetic = TraceOptions.isSynthetic(trace)
    let chancy = variants.indices.filter { isSynthetic || runs[$0][0].drawsNumbers(Self.drawsNumbers) }
    guard !chancy.isEmpty else { return runs.map { $0[0] } }
    for step in (0..<UInt64(seeds)).dropFirst() {
      for (index, report) in zip(chancy, try replay(chancy.map { variants[$0] }, step)) {
        runs[index].append(report)
      }
    }
    return runs.map { EdgeReplayReport(seeds: $0) }
  }

  /// Trace by trace, as of caches that have no configuration.
  private func compare(_ old: [EdgeReplayReport], _ reports: [EdgeReplayReport]) throws -> String {
    try compare(
      EdgeReplayReport.byTrace(old).map(EdgeReplayReport.summary),
      EdgeReplayReport.byTrace(reports).map(EdgeReplayReport.summary)
    ) { index, summary in
      let edges = reports.filter { $0.trace == summary.trace }
      return edges[index].drawsNumbers(Self.drawsNumbers)
    }
  }

  private func replayLog(_ trace: String, _ replays: [EdgeReplay], _ step: UInt64) throws {
    var log = try lines(of: trace, step)
    var progress = ProgressLine(label: seeds > 1 ? "\(trace) (seed \(step + 1) of \(seeds))" : trace)
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

  private func lines(of trace: String, _ step: UInt64) throws -> any LineSource {
    if TraceOptions.isSynthetic(trace) { return RequestLines(try input.open(trace, seedStep: step)) }
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
    if let window { rules.window = try Self.seconds(window, "--window") }
    return rules
  }

  /// The points of presence, all with a policy and a size that are asked for, if they are.
  private struct EdgeVariant {
    var policy: String?
    var size: (text: String, octets: Int)?
    var pops: [CacheSite]
  }

  /// The points of presence as they are, or with each policy and each size that is asked for.
  private func variants(of pops: [PointOfPresence]) throws -> [EdgeVariant] {
    let policies: [PolicySpecification?] =
      try policy.map { try PolicySpecification.list(parsing: $0) } ?? [nil]
    let sizes: [(text: String, octets: Int)?] =
      try size.map { list in
        try sizesGiven(list).map { given in
          guard case .absolute(let octets) = given.size, octets > 0 else {
            throw TraceError("--size: with --edge-config sizes are octets of a point of presence (64MiB)")
          }
          return (given.text, octets)
        }
      } ?? [nil]
    for policy in policies {
      if let policy, policy.knowsFuture || policy.staticOrder != nil {
        throw TraceError("\(policy) needs to know the trace beforehand, and an edge does not")
      }
    }
    return policies.flatMap { policy in
      sizes.map { size in
        EdgeVariant(
          policy: policy?.description, size: size,
          pops: pops.map { pop in
            var site = pop.cacheSite
            (site.capacity, site.eviction) = (size?.octets ?? pop.capacity, policy ?? pop.eviction)
            return site
          })
      }
    }
  }

  /// The first option given that means nothing here, and what to do in its place.
  private var misfit: (option: String, reason: String)? {
    [
      (ignoreObjectSize, "--ignore-object-size", "an edge keeps octets; leave it out"),
      (
        ttl != nil, "--ttl",
        "the cache policies of the configuration say how long what is kept; change them, or what origins send with --response-header 'Cache-Control: max-age=600'"
      ),
      (
        sample != 1, "--sample",
        "the caches are as large as pops.yaml says; leave it out, or replay without an edge"
      ),
      (
        curve, "--curve",
        "it is the curve of one LRU cache; replay without an edge for it, or give several --size here"
      ),
      (
        prices != nil, "--prices",
        "multiply the requests and octets from the origin in --format json, or replay without an edge"
      ),
      (
        input.queryStrings, "--query-strings",
        "the cache policies of the configuration say which query strings name an object"
      ),
      (
        staticList != nil, "--static-list",
        "what is loaded beforehand is for the configuration to say (docs/static-content.md)"
      ),
    ].first { $0.0 }.map { ($0.1, $0.2) }
  }
}
