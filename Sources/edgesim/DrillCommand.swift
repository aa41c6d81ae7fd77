import ArgumentParser
import Configuration
import EventLoop
import Geo
import Glibc
import Logging
import Primitives
import Reports
import Serving
import Simulation
import World

/// `edgesim drill FILE`: rehearses outages.
struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Rehearse an outage: break an origin, see who is answered what, and when.",
    discussion: """
      Runs the lab on a virtual clock: its own answers, health checks and caches, and no sockets, so that minutes take \
      milliseconds and a seed always gives the same report. Asks from the places that FILE names, brings the faults of FILE \
      about, and prints what was seen when: each checker's opinion, each status, each move of the answers, failed requests. \
      Then it says which expectations of FILE were met. docs/drills.md has the format; examples are in edge-config/drills.

        edgesim drill edge-config/drills/primary-outage.yaml
        edgesim drill --live edge-config/drills/primary-outage.yaml      real servers, sockets and time
        edgesim drill --compare edge-config/drills/primary-outage.yaml   both, and how far they are apart
        edgesim drill --swarm 1000                 drills drawn at random: does anything break that must always hold?

      Some things must hold in every run on the virtual clock, whatever FILE expects. --swarm draws drills by seed, many things \
      failing at once, for the users and places of FILE... (default: all drills of the edge configuration), runs them on all \
      processors and looks for nothing else. Of each rule that is broken it writes the smallest drill that breaks it to \
      swarm-SEED-RULE.yaml, with the command that runs it.

      `edgesim drill diff` compares two reports, `edgesim sweep` runs a drill under many settings.

      Exits with 0 when all expectations are met (and, compared, both runs agree), 1 when not, 2 when a file is wrong.
      """)

  @Argument(help: "Drills, run one after another.") var drills: [String] = []
  @Flag(help: "Against real servers, timeScale times as fast as life.") var live = false
  @Flag(
    help:
      "Live and on the virtual clock, both timeScale times as fast as life; prints how far they are apart.")
  var compare = false
  @OptionGroup var files: ConfigurationFiles
  @Option(help: "What all that is random is drawn from.") var seed: UInt64?
  @Option(help: ArgumentHelp("Stop the run at that time of the drill, such as 90s.", valueName: "time"))
  var until: String?
  @Option(
    help: ArgumentHelp("Run so many drills drawn at random, from --seed (default: 1) on.", valueName: "n"))
  var swarm: Int?
  @Option(
    help: ArgumentHelp("Where --swarm writes drills that break a rule (default: here).", valueName: "dir"))
  var cases = "."
  @Option(
    help: "DNS and HTTP threads of live runs, drills at one time of a swarm (default: one a processor).")
  var workers: Int?
  @Option(help: "table, json or tsv.") var format: AdminOptions.Format = .table
  @Option(help: ArgumentHelp("Write a page with a plot of each drill.", valueName: "file.html"))
  var report: String?
  @OptionGroup var tracing: TraceClientOptions
  @Option(help: ArgumentHelp("Write the expectations as JUnit XML.", valueName: "file.xml"))
  var junit: String?

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers is a number from 1 to 256.")
    }
    if tracing.trace != nil, live || compare {
      throw ValidationError("--trace follows a client on the virtual clock: leave --live and --compare out.")
    }
    if live, compare { throw ValidationError("--compare runs live too: leave --live out.") }
    if drills.isEmpty, swarm == nil { throw ValidationError("Name a drill, or give --swarm.") }
    if let swarm, !(1...10_000_000).contains(swarm) {
      throw ValidationError("--swarm is a number from 1 to 10000000.")
    }
    if swarm != nil, live || compare || until != nil || report != nil {
      throw ValidationError(
        "--swarm runs on the virtual clock, each drill to its end, and has no page: leave --live, --compare, --until and --report out."
      )
    }
    if until != nil, live || compare {
      throw ValidationError("--until stops runs on the virtual clock: leave --live and --compare out.")
    }
    if let until, Duration(text: until) == nil {
      throw ValidationError("--until is a time such as 500ms, 30s or 5m.")
    }
  }

  func run() throws {
    if let swarm { return try run(swarm: swarm) }
    raiseDescriptorLimit()
    let (configuration, plans) = try load()
    let trace = try tracing.clientTrace(plans)
    for path in [report, junit].compactMap({ $0 }) { try ReportFile.checkWritable(path) }
    let seed = seed ?? UInt64.random(in: 0 ... .max)
    var results: [(report: DrillReport, plot: DrillPlot)] = []
    var agrees = true
    let until = until.flatMap { Duration(text: $0) }
    for (path, plan) in zip(drills, plans) {
      let drill = live || compare ? plan.livePart : plan.inRealTime
      let timeline =
        live
        ? try rehearse(drill, configuration, seed) : try virtual(drill, configuration, seed, until, trace)
      let result = DrillReport(
        drill, timeline, seed: seed, identity: identity(seed, drills: [path] + plan.recordings), until: until,
        command: command(path, seed))
      if format == .table { print(result.table, terminator: "\n\n") }
      if compare {
        let comparison = DrillComparison(drill, timeline, try rehearse(drill, configuration, seed))
        agrees = agrees && comparison.agrees
        if format == .table { print(comparison.table, terminator: "\n\n") }
      }
      fflush(nil)
      results.append((result, DrillPlot(drill, timeline)))
    }
    try write(results)
    if !agrees || !results.allSatisfy(\.report.isMet) { throw ExitCode(1) }
  }

  private func virtual(
    _ drill: Drill, _ configuration: LabConfiguration, _ seed: UInt64, _ until: Duration?,
    _ trace: ClientTrace?
  ) throws -> Timeline {
    let (site, drill) = configuration.virtualSite(for: drill)
    return try Self.whole(
      drill,
      VirtualDrill.run(
        drill, at: site, seed: seed, timeScale: drill.timeScale, until: until, trace: trace))
  }

  /// What was seen, if anything can be said of it.
  private static func whole(_ drill: Drill, _ timeline: Timeline) throws -> Timeline {
    guard let fault = timeline.fault else { return timeline }
    printError("\(drill.name): \(fault)")
    throw ExitCode(2)
  }

  /// What is run comes of these.
  func identity(_ seed: UInt64, drills: [String]) -> RunIdentity {
    RunIdentity(
      seed: seed, configuration: ContentHash.of(drills + files.paths), data: GeoDataVersion.text,
      version: Edgesim.version)
  }

  func command(_ path: String, _ seed: UInt64) -> String {
    "edgesim drill \(path) --seed \(seed)\(files.arguments)"
  }

  private func rehearse(_ drill: Drill, _ configuration: LabConfiguration, _ seed: UInt64) throws -> Timeline
  {
    var log = Logger(label: "edgesim", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .error
    let loopback = SocketAddress("127.0.0.1:0")
    var options = Lab.Options(
      zones: files.zones, edgeConfiguration: files.edgeConfigIfAny, dns: loopback, http: loopback, admin: nil,
      workers: workers ?? processorCount, seed: seed)
    options.geoip = files.geoip
    do {
      return try Self.whole(
        drill, Lab.rehearse(drill, in: configuration, options, log: log, tell: progress))
    } catch is Lab.Interrupted {
      printError("\(drill.name): stopped before its end")
      throw ExitCode(1)
    }
  }

  /// Nothing is started before every file is known to be right.
  func load(_ drills: [String]? = nil) throws -> (LabConfiguration, [Drill]) {
    let drills = drills ?? self.drills
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: files.zones, edgeConfig: files.edgeConfigIfAny, geoip: files.geoip)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    guard let configuration else { throw Lab.ConfigurationRefused() }
    let loaded = drills.map { DrillReader.load($0, for: configuration) }
    for diagnostic in loaded.flatMap(\.diagnostics) { printError("\(diagnostic)") }
    let plans = loaded.compactMap(\.drill)
    guard plans.count == drills.count else { throw Lab.ConfigurationRefused() }
    for plan in plans where live || compare {
      if let obstacle = plan.liveObstacle {
        printError(
          "\(plan.name): \(obstacle); run it on the virtual clock, without \(live ? "--live" : "--compare")")
        throw ExitCode(2)
      }
      let left = plan.statementCount - plan.livePart.statementCount
      if plan.population != nil {
        printError(
          "\(plan.name): its population is for the virtual clock alone, and what is said of it: \(left) conditions and expectations are left out"
        )
      }
    }
    if !live {
      let gaps = plans.flatMap { plan in configuration.virtualGaps(of: plan).map { "\(plan.name): \($0)" } }
      for gap in gaps { printError(gap) }
      if !gaps.isEmpty { throw ExitCode(2) }
    }
    return (configuration, plans)
  }

  private var progress: (@Sendable (String) -> Void)? {
    isatty(STDERR_FILENO) == 1 ? { @Sendable in printError($0) } : nil
  }

  private func write(_ results: [(report: DrillReport, plot: DrillPlot)]) throws {
    let reports = results.map(\.report)
    switch format {
    case .table: break
    case .json: print(DrillReport.json(reports))
    case .tsv:
      for row in [DrillReport.tsvHeader] + reports.flatMap(\.tsv) { print(row.joined(separator: "\t")) }
    }
    if let report { try ReportFile.save(DrillPage.html(results), report) }
    if let junit { try ReportFile.save(DrillReport.junit(reports), junit) }
  }
}
