/// What some or all tasks of a sweep gave.
package struct SweepResult: Codable, Sendable {
  package struct Run: Codable, Hashable, Sendable {
    /// From 0.
    package var task: Int
    /// By the names of `DrillFigure.all`; those that were not measured are left out.
    package var figures: [String: Double]

    package init(task: Int, figures: [String: Double]) { (self.task, self.figures) = (task, figures) }
  }

  package var plan: SweepPlan
  /// In the order of their tasks.
  package var runs: [Run]

  package init(plan: SweepPlan, runs: [Run]) { (self.plan, self.runs) = (plan, runs) }

  package enum Fault: Error, Hashable, CustomStringConvertible {
    /// Numbers of the parts.
    case otherPlan(part: Int, what: String)
    case unknownTask(part: Int, Int)
    case differs(part: Int, task: Int)
    case missing(count: Int, first: Int)

    package var description: String {
      switch self {
      case .otherPlan(let part, let what):
        "part \(part + 1) is of another sweep than the first: its \(what) differs; merge parts of one sweep alone"
      case .unknownTask(let part, let task): "part \(part + 1) has task \(task + 1), which the sweep has not"
      case .differs(let part, let task):
        "part \(part + 1) has other figures of task \(task + 1) than a part before it; run both with one edgesim"
      case .missing(let count, let first):
        "\(count) tasks have no result, the first is \(first + 1) of --list: run the shares that are not there"
      }
    }
  }

  /// Puts shares together; in whatever order they come, the result is that of a run in one piece.
  package static func merged(_ parts: [SweepResult]) throws(Fault) -> SweepResult? {
    guard let plan = parts.first?.plan else { return nil }
    var runs = [Run?](repeating: nil, count: plan.taskCount)
    for (number, part) in parts.enumerated() {
      if let what = plan.difference(from: part.plan) { throw .otherPlan(part: number, what: what) }
      for run in part.runs {
        guard runs.indices.contains(run.task) else { throw .unknownTask(part: number, run.task) }
        if let known = runs[run.task], known != run { throw .differs(part: number, task: run.task) }
        runs[run.task] = run
      }
    }
    let missing = runs.indices.filter { runs[$0] == nil }
    if let first = missing.first { throw .missing(count: missing.count, first: first) }
    return SweepResult(plan: plan, runs: runs.compactMap(\.self))
  }
}

extension SweepPlan {
  /// What another plan has otherwise; nil: nothing.
  func difference(from other: SweepPlan) -> String? {
    if drill != other.drill { return "drill" }
    if axes != other.axes { return "--vary" }
    if seeds != other.seeds { return "seeds" }
    if objectives != other.objectives { return "--objective" }
    if prices != other.prices { return "--prices" }
    return configuration == other.configuration ? nil : "configuration"
  }
}
