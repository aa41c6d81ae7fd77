import ArgumentParser
import Configuration
import EventLoop
import Primitives
import Reports
import Serving
import Simulation
import Synchronization
import World

/// `edgesim sweep DRILL`: runs all combinations, or a share of them.
struct SweepRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a drill under all combinations of some settings, or a share of them.",
    discussion: """
      Every combination runs on the virtual clock with the same seeds, on all processors. Prints the median of each figure over \
      the seeds and where 80 % of them lie, and marks the Pareto front: combinations than which no other is better in \
      everything that --objective names.

        edgesim sweep edge-config/drills/long-ttl.yaml --vary ttl=20,60,300,3600 --vary interval=10,30
        edgesim sweep DRILL --vary cache=1MB,16MB --vary eviction=lru,s3fifo --objective hit_ratio,origin_requests
        edgesim sweep DRILL --vary workload.zipf=0.7,0.9,1.1 --vary events.lost.at=5m,10m --report page.html

      A cluster can share the work: --list prints the tasks, --task 3/8 runs the third of eight shares and prints its result, \
      and `edgesim sweep merge FILE...` gives what a run in one piece would have given, octet for octet.

      --vary takes
      \(settings)
        any value of the drill's file, by its keys, and events and places by their names or numbers: population.clients, \
      population.resolvers, population.programs, workload.requestsPerSecond, workload.objects, workload.zipf, duration, \
      events.NAME.at, events.NAME.fault.delay ...

      --objective takes two or more of
        \(DrillFigure.all.map(\.name).joined(separator: ", "))
      """)

  private static let settings = LabSetting.allCases.map { setting in
    let name = setting.rawValue
    return "  \(name)\(String(repeating: " ", count: max(1, 17 - name.count)))\(setting.meaning)"
  }.joined(separator: "\n")

  @Argument(help: "The drill.") var drill: String
  @Option(
    help: ArgumentHelp("What to vary, and its values; may stand several times.", valueName: "name=value,..."))
  var vary: [String] = []
  @Option(help: "How many seeds each combination runs with.") var seeds = 10
  @Option(help: "The first seed.") var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Figures that are to be good together.", valueName: "a,b"))
  var objective = "rto.p90,cost"
  @Option(
    help: ArgumentHelp(
      "In USD, of a million DNS queries, of a health check for 30 days, and more for an interval of 10 s (default: queries=0.40,check=0.75,fast=2).",
      valueName: "list"))
  var prices: String?
  @Option(help: ArgumentHelp("Run one share of so many, and print its result as JSON.", valueName: "k/n"))
  var task: String?
  @Flag(help: "Print the tasks, and run none.") var list = false
  @Option(help: "Runs at one time (default: one a processor).") var workers: Int?
  @OptionGroup var output: SweepOutput
  @OptionGroup var files: ConfigurationFiles

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers is a number from 1 to 256.")
    }
    guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds is a number from 1 to 10000.") }
    guard seed <= UInt64.max - UInt64(seeds) else {
      throw ValidationError("--seed leaves no room for \(seeds) seeds.")
    }
    if task != nil, output.report != nil {
      throw ValidationError("--report: a share has no page; write it when the shares are merged.")
    }
    _ = try objectives()
    _ = try share()
  }

  func run() throws {
    let variants = try SweepVariants(
      drill, vary, files, seeds: (0..<UInt64(seeds)).map { seed + $0 }, objectives: objectives(),
      prices: drillPrices())
    let plan = variants.plan
    if list { return printTasks(plan) }
    if let report = output.report { try ReportFile.checkWritable(report) }
    let share = try share()
    let tasks = share.map { plan.share($0.number, of: $0.count) } ?? Array(0..<plan.taskCount)
    let progress = Mutex(ProgressLine(label: plan.drill))
    let results = Parallel.map(
      tasks.count, threads: workers ?? processorCount,
      tell: { done in progress.withLock { $0.tell(Double(done) / Double(tasks.count)) } }
    ) { index in Result { () throws(SweepVariants.Fault) in try variants.run(tasks[index]) } }
    progress.withLock { $0.clear() }
    let result = SweepResult(plan: plan, runs: try results.map { try $0.get() })
    if share == nil { try output.write(result) } else { print(SweepReport.json(share: result)) }
  }

  private func printTasks(_ plan: SweepPlan) {
    let rows = (0..<plan.taskCount).map { number -> [String] in
      let trial = plan.trial(number)
      return ["\(number + 1)"] + plan.values(of: trial.cell) + ["\(trial.seed)"]
    }
    let header = ["TASK"] + plan.axes.map { $0.name.uppercased() } + ["SEED"]
    switch output.format {
    case .table: for line in TextTable.lines(header, rows, rightAligned: Set(header.indices)) { print(line) }
    case .tsv, .json: for row in [header] + rows { print(row.joined(separator: "\t")) }
    }
  }

  // MARK: Options

  private func objectives() throws -> [String] {
    let names = objective.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let known = DrillFigure.all.map(\.name)
    for name in names where !known.contains(name) {
      throw ValidationError(
        "--objective: there is no figure '\(name)'\(NearestName.suggestion(for: name, among: known)); expected some of \(known.joined(separator: ", "))."
      )
    }
    guard names.count >= 2, Set(names).count == names.count else {
      throw ValidationError("--objective takes two different figures or more, as in rto.p90,cost.")
    }
    return names
  }

  private func drillPrices() throws -> DrillPrices {
    do {
      return try prices.map { try DrillPrices($0) } ?? DrillPrices()
    } catch let error as DrillPrices.Refused {
      throw ValidationError("--prices: \(error).")
    }
  }

  /// From 1; nil: all.
  private func share() throws -> (number: Int, count: Int)? {
    guard let task else { return nil }
    let parts = task.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(number)
    else {
      throw ValidationError("--task is a share such as 3/8: the third of eight.")
    }
    return (number, count)
  }
}
