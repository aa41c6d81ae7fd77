import Health
import Primitives
import Simulation

/// The course of a drill as an SVG: a lane for each check (its status) and each place (its answers, and below them what
/// share of its requests failed), with events as lines across.
package struct DrillPlot {
  private let drill: Drill
  private let timeline: Timeline

  private static let left = 170.0
  private static let width = 760.0
  private static let top = 34.0
  private static let lane = 30.0
  /// Requests are counted in so many slices of the time.
  private static let slices = 190
  /// Answers in the order they come up.
  private static let colours = ["#4477aa", "#ee9933", "#228866", "#aa3377", "#999933", "#66ccee", "#777777"]

  package init(_ drill: Drill, _ timeline: Timeline) { (self.drill, self.timeline) = (drill, timeline) }

  package var svg: String {
    let lanes = drill.checks.count + drill.places.count
    let bottom = Self.top + Double(lanes) * Self.lane
    let (width, height) = (Self.left + Self.width + 20, bottom + 30)
    var parts = drill.checks.enumerated().flatMap { checkLane($0.element, number: $0.offset) }
    parts += drill.places.indices.flatMap { placeLane($0, number: drill.checks.count + $0) }
    parts += axis(bottom) + events(bottom)
    return """
      <svg viewBox="0 0 \(Int(width)) \(Int(height))" role="img" aria-label="\(DrillReport.escaped(drill.name))">
      \(parts.joined(separator: "\n"))
      </svg>
      """
  }

  private func x(_ time: Duration) -> Double {
    Self.left + Self.width * time.seconds / drill.duration.seconds
  }

  private func rectangle(
    _ range: ClosedRange<Duration>, y: Double, height: Double, _ colour: String, _ title: String,
    opacity: Double = 1
  ) -> String {
    let (start, end) = (x(range.lowerBound), x(range.upperBound))
    let fade = opacity < 1 ? " opacity=\"\(DrillReport.text(opacity))\"" : ""
    return
      "<rect x=\"\(DrillReport.text(start))\" y=\"\(DrillReport.text(y))\" width=\"\(DrillReport.text(end - start))\" "
      + "height=\"\(DrillReport.text(height))\" fill=\"\(colour)\"\(fade)><title>\(DrillReport.escaped(title))</title></rect>"
  }

  private func text(_ text: String, x: Double, y: Double, anchor: String) -> String {
    "<text x=\"\(DrillReport.text(x))\" y=\"\(DrillReport.text(y))\" text-anchor=\"\(anchor)\">\(DrillReport.escaped(text))</text>"
  }

  private func label(_ words: String, lane: Int) -> String {
    text(
      words.count > 22 ? "\(words.prefix(21))…" : words, x: Self.left - 10,
      y: Self.top + Double(lane) * Self.lane + 15, anchor: "end")
  }

  private func checkLane(_ check: WatchedCheck, number: Int) -> [String] {
    let y = Self.top + Double(number) * Self.lane
    let marks = timeline.statuses.filter { $0.check == check.id }
    var parts = [label(check.id, lane: number)]
    var (since, isHealthy) = (Duration.zero, true)
    func close(_ end: Duration) {
      let words = "\(check.id) \(Drill.word(isHealthy)) from \(since.inSeconds) to \(end.inSeconds)"
      parts.append(
        rectangle(since...max(since, end), y: y + 2, height: 18, isHealthy ? "#8fbf8f" : "#cc3333", words))
    }
    for mark in marks {
      close(mark.at)
      (since, isHealthy) = (mark.at, mark.isHealthy)
    }
    close(drill.duration)
    return parts
  }

  private func placeLane(_ place: Int, number: Int) -> [String] {
    let y = Self.top + Double(number) * Self.lane
    let moves = timeline.moves[place]
    var parts = [label(drill.places[place].name, lane: number)]
    for (index, move) in moves.enumerated() {
      let end = index + 1 < moves.count ? moves[index + 1].at : drill.duration
      parts.append(
        rectangle(
          move.at...max(move.at, end), y: y + 2, height: 18, colour(of: move.answer),
          "\(drill.places[place].name) is answered \(move.answer) from \(move.at.inSeconds)"))
    }
    return parts + failures(of: place, y: y + 21)
  }

  private func failures(of place: Int, y: Double) -> [String] {
    var counts = [(failed: Int, all: Int)](repeating: (0, 0), count: Self.slices)
    for request in timeline.requests where request.place == place {
      let slice = min(Self.slices - 1, Int(request.began / drill.duration * Double(Self.slices)))
      counts[slice].all += 1
      if request.hasFailed { counts[slice].failed += 1 }
    }
    return counts.enumerated().filter { $0.element.failed > 0 }.map { slice, count in
      let start = drill.duration * slice / Self.slices
      let share = Double(count.failed) / Double(count.all)
      return rectangle(
        start...(start + drill.duration / Self.slices), y: y, height: 5, "#cc3333",
        "\(count.failed) of \(count.all) requests failed at \(start.inSeconds)", opacity: max(0.3, share))
    }
  }

  private func colour(of answer: DNSAnswer) -> String {
    var seen: [DNSAnswer] = []
    for moves in timeline.moves {
      for move in moves where !seen.contains(move.answer) {
        if move.answer == answer { return Self.colours[seen.count % Self.colours.count] }
        seen.append(move.answer)
      }
    }
    return Self.colours[0]
  }

  private func axis(_ bottom: Double) -> [String] {
    (0...6).map { step in
      let time = drill.duration * step / 6
      return text(time.inSeconds, x: x(time), y: bottom + 20, anchor: step == 6 ? "end" : "middle")
    }
  }

  private func events(_ bottom: Double) -> [String] {
    zip(drill.events, timeline.events).flatMap { event, at -> [String] in
      guard let at else { return [] }
      let x = DrillReport.text(x(at))
      return [
        "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"\(DrillReport.text(Self.top - 10))\" y2=\"\(DrillReport.text(bottom))\" stroke=\"currentColor\" stroke-dasharray=\"4 3\"/>",
        text(event.name, x: self.x(at) + 4, y: Self.top - 14, anchor: "start"),
      ]
    }
  }
}
