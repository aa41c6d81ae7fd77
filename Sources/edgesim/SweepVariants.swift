import ArgumentParser
import EventLoop
import Configuration
import Primitives
import Serving
import Simulation
import World

/// The combinations of a sweep, each found right before the first is run.
struct SweepVariants: Sendable {
  let plan: SweepPlan
  /// Of each combination.
  private let cells: [(drill: Drill, site: VirtualSite)]

  init(
    _ path: String, _ vary: [String], _ files: ConfigurationFiles, seeds: [UInt64], objectives: [String],
    prices: DrillPrices
  ) throws {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: files.zones, edgeConfig: files.edgeConfigIfAny, geoip: files.geoip)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    guard let configuration else { throw Lab.ConfigurationRefused() }
    let axes = try Self.axes(vary, path)
    var reader = Reader(path: path, configuration: configuration)
    let drill = try reader.drill([])
    plan = SweepPlan(
      drill: drill.name, configuration: ContentHash.of([path] + drill.recordings + files.paths),
      axes: axes.map(\.plan), seeds: seeds, objectives: objectives, prices: prices)
    guard plan.isSound else {
      throw ValidationError("a sweep has at most \(Simulation.Limits.sweepTasks) runs; this one has more.")
    }
    var cells: [(drill: Drill, site: VirtualSite)] = []
    for cell in 0..<plan.cellCount {
      let values = plan.values(of: cell)
      cells.append(try reader.variant(axes, values))
    }
    self.cells = cells
  }

  private static func axes(_ vary: [String], _ path: String) throws -> [SweepAxis] {
    let paths = DrillValue.paths(inFile: path)
    var axes: [SweepAxis] = []
    for text in vary {
      do throws(SweepAxis.Refused) {
        axes.append(try SweepAxis(text, paths: paths))
      } catch {
        throw ValidationError("--vary: \(error.description).")
      }
      let name = axes[axes.count - 1].plan.name
      guard axes.dropLast().allSatisfy({ $0.plan.name != name }) else {
        throw ValidationError("--vary: \(name) stands twice; give all its values at once.")
      }
    }
    return axes
  }

  /// The figures of one task.
  ///
  /// - Throws: `Fault`, where what is read in its course is damaged.
  func run(_ number: Int) throws(Fault) -> SweepResult.Run {
    let trial = plan.trial(number)
    let (drill, site) = cells[trial.cell]
    let timeline = VirtualDrill.run(drill, at: site, seed: trial.seed)
    if let fault = timeline.fault { throw Fault(description: fault) }
    var figures: [String: Double] = [:]
    for figure in DrillFigure.all { figures[figure.name] = figure.value(of: drill, timeline, plan.prices) }
    return SweepResult.Run(task: number, figures: figures)
  }

  struct Fault: Error, CustomStringConvertible {
    let description: String
  }
}

/// Reads a drill once for each different set of values of its file, and a lab once for all.
private struct Reader {
  let path: String
  let configuration: LabConfiguration
  private var drills: [[DrillValue]: Drill] = [:]
  private var sites: [Bool: VirtualSite] = [:]

  init(path: String, configuration: LabConfiguration) {
    (self.path, self.configuration) = (path, configuration)
  }

  mutating func variant(_ axes: [SweepAxis], _ values: [String]) throws -> (drill: Drill, site: VirtualSite) {
    var replaced: [DrillValue] = []
    for (axis, value) in zip(axes, values) {
      if case .drill(let path) = axis.kind { replaced.append(DrillValue(path: path, text: value)) }
    }
    var drill = try drill(replaced)
    var site = site(hasPopulation: drill.population != nil)
    (site, drill) = LabConfiguration.apply(drill.lab, to: drill, site)
    for (axis, value) in zip(axes, values) {
      guard case .lab(let changes) = axis.kind, let index = axis.plan.values.firstIndex(of: value) else {
        continue
      }
      changes[index](&drill, &site)
    }
    return (drill, site)
  }

  mutating func drill(_ values: [DrillValue]) throws -> Drill {
    if let drill = drills[values] { return drill }
    let (drill, diagnostics) = DrillReader.load(path, for: configuration, replacing: values)
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    let gaps = drill.map { configuration.virtualGaps(of: $0) } ?? []
    for gap in gaps { printError("\(path): \(gap)") }
    guard let drill, gaps.isEmpty else {
      if !values.isEmpty {
        printError("with \(values.map { "\($0.path)=\($0.text)" }.joined(separator: " "))")
      }
      throw Lab.ConfigurationRefused()
    }
    drills[values] = drill.inRealTime
    return drill.inRealTime
  }

  private mutating func site(hasPopulation: Bool) -> VirtualSite {
    if let site = sites[hasPopulation] { return site }
    let site = configuration.virtualSite(hasPopulation: hasPopulation)
    sites[hasPopulation] = site
    return site
  }
}
