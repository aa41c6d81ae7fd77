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
      "How long objects may be kept: trace (what the trace says), a time (1h), or times by size (1MiB=1h,1d: below 1 MiB, the rest).",
      valueName: "rule")) var ttl: String?
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
    // The system gets blocks of this size and more back at once: what arrays leave when they grow does not add up.
    _ = mallopt(M_MMAP_THRESHOLD, 128 << 10)
    do {
      if let directory = edge.edgeConfig { return try runEdge(directory) }
      guard edge.others.isEmpty else {
        throw TraceError("\(edge.others.joined(separator: ", ")): only with --edge-config")
      }
      let specifications = try PolicySpecification.list(parsing: policy ?? "lru")
      let sizes = try sizesGiven(size ?? "0.1%,1%,10%")
      var options = try replayOptions()
      options.threads = threads ?? processorCount
      let old = try baseline.map { try ReplayReport.parse(json: try TextFile.read($0)) }
      var reports: [ReplayReport] = []
      for trace in traces {
        reports.append(try replay(trace, specifications, sizes, options))
      }
      switch format {
      case .table: print(reports.map(\.table).joined(separator: "\n\n"))
      case .tsv:
        for row in [ReplayReport.tsvHeader] + reports.flatMap(\.tsv) { print(row.joined(separator: "\t")) }
      case .json: print(try ReplayReport.json(reports))
      }
      if let old { try compare(old, reports) }
      if let report { try Self.save(ReplayPage.html(reports), report) }
    } catch is Lab.ConfigurationRefused {
      throw ExitCode(2)
    } catch {
      printError("\(error)")
      throw ExitCode(2)
    }
  }

  /// On standard error where standard output is for programs.
  private func compare(_ old: [ReplayReport], _ reports: [ReplayReport]) throws {
    for report in reports {
      guard let baseline = old.first(where: { $0.trace == report.trace }) else {
        printError("\(report.trace) is not in \(self.baseline ?? "")")
        continue
      }
      guard let comparison = ReplayComparison(baseline, report, drawsNumbers: Self.drawsNumbers) else {
        throw TraceError(
          "\(report.trace): counted under other rules than in \(self.baseline ?? ""), \(Self.text(report)) and not "
            + "\(Self.text(baseline)); replay with the same options")
      }
      let text = "\(report.trace), compared with \(self.baseline ?? "")\n\(comparison.table)"
      if format == .table { print("\n\(text)") } else { printError(text) }
    }
  }

  private static func drawsNumbers(_ policy: String) -> Bool {
    (try? PolicySpecification(parsing: policy))?.drawsNumbers ?? true
  }

  private static func text(_ report: ReplayReport) -> String {
    let rules = report.rules + (report.sampleRate < 1 ? ["--sample \(report.sampleRate)"] : [])
    return rules.isEmpty ? "no options" : "'\(rules.joined(separator: " "))'"
  }

  /// Options that decide what is counted, as given.
  private var rules: [String] {
    (ignoreObjectSize ? ["--ignore-object-size"] : []) + (warmUp.map { ["--warm-up \($0)"] } ?? [])
      + (ttl.map { ["--ttl \($0)"] } ?? []) + input.rules
  }

  private static func save(_ text: String, _ path: String) throws {
    let file = fopen(path, "w")
    let isWritten = file.map { fputs(text, $0) >= 0 } ?? false
    guard let file, fclose(file) == 0, isWritten else {
      throw TraceError("\(path): cannot be written: \(String(cString: strerror(errno)))")
    }
  }

  private func replay(
    _ trace: String, _ policies: [PolicySpecification], _ sizes: [(text: String, size: CacheSize)],
    _ options: Replayer.Options
  ) throws -> ReplayReport {
    let survey = try survey(trace, policies, sizes, options)
    var options = options
    if let survey { options.content = survey.content }
    let footprint = survey.map { ignoreObjectSize ? $0.statistics.objects : $0.statistics.footprint } ?? 0
    var caches: [Replayer.Cache] = []
    for policy in policies {
      for size in sizes {
        let capacity = size.size.capacity(footprint: footprint)
        guard capacity > 0 else { throw TraceError("\(trace): a cache of \(size.text) holds nothing") }
        caches.append(Replayer.Cache(policy: policy, size: size.text, capacity: capacity, seed: seed))
      }
    }
    // Chance is in the requests where they are made up, else in what policies draw.
    let isSynthetic = TraceOptions.isSynthetic(trace)
    let hasChance = caches.map { isSynthetic || $0.policy.drawsNumbers }
    guard hasChance.contains(true) else { return try replay(trace, caches, 0, options, survey?.next) }
    let reports = try (0..<UInt64(seeds)).map { step in
      guard step > 0, isSynthetic else { return try replay(trace, caches, step, options, survey?.next) }
      let survey = try self.survey(trace, policies, sizes, options, step)
      var options = options
      if let survey { options.content = survey.content }
      return try replay(trace, caches, step, options, survey?.next)
    }
    return ReplayReport(seeds: reports, hasChance: { hasChance[$0] })
  }

  private func replay(
    _ trace: String, _ caches: [Replayer.Cache], _ step: UInt64, _ options: Replayer.Options,
    _ next: NextPositions?
  ) throws -> ReplayReport {
    var caches = caches
    for index in caches.indices { caches[index].seed &+= step }
    var progress = ProgressLine(label: seeds > 1 ? "\(trace) (seed \(step + 1) of \(seeds))" : trace)
    let outcome = try Replayer.run(
      try input.open(trace, seedStep: step), caches, options, next: next, tell: { progress.tell($0) })
    progress.clear()
    guard outcome.stretches.contains(where: { $0.requests > 0 }) else {
      throw TraceError("\(trace): no requests")
    }
    return ReplayReport(
      trace: trace, caches: caches.map { ($0.policy.description, $0.size, $0.capacity) }, outcome.figures,
      objects: outcome.objects, stretches: outcome.stretches, curve: outcome.curve,
      sampleRate: options.sample?.rate ?? 1, seed: seed &+ step, rules: rules,
      hasWindows: options.window != nil, prices: try replayPrices())
  }

  /// A pass before the replay, if sizes are shares of the footprint or a policy has to be told the future.
  private func survey(
    _ trace: String, _ policies: [PolicySpecification], _ sizes: [(text: String, size: CacheSize)],
    _ options: Replayer.Options, _ seedStep: UInt64 = 0
  ) throws -> (statistics: TraceStatistics, next: NextPositions?, content: StaticContent)? {
    let hasShares = sizes.contains { if case .percent = $0.size { true } else { false } }
    let knowsFuture = policies.contains(where: \.name.knowsFuture)
    let isStatic = policies.contains { $0.staticOrder != nil }
    guard !isStatic || warmUp != nil else {
      throw TraceError(
        "static caches are filled with what is asked for while they warm up: say how long with --warm-up")
    }
    guard hasShares || knowsFuture || isStatic else { return nil }
    guard trace != "-" else {
      throw TraceError(
        "standard input is read once; sizes in per cent, policies that know the future and static caches take two passes"
      )
    }
    var source = try input.open(trace, seedStep: seedStep)
    var statistics = TraceStatistics()
    var next: NextPositions? = knowsFuture ? NextPositions() : nil
    var training = TrainingWindow(options.warmUp, ignoresSizes: ignoreObjectSize)
    var batch: [Request] = []
    let sample = SpatialSample(rate: sample)
    var progress = ProgressLine(label: "\(trace) (footprint)")
    while true {
      try source.next(&batch)
      if batch.isEmpty { break }
      statistics.count(batch)
      if next != nil || isStatic { sample?.keep(&batch) }
      next?.count(batch)
      if isStatic { training.count(batch) }
      progress.tell(source.share)
    }
    progress.clear()
    return (statistics, next, training.content)
  }

  private func replayOptions() throws -> Replayer.Options {
    var options = Replayer.Options()
    guard let sample = SpatialSample(rate: sample) else {
      throw TraceError("--sample is a share over 0, at most 1")
    }
    if let threads, !(1...256).contains(threads) { throw TraceError("--threads is a number from 1 to 256") }
    guard (1...1000).contains(seeds) else { throw TraceError("--seeds is a number from 1 to 1000") }
    guard seeds == 1 || !traces.contains("-") else {
      throw TraceError("standard input is read once; --seeds takes a pass a seed")
    }
    options.sample = sample
    options.hasCurve = curve
    options.rules = ReplayRules(ignoresSizes: ignoreObjectSize, ttl: try ttlRule())
    if let window { options.window = try Self.seconds(window, "--window") }
    options.warmUp = try warmUpLength()
    return options
  }

  func warmUpLength() throws -> ReplayDivision.WarmUp {
    guard let warmUp else { return .none }
    return try Int(warmUp).map { .requests($0) } ?? .seconds(Self.seconds(warmUp, "--warm-up"))
  }

  func sizesGiven(_ list: String) throws -> [(text: String, size: CacheSize)] {
    try list.split(separator: ",").map { text in
      guard let size = CacheSize(String(text)) else {
        throw TraceError(
          "--size: '\(text)' is no size; expected octets or objects (64MiB, 5000) or a share (1%)")
      }
      return (text: String(text), size: size)
    }
  }

  private func replayPrices() throws -> ReplayPrices? {
    guard let prices else { return nil }
    guard let known = ReplayPrices(prices) else {
      throw TraceError("--prices: '\(prices)' is not of the form requests=0.75,gib=0.09,written=0.01")
    }
    return known
  }

  private func ttlRule() throws -> TTLRule {
    guard let ttl else { return .none }
    if ttl == "trace" { return .fromTrace }
    let bands = try ttl.split(separator: ",").map { part -> TTLRule.SizeBand in
      let words = part.split(separator: "=").map(String.init)
      let seconds = UInt32(clamping: try Self.seconds(words.last ?? "", "--ttl"))
      guard words.count == 2 else { return TTLRule.SizeBand(below: .max, seconds: seconds) }
      guard case .absolute(let bound) = CacheSize(words[0]) else {
        throw TraceError("--ttl: '\(words[0])' is no size")
      }
      return TTLRule.SizeBand(below: bound, seconds: seconds)
    }
    return .bySize(bands)
  }

  /// `90`, `90s`, `15m`, `1h`, `7d`.
  static func seconds(_ text: String, _ option: String) throws -> Int {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text : String(text.dropLast())), (1...1_000_000_000).contains(number)
    else {
      throw TraceError("\(option): '\(text)' is no time; expected seconds, or 15m, 1h, 7d")
    }
    return number * (unit ?? 1)
  }
}
