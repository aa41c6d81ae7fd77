/// Quantities over time, one upon the other.
struct StackPlot {
  struct Layer {
    var name: String
    var colour: String
    /// Of each bin.
    var values: [Double]
  }

  let title: String
  let frame: TimeFrame
  let binSeconds: Double
  let layers: [Layer]
  /// What the axis counts.
  let label: String
  var height = 190.0
  /// Of the axis; nil: the greatest sum.
  var top: Double?
  let text: (Double) -> String

  var svg: String {
    let base = TimeFrame.head + height
    var drawing = Drawing(width: TimeFrame.drawn, height: base + TimeFrame.foot, title: title)
    let sums = layers.first?.values.indices.map { bin in layers.reduce(0) { $0 + $1.values[bin] } } ?? []
    let scale = PlotScale(
      top.map { [$0] } ?? sums, start: base, end: TimeFrame.head, fromZero: true, steps: 4)
    frame.draw(on: &drawing, from: TimeFrame.head, to: base)
    var floor = [Double](repeating: 0, count: sums.count)
    for layer in layers {
      let ceiling = zip(floor, layer.values).map { $0 + $1 }
      if layer.values.contains(where: { $0 > 0 }) {
        drawing.polygon(
          edge(ceiling, scale) + edge(floor, scale).reversed(), fill: layer.colour, opacity: 0.85,
          tip: layer.name)
      }
      floor = ceiling
    }
    for tick in scale.ticks {
      drawing.line(
        x1: TimeFrame.left, y1: scale.place(tick), x2: TimeFrame.left + TimeFrame.width,
        y2: scale.place(tick),
        stroke: PageStyle.grid)
      drawing.text(
        text(tick), x: TimeFrame.left - 8, y: scale.place(tick) + 4, anchor: .end, colour: PageStyle.muted)
    }
    drawing.text(label, x: 4, y: TimeFrame.head + height / 2 + 4, colour: PageStyle.muted)
    return drawing.svg
  }

  /// A bin's value holds for all of it.
  private func edge(_ values: [Double], _ scale: PlotScale) -> [(x: Double, y: Double)] {
    values.enumerated().flatMap { bin, value in
      let (start, end) = (Double(bin) * binSeconds, min(Double(bin + 1) * binSeconds, frame.duration))
      return [(frame.x(start), scale.place(value)), (frame.x(end), scale.place(value))]
    }
  }
}
