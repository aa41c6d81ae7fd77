/// Quantities over time beside one another, each a line that is level within a bin.
struct StepPlot {
  struct Line {
    var name: String
    var colour: String
    /// Of each bin.
    var values: [Double]
  }

  let title: String
  let frame: TimeFrame
  let binSeconds: Double
  let lines: [Line]
  /// What the axis counts.
  let label: String
  var height = 110.0
  /// A bound that is drawn across.
  var mark: Double?
  let text: (Double) -> String

  var svg: String {
    let base = TimeFrame.head + height
    var drawing = Drawing(width: TimeFrame.drawn, height: base + TimeFrame.foot, title: title)
    let scale = PlotScale(
      lines.flatMap(\.values) + [mark].compactMap(\.self), start: base, end: TimeFrame.head, fromZero: true,
      steps: 4)
    frame.draw(on: &drawing, from: TimeFrame.head, to: base)
    frame.draw(scale, label: label, on: &drawing, text: text)
    if let mark {
      drawing.line(
        x1: TimeFrame.left, y1: scale.place(mark), x2: TimeFrame.left + TimeFrame.width,
        y2: scale.place(mark),
        stroke: PageStyle.bad, dashes: "5 4")
    }
    for line in lines {
      drawing.polyline(
        frame.steps(line.values, binSeconds: binSeconds, scale), stroke: line.colour, tip: line.name)
    }
    return drawing.svg
  }
}
