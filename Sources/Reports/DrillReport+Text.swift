import FoundationEssentials

extension DrillReport {
  /// For people.
  package var table: String {
    let met = expectations.count(where: \.isMet)
    var lines = [
      "\(name): \(isMet ? "as expected" : "NOT as expected") (\(met) of \(expectations.count) expectations met)"
    ]
    if let hypothesis { lines.append(hypothesis) }
    if let untilSeconds {
      lines.append("stopped at \(Self.text(untilSeconds)) s: what it expects of the whole is not judged")
    }
    lines += [
      "\(Self.text(durationSeconds)) s, \(Self.text(timeScale)) times as fast as life, \(run?.text ?? "seed \(seed)")"
    ]
    if let shortfall { lines.append(shortfall.text(timeScale: timeScale)) }
    lines.append("")
    lines += TextTable.lines(
      ["AT", "WHAT", "OF", ""], timeline.map { ["\(Self.text($0.at)) s", $0.kind, $0.subject, $0.text] },
      rightAligned: [0])
    if !detections.isEmpty {
      lines.append("")
      lines += TextTable.lines(
        ["CHECK", "STATUS", "AFTER", "MEASURED", "COMPUTED"],
        detections.map { detection in
          [
            detection.check, detection.status, detection.event, "\(Self.text(detection.seconds)) s",
            detection.computedSeconds.map { "\(Self.text($0)) s" } ?? "-",
          ]
        }, rightAligned: [3, 4])
    }
    if !places.isEmpty {
      lines.append("")
      lines += TextTable.lines(
        ["PLACE", "QUERIES", "UNANSWERED", "REQUESTS", "FAILED", "FROM", "TO"],
        places.map { place in
          [
            place.name, "\(place.queries)", "\(place.unanswered)", "\(place.requests)", "\(place.failed)",
            place.firstFailed.map { "\(Self.text($0)) s" } ?? "-",
            place.lastFailed.map { "\(Self.text($0)) s" } ?? "-",
          ]
        }, rightAligned: [1, 2, 3, 4, 5, 6])
    }
    if let users { lines += users.lines }
    lines += capacityLines
    lines += tierLines
    if !figures.isEmpty {
      lines.append("")
      lines += TextTable.lines(["FIGURE", "VALUE"], figures.map { [$0.name, $0.text] }, rightAligned: [1])
    }
    if !expectations.isEmpty {
      lines.append("")
      lines += TextTable.lines(
        ["", "EXPECTED", "MEASURED"],
        expectations.map { [$0.isMet ? "ok" : "FAILED", $0.expected, $0.measured] })
    }
    for violation in violations { lines.append("BROKEN: \(violation)") }
    if let command { lines.append("  \(command)") }
    return lines.joined(separator: "\n")
  }

  /// The timeline and then the expectations, one line each: drill, time, kind, subject, text.
  package var tsv: [[String]] {
    timeline.map { [name, Self.text($0.at), $0.kind, $0.subject, $0.text] }
      + expectations.map { [name, "", $0.isMet ? "ok" : "FAILED", $0.expected, $0.measured] }
  }

  package static let tsvHeader = ["DRILL", "AT", "WHAT", "OF", "TEXT"]

  /// A list of reports.
  package static func json(_ reports: [DrillReport]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in these types can fail to encode: no infinities, no custom coding.
    return String(decoding: (try? encoder.encode(reports)) ?? Data("[]".utf8), as: UTF8.self)
  }

  /// With one decimal, and none where it is zero.
  static func text(_ number: Double) -> String {
    // A description of tenths has one decimal.
    let text = "\((number * 10).rounded() / 10)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
