/// One drill under all combinations of some settings, each with the same seeds: what differs between two combinations is then not
/// chance (common random numbers).
package struct SweepPlan: Codable, Hashable, Sendable {
  package struct Axis: Codable, Hashable, Sendable {
    package var name: String
    /// As they were written.
    package var values: [String]

    package init(name: String, values: [String]) { (self.name, self.values) = (name, values) }
  }

  /// One run.
  package struct Trial: Hashable, Sendable {
    /// Numbers of combinations: the last axis changes first.
    package var cell: Int
    package var seed: UInt64

    package init(cell: Int, seed: UInt64) { (self.cell, self.seed) = (cell, seed) }
  }

  /// Its name.
  package var drill: String
  /// Tells files that were read from others.
  package var configuration: String
  package var axes: [Axis]
  package var seeds: [UInt64]
  /// Names of figures that are to be good together.
  package var objectives: [String]
  package var prices: DrillPrices

  package init(
    drill: String, configuration: String, axes: [Axis], seeds: [UInt64], objectives: [String],
    prices: DrillPrices = DrillPrices()
  ) {
    (self.drill, self.configuration, self.axes) = (drill, configuration, axes)
    (self.seeds, self.objectives, self.prices) = (seeds, objectives, prices)
  }

  package var cellCount: Int { axes.reduce(1) { $0 * $1.values.count } }
  package var taskCount: Int { cellCount * seeds.count }

  /// The value of each axis in a combination.
  package func values(of cell: Int) -> [String] {
    var rest = cell
    return axes.reversed().map { axis in
      defer { rest /= axis.values.count }
      return axis.values[rest % axis.values.count]
    }.reversed()
  }

  /// From 0.
  package func trial(_ number: Int) -> Trial {
    Trial(cell: number / seeds.count, seed: seeds[number % seeds.count])
  }

  /// The tasks of share `number` (from 1) of `count`: every `count`th, so that shares take about as long.
  package func share(_ number: Int, of count: Int) -> [Int] {
    Array(stride(from: number - 1, to: taskCount, by: count))
  }
}

extension SweepPlan {
  /// Whether there is something to run, and no more than can be: plans come from files, too.
  package var isSound: Bool {
    var count = seeds.count
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
      guard !overflow else { return false }
      count = product
    }
    return (1...Limits.sweepTasks).contains(count) && objectives.allSatisfy { DrillFigure.named($0) != nil }
  }
}
