/// The axis of time that all plots of a drill share, so that they can be read one below the other: ticks at round times, and the
/// events by their numbers.
struct TimeFrame {
  static let (left, width, drawn) = (168.0, 760.0, 960.0)
  /// Room for the numbers of events, and for the labels of the axis.
  static let (head, foot) = (26.0, 30.0)

  /// Seconds.
  let duration: Double
  let events: [DrillReport.Event]

  func x(_ seconds: Double) -> Double { Self.left + Self.width * min(max(seconds, 0), duration) / duration }

  /// Below everything else: lines at ticks and events.
  func draw(on drawing: inout Drawing, from top: Double, to bottom: Double) {
    let (step, unit, length) = tick
    var time = 0.0
    while time <= duration * 1.000_001 {
      drawing.line(x1: x(time), y1: top, x2: x(time), y2: bottom, stroke: PageStyle.grid)
      let words = "\(DrillReport.text(time / length)) \(unit)"
      drawing.text(words, x: x(time), y: bottom + 18, anchor: .middle, colour: PageStyle.muted)
      time += step
    }
    for (words, place) in markers {
      drawing.line(x1: place, y1: top - 6, x2: place, y2: bottom, stroke: PageStyle.muted, dashes: "3 3")
      let width = max(16, Drawing.width(of: words) + 8)
      drawing.rectangle(
        x: place - width / 2, y: top - 22, width: width, height: 16, fill: PageStyle.muted,
        tip: events.enumerated().filter { abs(x($0.element.at) - place) < 14 }.map {
          "\($0.offset + 1) \($0.element.name)"
        }.joined(separator: ", "))
      drawing.text(words, x: place, y: top - 10, anchor: .middle, colour: PageStyle.paper, isBold: true)
    }
  }

  /// An axis of values, over what has been drawn.
  func draw(
    _ scale: PlotScale, label: String, on drawing: inout Drawing, text: (Double) -> String
  ) {
    for tick in scale.ticks {
      let y = scale.place(tick)
      drawing.line(x1: Self.left, y1: y, x2: Self.left + Self.width, y2: y, stroke: PageStyle.grid)
      drawing.text(text(tick), x: Self.left - 8, y: y + 4, anchor: .end, colour: PageStyle.muted)
    }
    drawing.text(label, x: 4, y: (scale.start + scale.end) / 2 + 4, colour: PageStyle.muted)
  }

  /// The corners of a line through values of bins; each holds for all of its bin.
  func steps(_ values: [Double], binSeconds: Double, _ scale: PlotScale) -> [(x: Double, y: Double)] {
    values.enumerated().flatMap { bin, value in
      let (start, end) = (Double(bin) * binSeconds, min(Double(bin + 1) * binSeconds, duration))
      return [(x(start), scale.place(value)), (x(end), scale.place(value))]
    }
  }

  /// Numbers of events, those that stand together as one.
  private var markers: [(words: String, place: Double)] {
    var groups: [(first: Int, last: Int, place: Double)] = []
    for (number, event) in events.enumerated() {
      let place = x(event.at)
      if let group = groups.last, place - group.place < 26 {
        groups[groups.count - 1].last = number
      } else {
        groups.append((number, number, place))
      }
    }
    return groups.map { group in
      (group.first == group.last ? "\(group.first + 1)" : "\(group.first + 1)–\(group.last + 1)", group.place)
    }
  }

  /// About eight a drill.
  private var tick: (step: Double, unit: String, length: Double) {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
    ]
    let step = steps.first { duration / $0 <= 9 } ?? 86_400
    if step >= 3600 { return (step, "h", 3600) }
    return step >= 60 ? (step, "min", 60) : (step, "s", 1)
  }
}
