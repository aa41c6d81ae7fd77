/// Who of the health checkers found a check unhealthy when, and the quorum above: a check is healthy while more than 18 % of them
/// find it so.
struct CheckerRaster {
  let check: String
  let checkers: [DrillReport.Checker]
  let frame: TimeFrame

  private static let (row, quorum) = (13.0, 64.0)
  private static let share = 0.18

  var svg: String {
    let top = TimeFrame.head
    let rows = top + Self.quorum + 22
    let base = rows + Double(checkers.count) * Self.row
    var drawing = Drawing(
      width: TimeFrame.drawn, height: base + TimeFrame.foot, title: "What health checkers think of \(check)")
    frame.draw(on: &drawing, from: top, to: base)
    let scale = PlotScale(
      [Double(checkers.count)], start: top + Self.quorum, end: top, fromZero: true, steps: 2)
    drawing.text("checkers that find", x: 4, y: top + 14, colour: PageStyle.muted)
    drawing.text("it healthy", x: 4, y: top + 29, colour: PageStyle.muted)
    for tick in scale.ticks where tick <= Double(checkers.count) {
      drawing.text(
        DrillReport.text(tick), x: TimeFrame.left - 8, y: scale.place(tick) + 4, anchor: .end,
        colour: PageStyle.muted)
    }
    let line = scale.place(Self.share * Double(checkers.count))
    drawing.line(
      x1: TimeFrame.left, y1: line, x2: TimeFrame.left + TimeFrame.width, y2: line, stroke: PageStyle.bad,
      dashes: "5 3")
    drawing.text(
      "18 %", x: TimeFrame.left + TimeFrame.width - 4, y: line - 5, anchor: .end, colour: PageStyle.bad)
    drawing.polyline(steps(scale), stroke: PageStyle.accent)
    for (number, checker) in checkers.enumerated() {
      let y = rows + Double(number) * Self.row
      drawing.text(checker.checker, x: TimeFrame.left - 8, y: y + 10, anchor: .end, colour: PageStyle.muted)
      for (index, span) in spans(checker).enumerated() {
        let isHealthy = index.isMultiple(of: 2)
        drawing.rectangle(
          x: frame.x(span.0), y: y + 1, width: frame.x(span.1) - frame.x(span.0), height: Self.row - 2,
          fill: isHealthy ? PageStyle.good : PageStyle.bad, opacity: isHealthy ? 0.35 : 0.9,
          tip:
            "\(checker.checker) finds it \(isHealthy ? "healthy" : "unhealthy") from \(DrillReport.text(span.0)) s to \(DrillReport.text(span.1)) s"
        )
      }
    }
    return drawing.svg
  }

  /// Healthy, unhealthy, healthy, ...
  private func spans(_ checker: DrillReport.Checker) -> [(Double, Double)] {
    let edges = [0] + checker.turns + [frame.duration]
    return (1..<edges.count).map { (edges[$0 - 1], edges[$0]) }
  }

  private func steps(_ scale: PlotScale) -> [(x: Double, y: Double)] {
    let turns = checkers.flatMap { checker in
      checker.turns.enumerated().map { (at: $0.element, change: $0.offset.isMultiple(of: 2) ? -1 : 1) }
    }.sorted { ($0.at, $0.change) < ($1.at, $1.change) }
    var count = checkers.count
    var points = [(x: frame.x(0), y: scale.place(Double(count)))]
    for turn in turns {
      points.append((frame.x(turn.at), scale.place(Double(count))))
      count += turn.change
      points.append((frame.x(turn.at), scale.place(Double(count))))
    }
    return points + [(frame.x(frame.duration), scale.place(Double(count)))]
  }
}
