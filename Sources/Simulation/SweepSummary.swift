/// A sweep's figures over its seeds, and which combinations no other beats.
package struct SweepSummary: Codable, Sendable {
  package struct Cell: Codable, Sendable {
    /// The value of each axis.
    package var values: [String]
    /// By the names of figures.
    package var bands: [String: Band]
    /// By the medians of the objectives.
    package var isOnFront: Bool
  }

  package var cells: [Cell]

  package init(_ result: SweepResult) {
    let plan = result.plan
    var runs = [[SweepResult.Run]](repeating: [], count: plan.cellCount)
    for run in result.runs { runs[plan.trial(run.task).cell].append(run) }
    cells = runs.enumerated().map { number, runs in
      var bands: [String: Band] = [:]
      for figure in DrillFigure.all { bands[figure.name] = Band(runs.compactMap { $0.figures[figure.name] }) }
      return Cell(values: plan.values(of: number), bands: bands, isOnFront: false)
    }
    let objectives = plan.objectives.compactMap(DrillFigure.named)
    let front = ParetoFront.members(
      cells.map { cell in
        objectives.map { objective in
          cell.bands[objective.name].map { objective.isGain ? -$0.median : $0.median }
        }
      })
    for index in cells.indices { cells[index].isOnFront = front[index] }
  }
}
