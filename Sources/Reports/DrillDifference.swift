import FoundationEssentials
import Simulation

/// What changed from one report of drills to another: of the same drills with another configuration, another release, another seed.
package struct DrillDifference: Codable, Sendable {
  package struct Row: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Sendable {
      /// The same drill, seed and users; what it came of: files, tables, release.
      case identity, source
      case verdict, figure, detection, place, share, tier
    }

    package var drill: String
    package var kind: Kind
    package var what: String
    /// Nil: it is not there.
    package var first: String?
    package var second: String?
    /// For verdicts alone; nil: neither is better.
    package var isWorse: Bool?
  }

  /// What differs, alone.
  package var rows: [Row]
  /// The second has a verdict that is worse: an expectation or an invariant that held holds no more.
  package var isWorse: Bool { rows.contains { $0.isWorse == true } }

  package init(_ first: [DrillReport], _ second: [DrillReport]) {
    var rows: [Row] = []
    for a in first {
      guard let b = second.first(where: { $0.name == a.name }) else {
        rows.append(Row(drill: a.name, kind: .identity, what: "report", first: "there", second: nil))
        continue
      }
      rows += Self.rows(a, b)
    }
    for b in second where !first.contains(where: { $0.name == b.name }) {
      rows.append(Row(drill: b.name, kind: .identity, what: "report", first: nil, second: "there"))
    }
    self.rows = rows
  }

  private static func rows(_ a: DrillReport, _ b: DrillReport) -> [Row] {
    var rows: [Row] = []
    func add(_ kind: Row.Kind, _ what: String, _ first: String?, _ second: String?, isWorse: Bool? = nil) {
      guard first != second else { return }
      rows.append(Row(drill: a.name, kind: kind, what: what, first: first, second: second, isWorse: isWorse))
    }
    /// Of things with names, each that is in one of both lists; those of the first come first.
    func addAll<Item>(
      _ kind: Row.Kind, _ first: [Item], _ second: [Item], _ name: (Item) -> String, _ text: (Item) -> String
    ) {
      for item in first {
        add(kind, name(item), text(item), second.first { name($0) == name(item) }.map(text))
      }
      for item in second where !first.contains(where: { name($0) == name(item) }) {
        add(kind, name(item), nil, text(item))
      }
    }
    for (what, first, second) in zip(a.identity, b.identity).map({ ($0.what, $0.text, $1.text) }) {
      add(.identity, what, first, second)
    }
    addAll(.source, a.sources, b.sources, \.what, \.text)
    addAll(
      .identity, a.events, b.events, { "event \($0.name)" }, { "\($0.text) at \(DrillReport.text($0.at)) s" })
    for (what, first, second) in verdicts(a, b) {
      let isWorse = first?.isMet == second?.isMet ? nil : second.map { !$0.isMet }
      add(
        .verdict, what, first.map(words), second.map(words),
        isWorse: first == nil && isWorse != true ? nil : isWorse)
    }
    addAll(.figure, a.figures, b.figures, \.name, \.text)
    addAll(
      .detection, a.detections, b.detections, { "\($0.check) \($0.status) after \($0.event)" },
      { "\(DrillReport.text($0.seconds)) s" })
    addAll(
      .place, a.places, b.places, \.name, { "\($0.failed) of \($0.requests) requests failed" })
    addAll(
      .share, a.users?.destinations ?? [], b.users?.destinations ?? [], { "led to \($0.name)" },
      { destination in
        "\(destination.requests) requests, users at last \(DrillReport.text((destination.standing.last ?? 0) * 100)) %"
      })
    addAll(
      .tier, a.tiers, b.tiers, { "\($0.tier) \($0.distribution) \($0.behavior)" },
      { tier in
        [tier.before, tier.during, tier.after].map { part in
          part.hitRatio.map { "\(DrillReport.text($0 * 100)) %" } ?? "-"
        }.joined(separator: ", ")
      })
    return rows
  }

  private typealias Judged = DrillReport.Expectation

  /// Expectations by their words, and invariants.
  private static func verdicts(
    _ a: DrillReport, _ b: DrillReport
  ) -> [(what: String, first: Judged?, second: Judged?)] {
    func all(_ report: DrillReport) -> [Judged] {
      let broken = report.violations.joined(separator: "; ")
      return report.expectations
        + [
          Judged(
            expected: "what holds in every run", measured: broken.isEmpty ? "holds" : broken,
            isMet: broken.isEmpty)
        ]
    }
    let (first, second) = (all(a), all(b))
    return first.map { item in (item.expected, item, second.first { $0.expected == item.expected }) }
      + second.filter { item in !first.contains { $0.expected == item.expected } }.map {
        ($0.expected, nil, $0)
      }
  }

  private static func words(_ judged: Judged) -> String {
    "\(judged.isMet ? "ok" : "FAILED"): \(judged.measured)"
  }

  // MARK: For people and programs

  package var table: String {
    guard !rows.isEmpty else { return "no difference" }
    let names = rows.reduce(into: [String]()) { list, row in
      if !list.contains(row.drill) { list.append(row.drill) }
    }
    let parts = names.map { name in
      let rows = rows.filter { $0.drill == name }
      let isSame = !rows.contains { $0.kind == .identity }
      return
        ([name + (isSame ? ": the same seed and drill" : ": NOT the same run, see identity"), ""]
        + TextTable.lines(
          ["", "", "FIRST", "SECOND", ""],
          rows.map { row in
            [
              row.kind.rawValue, row.what, row.first ?? "-", row.second ?? "-",
              row.isWorse.map { $0 ? "WORSE" : "better" } ?? "",
            ]
          })).joined(separator: "\n")
    }
    return parts.joined(separator: "\n\n")
  }

  package static let tsvHeader = ["DRILL", "KIND", "WHAT", "FIRST", "SECOND", "VERDICT"]

  package var tsv: [[String]] {
    rows.map {
      [
        $0.drill, $0.kind.rawValue, $0.what, $0.first ?? "", $0.second ?? "",
        $0.isWorse.map { $0 ? "worse" : "better" } ?? "",
      ]
    }
  }

  package var json: String {
    struct Document: Encodable {
      var isWorse: Bool
      var rows: [Row]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in these types can fail to encode.
    let data = (try? encoder.encode(Document(isWorse: isWorse, rows: rows))) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self)
  }
}

extension DrillReport {
  /// What two runs must have in common for their figures to be comparable one by one.
  var identity: [(what: String, text: String)] {
    [
      ("seed", "\(seed)"), ("duration", "\(Self.text(durationSeconds)) s"),
      ("time scale", Self.text(timeScale)),
      ("users", users.map { "\($0.clients)" } ?? "none"),
    ]
  }

  /// What the run came of, beside its seed: with the same, runs are the same.
  var sources: [(what: String, text: String)] {
    run.map { [("configuration", $0.configuration), ("data", $0.data), ("edgesim", $0.version)] } ?? []
  }

  /// Reads what `json(_:)` wrote; nil: it is something else.
  package static func decode(_ octets: [UInt8]) -> [DrillReport]? {
    try? JSONDecoder().decode([DrillReport].self, from: Data(octets))
  }
}
