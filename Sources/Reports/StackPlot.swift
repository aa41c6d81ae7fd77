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
    let edge = { frame.steps($0, binSeconds: binSeconds, scale) }
    var floor = [Double](repeating: 0, count: sums.count)
    for layer in layers {
      let ceiling = zip(floor, layer.values).map { $0 + $1 }
      if layer.values.contains(where: { $0 > 0 }) {
        drawing.polygon(
          edge(ceiling) + edge(floor).reversed(), fill: layer.colour, opacity: 0.85,
          tip: layer.name)
      }
      floor = ceiling
    }
    frame.draw(scale, label: label, on: &drawing, text: text)
    return drawing.svg
  }
}
