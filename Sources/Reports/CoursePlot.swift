/// Quantities over time, level within a bin.
struct CoursePlot {
  struct Course {
    var name: String
    var colour: String
    /// Of each bin.
    var values: [Double]
  }

  enum Form {
    /// Lines beside one another, and a bound that is drawn across.
    case lines(bound: Double? = nil)
    /// Areas, one upon the other; the axis ends at `top`, nil: at the greatest sum.
    case stack(top: Double? = nil)
  }

  let title: String
  let frame: TimeFrame
  let binSeconds: Double
  let courses: [Course]
  /// What the axis counts.
  let label: String
  let form: Form
  var height = 110.0
  let text: (Double) -> String

  var svg: String {
    let base = TimeFrame.head + height
    var drawing = Drawing(width: TimeFrame.drawn, height: base + TimeFrame.foot, title: title)
    let scale = PlotScale(shown, start: base, end: TimeFrame.head, fromZero: true, steps: 4)
    frame.draw(on: &drawing, from: TimeFrame.head, to: base)
    switch form {
    case .lines(let bound):
      frame.draw(scale, label: label, on: &drawing, text: text)
      if let bound { draw(bound, scale, on: &drawing) }
      for course in courses {
        drawing.polyline(
          frame.steps(course.values, binSeconds: binSeconds, scale), stroke: course.colour, tip: course.name)
      }
    case .stack:
      drawAreas(scale, on: &drawing)
      frame.draw(scale, label: label, on: &drawing, text: text)
    }
    return drawing.svg
  }

  /// What the axis must have room for.
  private var shown: [Double] {
    switch form {
    case .lines(let bound): courses.flatMap(\.values) + [bound].compactMap(\.self)
    case .stack(let top?): [top]
    case .stack(nil):
      courses.first?.values.indices.map { bin in courses.reduce(0) { $0 + $1.values[bin] } } ?? []
    }
  }

  private func draw(_ bound: Double, _ scale: PlotScale, on drawing: inout Drawing) {
    drawing.line(
      x1: TimeFrame.left, y1: scale.place(bound), x2: TimeFrame.left + TimeFrame.width,
      y2: scale.place(bound),
      stroke: PageStyle.bad, dashes: "5 4")
  }

  private func drawAreas(_ scale: PlotScale, on drawing: inout Drawing) {
    let edge = { frame.steps($0, binSeconds: binSeconds, scale) }
    var floor = [Double](repeating: 0, count: courses.first?.values.count ?? 0)
    for course in courses {
      let ceiling = zip(floor, course.values).map { $0 + $1 }
      if course.values.contains(where: { $0 > 0 }) {
        drawing.polygon(
          edge(ceiling) + edge(floor).reversed(), fill: course.colour, opacity: 0.85, tip: course.name)
      }
      floor = ceiling
    }
  }
}
