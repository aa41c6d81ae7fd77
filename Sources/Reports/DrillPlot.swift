import Health
import Primitives
import Simulation

/// The course of a drill as an SVG: a lane for each check (its status) and each place (its answers, and below them what
/// share of its requests failed), with events as lines across.
package struct DrillPlot {
  private let drill: Drill
  private let timeline: Timeline
  private let frame: TimeFrame

  private static let lane = 30.0
  /// Requests are counted in so many slices of the time.
  private static let slices = 190

  package init(_ drill: Drill, _ timeline: Timeline) {
    (self.drill, self.timeline) = (drill, timeline)
    frame = TimeFrame(duration: drill.duration.seconds, events: DrillReport.Event.list(drill, timeline))
  }

  /// There is no lane to draw.
  var isEmpty: Bool { drill.checks.isEmpty && drill.places.isEmpty }

  package var svg: String {
    let lanes = drill.checks.count + drill.places.count
    let bottom = TimeFrame.head + Double(max(1, lanes)) * Self.lane
    var drawing = Drawing(width: TimeFrame.drawn, height: bottom + TimeFrame.foot, title: drill.name)
    frame.draw(on: &drawing, from: TimeFrame.head, to: bottom)
    for (number, check) in drill.checks.enumerated() { draw(check, lane: number, &drawing) }
    for place in drill.places.indices { draw(place, lane: drill.checks.count + place, &drawing) }
    return drawing.svg
  }

  /// What the answers' colours mean.
  var legend: [(name: String, colour: String)] {
    answers.enumerated().map { ("\($0.element)", PageStyle.colour($0.offset)) }
  }

  /// In the order they come up.
  private var answers: [DNSAnswer] {
    timeline.moves.flatMap(\.self).sorted { $0.at < $1.at }.reduce(into: []) { list, move in
      if !list.contains(move.answer) { list.append(move.answer) }
    }
  }

  private func span(
    _ start: Duration, _ end: Duration, y: Double, height: Double, _ colour: String, _ tip: String,
    opacity: Double = 1, _ drawing: inout Drawing
  ) {
    let (x1, x2) = (frame.x(start.seconds), frame.x(max(start, end).seconds))
    drawing.rectangle(x: x1, y: y, width: x2 - x1, height: height, fill: colour, opacity: opacity, tip: tip)
  }

  private func label(_ words: String, lane: Int, _ drawing: inout Drawing) -> Double {
    let y = TimeFrame.head + Double(lane) * Self.lane
    drawing.text(
      words.count > 24 ? "\(words.prefix(23))…" : words, x: TimeFrame.left - 8, y: y + 17, anchor: .end)
    return y
  }

  private func draw(_ check: WatchedCheck, lane: Int, _ drawing: inout Drawing) {
    let y = label(check.id, lane: lane, &drawing)
    let marks = timeline.statuses.filter { $0.check == check.id }
    var (since, isHealthy) = (Duration.zero, true)
    func close(_ end: Duration) {
      span(
        since, end, y: y + 4, height: 18, isHealthy ? PageStyle.good : PageStyle.bad,
        "\(check.id) \(Drill.word(isHealthy)) from \(since.inSeconds) to \(end.inSeconds)",
        opacity: isHealthy ? 0.45 : 0.9, &drawing)
    }
    for mark in marks {
      close(mark.at)
      (since, isHealthy) = (mark.at, mark.isHealthy)
    }
    close(drill.duration)
  }

  private func draw(_ place: Int, lane: Int, _ drawing: inout Drawing) {
    let y = label(drill.places[place].name, lane: lane, &drawing)
    let moves = timeline.moves[place]
    for (index, move) in moves.enumerated() {
      let end = index + 1 < moves.count ? moves[index + 1].at : drill.duration
      span(
        move.at, end, y: y + 4, height: 18,
        PageStyle.colour(answers.firstIndex(of: move.answer) ?? 0),
        "\(drill.places[place].name) is answered \(move.answer) from \(move.at.inSeconds)", &drawing)
    }
    drawFailures(of: place, y: y + 23, &drawing)
  }

  private func drawFailures(of place: Int, y: Double, _ drawing: inout Drawing) {
    var counts = [(failed: Int, all: Int)](repeating: (0, 0), count: Self.slices)
    for request in timeline.requests where request.place == place {
      let slice = min(Self.slices - 1, Int(request.began / drill.duration * Double(Self.slices)))
      counts[slice].all += 1
      if request.hasFailed { counts[slice].failed += 1 }
    }
    for (slice, count) in counts.enumerated() where count.failed > 0 {
      let start = drill.duration * slice / Self.slices
      span(
        start, start + drill.duration / Self.slices, y: y, height: 4, PageStyle.bad,
        "\(count.failed) of \(count.all) requests failed at \(start.inSeconds)",
        opacity: max(0.3, Double(count.failed) / Double(count.all)), &drawing)
    }
  }
}
