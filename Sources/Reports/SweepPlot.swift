import Simulation

/// The combinations of a sweep by two objectives, with the front that none is beyond.
struct SweepPlot {
  let report: SweepReport

  private static let (left, top, width, height) = (86.0, 16.0, 800.0, 380.0)

  private struct Point {
    var name: String
    var x: Band
    var y: Band
    var isOnFront: Bool
  }

  /// Nil: there are not two objectives, or nothing to plot them from.
  var svg: String? {
    let objectives = report.objectives
    guard objectives.count >= 2 else { return nil }
    let (vertical, horizontal) = (objectives[0], objectives[1])
    let points = report.cells.compactMap { cell -> Point? in
      guard let x = cell.bands[horizontal.name], let y = cell.bands[vertical.name] else { return nil }
      // What is the same for all says nothing of one.
      let name = zip(report.plan.axes, cell.values).filter { $0.0.values.count > 1 }.map {
        "\($0.name) \($1)"
      }.joined(separator: ", ")
      return Point(name: name, x: x, y: y, isOnFront: cell.isOnFront)
    }
    guard !points.isEmpty else { return nil }
    var drawing = Drawing(
      width: Self.left + Self.width + 74, height: Self.top + Self.height + 54,
      title: "\(vertical.name) against \(horizontal.name)")
    let x = PlotScale(
      points.flatMap { [$0.x.low, $0.x.median, $0.x.high] }, start: Self.left, end: Self.left + Self.width)
    let y = PlotScale(
      points.flatMap { [$0.y.low, $0.y.median, $0.y.high] }, start: Self.top + Self.height, end: Self.top)
    frame(&drawing, x, y, horizontal, vertical)
    let front = points.filter(\.isOnFront).sorted { ($0.x.median, $0.y.median) < ($1.x.median, $1.y.median) }
    drawing.polyline(
      front.map { (x.place($0.x.median), y.place($0.y.median)) }, stroke: PageStyle.accent, width: 1.5,
      dashes: "5 4")
    for point in points.sorted(by: { !$0.isOnFront && $1.isOnFront }) {
      draw(point, &drawing, x, y, horizontal, vertical)
    }
    label(points, &drawing, x, y)
    return drawing.svg
  }

  private func frame(
    _ drawing: inout Drawing, _ x: PlotScale, _ y: PlotScale, _ horizontal: DrillFigure,
    _ vertical: DrillFigure
  ) {
    for tick in y.ticks {
      let place = y.place(tick)
      drawing.line(x1: Self.left, y1: place, x2: Self.left + Self.width, y2: place, stroke: PageStyle.grid)
      drawing.text(
        vertical.unit.text(tick), x: Self.left - 8, y: place + 4, anchor: .end, colour: PageStyle.muted)
    }
    for tick in x.ticks {
      let place = x.place(tick)
      drawing.line(x1: place, y1: Self.top, x2: place, y2: Self.top + Self.height, stroke: PageStyle.grid)
      drawing.text(
        horizontal.unit.text(tick), x: place, y: Self.top + Self.height + 18, anchor: .middle,
        colour: PageStyle.muted)
    }
    drawing.text(
      horizontal.isGain ? "\(horizontal.name) →" : "← \(horizontal.name)", x: Self.left + Self.width / 2,
      y: Self.top + Self.height + 42, anchor: .middle, isBold: true)
  }

  private func draw(
    _ point: Point, _ drawing: inout Drawing, _ x: PlotScale, _ y: PlotScale, _ horizontal: DrillFigure,
    _ vertical: DrillFigure
  ) {
    let colour = point.isOnFront ? PageStyle.accent : PageStyle.colour(7)
    let (px, py) = (x.place(point.x.median), y.place(point.y.median))
    drawing.line(x1: x.place(point.x.low), y1: py, x2: x.place(point.x.high), y2: py, stroke: colour)
    drawing.line(x1: px, y1: y.place(point.y.low), x2: px, y2: y.place(point.y.high), stroke: colour)
    drawing.circle(
      x: px, y: py, radius: point.isOnFront ? 5 : 4, fill: colour,
      tip: "\(point.name): \(vertical.name) \(SweepReport.text(point.y, vertical)), "
        + "\(horizontal.name) \(SweepReport.text(point.x, horizontal))")
  }

  /// Names beside the points of the front, then of the others, where there is room.
  private func label(_ points: [Point], _ drawing: inout Drawing, _ x: PlotScale, _ y: PlotScale) {
    var taken = points.map {
      (x: x.place($0.x.median) - 5, y: y.place($0.y.median) - 5, width: 10.0, height: 10.0)
    }
    for point in points.sorted(by: { $0.isOnFront && !$1.isOnFront }) {
      let words = point.name
      let (px, py) = (x.place(point.x.median), y.place(point.y.median))
      let width = Drawing.width(of: words)
      let choices = [
        (px + 9, py - 14), (px + 9, py + 4), (px - 9 - width, py - 14), (px - 9 - width, py + 4),
      ]
      let free = choices.first { place in
        place.0 >= Self.left && place.0 + width <= Self.left + Self.width + 70 && place.1 >= 0
          && place.1 + 12 <= Self.top + Self.height
          && !taken.contains {
            place.0 < $0.x + $0.width && $0.x < place.0 + width && place.1 < $0.y + $0.height
              && $0.y < place.1 + 12
          }
      }
      guard let free else { continue }
      taken.append((free.0, free.1, width, 12))
      drawing.text(
        words, x: free.0, y: free.1 + 10, colour: point.isOnFront ? PageStyle.ink : PageStyle.muted,
        isBold: point.isOnFront)
    }
  }
}
