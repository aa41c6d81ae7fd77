import Simulation

extension DrillComparison {
  /// For people.
  package var table: String {
    let title =
      agrees
      ? "the virtual clock and the live lab agree"
      : "the virtual clock and the live lab do NOT agree"
    let rows = rows.map {
      [$0.what, $0.first, $0.second, $0.isClose.map { $0 ? "close" : "FAR APART" } ?? "not judged"]
    }
    let shortfall = [shortfall].compactMap(\.self)
    return ([title] + shortfall + [""] + TextTable.lines(["WHAT", "VIRTUAL", "LIVE", ""], rows)).joined(
      separator: "\n")
  }
}
