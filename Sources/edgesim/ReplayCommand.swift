import ArgumentParser
import EventLoop
import Eviction
import Glibc
import Replaying
import Reports
import Serving
import Traces

/// `edgesim replay`: what caches would have done with a trace.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay a trace of requests through caches: every policy at every size, in one pass.",
    discussion: """
      TRACE is a file (packed with zstd or gzip, or not), - for standard input, or a workload that is made up, \
      synthetic:zipf,alpha=0.9,objects=1e6,requests=1e7,seed=1. Formats are told by name and content: \(formats).

        edgesim replay access.log.gz --policy lru,sieve,s3fifo --size 1%,10%,64MiB
        edgesim replay trace.oracleGeneral.zst --policy lru --ignore-object-size --size 10000 --curve
        edgesim replay requests.csv --columns time=1,id=2,size=3 --policy lru --size 1GiB --ttl 1h --window 1h

      Sizes are octets (64MiB, 10GB), objects with --ignore-object-size, or per cent of the footprint, which takes one \
      more pass. Every request counts, the cold ones too; --warm-up leaves the first ones out. docs/replay.md has more.

      Exits with 2 when a trace or an option is wrong; then no figures are printed.
      """)

  static let formats = TraceFormat.names.map(\.name).joined(separator: ", ")

  @Argument(help: "Traces, replayed one after the other.") var traces: [String]
  @Option(help: "Policies with parameters, as in lru,s3fifo:small=0.2 (default: lru).") var policy: String?
  @Option(help: "Sizes of the cache (default: 0.1%,1%,10%).") var size: String?
  @OptionGroup var input: TraceOptions
  @Flag(help: "Every object has size 1, and sizes are numbers of objects.") var ignoreObjectSize = false
  @Option(
    help: ArgumentHelp("Count nothing of the first requests or seconds: 100000, 10m, 1h.", valueName: "n"))
  var warmUp: String?
  @Option(help: ArgumentHelp("Figures for each stretch of this length, too.", valueName: "time")) var window:
    String?
  @Option(
    help: ArgumentHelp(
      "How long objects may be kept: trace (what the trace says), a time (1h), times by path and by size (/images/*=7d,1MiB=1h,1d: that path, below 1 MiB, the rest).",
      valueName: "rule")) var ttl: String?
  @OptionGroup var fetching: FetchOptions
  @Option(
    help: ArgumentHelp(
      "What static:by=list is filled with, the first ones first: a trace of its own, a key a line or CSV.",
      valueName: "file")) var staticList: String?
  @Option(
    help: ArgumentHelp("Replay this share of the objects, in caches as much smaller.", valueName: "rate"))
  var sample = 1.0
  @Flag(help: "LRU's exact miss ratio at every size, from one pass.") var curve = false
  @Option(
    help: ArgumentHelp(
      "Prices of a million requests to the origin, of a GiB from it, of a GiB written: requests=0.75,gib=0.09,written=0.",
      valueName: "list")) var prices: String?
  @Option(help: "What policies that draw numbers start from.") var seed: UInt64 = 1
  @Option(
    help: ArgumentHelp(
      "Replay with so many seeds, of policies that draw numbers and of workloads that are made up: bands of hit ratios.",
      valueName: "n")) var seeds = 1
  @Option(help: ArgumentHelp("Threads; one a processor if not given.", valueName: "n")) var threads: Int?
  @Option(help: ArgumentHelp("Write a page with plots.", valueName: "file.html")) var report: String?
  @Option(
    help: ArgumentHelp("A result in JSON, of the same traces: say what changed.", valueName: "file.json"))
  var baseline: String?
  @OptionGroup var edge: EdgeReplayOptions
  @Option(help: "table, json or tsv.") var format: AdminOptions.Format = .table

  func run() throws {
    returnLargeBlocks()
    do {
      if let directory = edge.edgeConfig { return try runEdge(directory) }
      guard edge.others.isEmpty else {
        throw TraceError("\(edge.others.joined(separator: ", ")): only with --edge-config")
      }
      let plan = try replayPlan()
      let old = try baselineReports(ReplayReport.parse)
      let reports = try traces.map { try replay($0, plan) }
      let comparison = try old.map { try compare($0, reports) { Self.drawsNumbers($0, of: $1) } }
      switch format {
      case .table: print(reports.map(\.table).joined(separator: "\n\n"))
      case .tsv:
        for row in [ReplayReport.tsvHeader] + reports.flatMap(\.tsv) { print(row.joined(separator: "\t")) }
      case .json: print(try ReplayReport.json(reports))
      }
      // On standard error where standard output is for programs.
      if let comparison {
        if format == .table { print("\n\(comparison)") } else { printError(comparison) }
      }
      if let report { try Self.save(ReplayPage.html(reports), report) }
    } catch is Lab.ConfigurationRefused {
      throw ExitCode(2)
    } catch {
      printError("\(error)")
      throw ExitCode(2)
    }
  }

  /// What --baseline names.
  func baselineReports<Report>(_ parse: ([UInt8]) throws -> [Report]) throws -> [Report]? {
    try baseline.map { path in
      let text = try TextFile.read(path)
      guard let reports = try? parse(text), !reports.isEmpty else {
        let options = edge.edgeConfig == nil ? "without --edge-config" : "with --edge-config"
        throw TraceError("\(path): is no result of edgesim replay \(options) --format json")
      }
      return reports
    }
  }

  func compare(
    _ old: [ReplayReport], _ reports: [ReplayReport], _ drawsNumbers: (Int, ReplayReport) -> Bool
  ) throws -> String {
    try reports.map { report in
      guard let before = old.first(where: { $0.trace == report.trace }) else {
        throw TraceError(
          "\(report.trace) is not in \(baseline ?? ""), which has \(old.map(\.trace).joined(separator: ", "))"
        )
      }
      guard let comparison = ReplayComparison(before, report, drawsNumbers: { drawsNumbers($0, report) })
      else {
        throw TraceError(
          "\(report.trace): counted with \(Self.text(report)), and in \(baseline ?? "") with \(Self.text(before)); "
            + "replay with the same options")
      }
      return "\(report.trace), compared with \(baseline ?? "")\n\(comparison.table)"
    }.joined(separator: "\n\n")
  }

  /// Whether chance has a part in what a report's cache of this index did. What a tier holds depends on what the others
  /// hand it: the row of them all comes after theirs.
  static func drawsNumbers(_ index: Int, of report: ReplayReport) -> Bool {
    let name = report.caches[index].policy
    let tier = Traces.Limits.tierNames.first { name.hasPrefix("\($0) ") }.map { name.dropFirst($0.count + 1) }
    let whole = report.caches[index...].first { cache in
      cache.policy.split(separator: "/").contains { part in tier.map { part.hasPrefix("\($0)@") } ?? false }
    }
    return drawsNumbers((whole ?? report.caches[index]).policy)
  }

  /// Of a policy, or of tiers, as a report names them.
  static func drawsNumbers(_ text: String) -> Bool {
    if let policy = try? PolicySpecification(parsing: text) { return policy.drawsNumbers }
    // A tier by itself has its name before it, and its size in a column of its own.
    let tiers = text.contains("@") ? text : (text.split(separator: " ").last.map(String.init) ?? "") + "@1"
    return (try? TierSpecification.list(parsing: tiers))?.contains { $0.policy.drawsNumbers } ?? true
  }

  private static func text(_ report: ReplayReport) -> String {
    let rules = report.rules + (report.sampleRate < 1 ? ["--sample \(report.sampleRate)"] : [])
    return rules.isEmpty ? "no options" : "'\(rules.joined(separator: " "))'"
  }

  /// Options that decide what is counted, as given.
  var rules: [String] {
    (ignoreObjectSize ? ["--ignore-object-size"] : []) + (warmUp.map { ["--warm-up \($0)"] } ?? [])
      + (ttl.map { ["--ttl \($0)"] } ?? []) + fetching.rules
      + (staticList.map { ["--static-list \($0)"] } ?? []) + input.rules
  }

  static func save(_ text: String, _ path: String) throws {
    let file = fopen(path, "w")
    let isWritten = file.map { fputs(text, $0) >= 0 } ?? false
    guard let file, fclose(file) == 0, isWritten else {
      throw TraceError("\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

}
