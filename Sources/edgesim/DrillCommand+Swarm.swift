import ArgumentParser
import Configuration
import EventLoop
import Primitives
import Reports
import Serving
import Simulation
import Synchronization
import World

// `edgesim drill --swarm N`.

extension DrillCommand {
  func run(swarm count: Int) throws {
    let paths = try swarmDrills()
    let (configuration, drills) = try load(paths)
    if let junit { try ReportFile.checkWritable(junit) }
    let first = seed ?? 1
    guard first <= UInt64.max - UInt64(count) else {
      throw ValidationError("--seed leaves no room for \(count) seeds.")
    }
    let swarm = try makeSwarm(configuration, drills)
    let broken = search(swarm, first, count)
    // Of each rule the first seed that breaks it is made small.
    let firsts = Violation.Rule.allCases.compactMap { rule in broken.first { $0.violation.rule == rule } }
    let failures = Parallel.map(firsts.count, threads: workers ?? processorCount) { number in
      swarm.shrink(firsts[number].seed, firsts[number].violation)
    }
    let small = failures.map(smallCase)
    for (failure, found) in zip(failures, small) {
      try TextFile.write(
        [(name: name(failure), text: failure.file(found.command))], into: cases, replacing: true)
    }
    let report = SwarmReport(
      identity: identity(first, drills: paths), seeds: count,
      broken: broken.map { SwarmReport.Broken(seed: $0.seed, $0.violation) }, cases: small)
    try write(report)
    if !report.isMet { throw ExitCode(1) }
  }

  /// Those that are given, else those of the edge configuration.
  private func swarmDrills() throws -> [String] {
    guard drills.isEmpty, let directory = files.edgeConfigIfAny else { return drills }
    let (paths, diagnostics) = DrillReader.paths(in: directory)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    if !diagnostics.isEmpty { throw ExitCode(2) }
    return paths
  }

  private func makeSwarm(_ configuration: LabConfiguration, _ drills: [Drill]) throws -> Swarm {
    let site = configuration.virtualSite(hasPopulation: true)
    let ground = configuration.swarmGround(site, checks: configuration.watchedChecks, drills: drills)
    guard !ground.isEmpty else {
      printError(
        "--swarm needs drills that have places or a population, and origins or points of presence that can fail"
      )
      throw ExitCode(2)
    }
    return Swarm(ground) { LabConfiguration.apply($0.lab, to: $0, site).site }
  }

  private func search(_ swarm: Swarm, _ first: UInt64, _ count: Int) -> [(seed: UInt64, violation: Violation)]
  {
    let progress = Mutex(ProgressLine(label: "swarm"))
    let violations = Parallel.map(
      count, threads: workers ?? processorCount,
      tell: { done in progress.withLock { $0.tell(Double(done) / Double(count)) } }
    ) { number in swarm.run(first + UInt64(number)) }
    progress.withLock { $0.clear() }
    return violations.enumerated().compactMap { number, violation in
      violation.map { (first + UInt64(number), $0) }
    }
  }

  /// Two rules may be broken by one seed.
  private func name(_ failure: Swarm.Failure) -> String {
    "swarm-\(failure.seed)-\(failure.violation.rule.rawValue).yaml"
  }

  private func smallCase(_ failure: Swarm.Failure) -> SwarmReport.Case {
    let path = cases == "." ? name(failure) : "\(cases)/\(name(failure))"
    return SwarmReport.Case(
      seed: failure.seed, failure.violation, drawnEvents: failure.drawnEvents,
      events: failure.drill.events.count, file: path, command: command(path, failure.seed))
  }

  private func write(_ report: SwarmReport) throws {
    switch format {
    case .table: print(report.table)
    case .json: print(report.json)
    case .tsv: for row in [SwarmReport.tsvHeader] + report.tsv { print(row.joined(separator: "\t")) }
    }
    if let junit { try ReportFile.save(report.junit, junit) }
  }
}

extension Swarm.Failure {
  /// The drill, with what it shows and how it is run.
  fileprivate func file(_ command: String) -> String {
    "# Breaks a rule that must always hold:\n# \(violation)\n# \(command)\n\n\(drill.file)"
  }
}
