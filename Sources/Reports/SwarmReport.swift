import FoundationEssentials
import Simulation

/// What came of a swarm of drills.
package struct SwarmReport: Codable, Sendable {
  /// A seed whose drill broke a rule.
  package struct Broken: Codable, Sendable {
    package var seed: UInt64
    package var rule: String
    /// The violation in words, with its time and place.
    package var text: String

    package init(seed: UInt64, _ violation: Violation) {
      (self.seed, rule, text) = (seed, violation.rule.rawValue, violation.description)
    }
  }

  /// The smallest drill that was found to break a rule.
  package struct Case: Codable, Sendable {
    package var rule: String
    package var seed: UInt64
    package var text: String
    /// Of the drill that was drawn, and of the one that is left.
    package var drawnEvents: Int
    package var events: Int
    package var file: String
    /// What brings it about again.
    package var command: String

    package init(
      seed: UInt64, _ violation: Violation, drawnEvents: Int, events: Int, file: String, command: String
    ) {
      (self.seed, rule, text) = (seed, violation.rule.rawValue, violation.description)
      (self.drawnEvents, self.events, self.file, self.command) = (drawnEvents, events, file, command)
    }
  }

  /// Its seed is the first.
  package var identity: RunIdentity
  package var seeds: Int
  /// In the order of their seeds.
  package var broken: [Broken]
  /// One for each rule that was broken.
  package var cases: [Case]

  package init(identity: RunIdentity, seeds: Int, broken: [Broken], cases: [Case]) {
    (self.identity, self.seeds, self.broken, self.cases) = (identity, seeds, broken, cases)
  }

  package var isMet: Bool { broken.isEmpty }

  /// For people.
  package var table: String {
    let (first, last) = (identity.seed, identity.seed &+ UInt64(seeds - 1))
    let result = broken.isEmpty ? "none breaks a rule" : "\(broken.count) break a rule"
    var lines = ["\(seeds) drills, seeds \(first) to \(last): \(result)", identity.text]
    for found in cases {
      let count = broken.count { $0.rule == found.rule }
      lines += [
        "", "BROKEN: \(found.text)",
        "  \(count) of \(seeds) seeds; \(found.drawnEvents) events made \(found.events)",
        "  \(found.command)",
      ]
    }
    return lines.joined(separator: "\n")
  }

  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in these types can fail to encode.
    return String(decoding: (try? encoder.encode(self)) ?? Data("{}".utf8), as: UTF8.self)
  }

  package static let tsvHeader = ["SEED", "RULE", "TEXT"]

  package var tsv: [[String]] { broken.map { ["\($0.seed)", $0.rule, $0.text] } }

  /// A test case for each rule.
  package var junit: String {
    let rules = Violation.Rule.allCases.map { rule in
      let open = #"    <testcase classname="swarm" name="\#(rule.rawValue)""#
      guard let found = cases.first(where: { $0.rule == rule.rawValue }) else { return "\(open)/>" }
      let text = DrillReport.escaped("seed \(found.seed): \(found.text); \(found.command)")
      return "\(open)>\n      <failure message=\"\(text)\"/>\n    </testcase>"
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
        <testsuite name="swarm" tests="\(rules.count)" failures="\(cases.count)">
      \(rules.joined(separator: "\n"))
        </testsuite>
      </testsuites>

      """
  }
}
