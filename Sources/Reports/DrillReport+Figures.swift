import Simulation

extension DrillReport {
  /// One figure of `DrillFigure.all`.
  package struct Figure: Codable, Hashable, Sendable {
    package var name: String
    package var unit: FigureUnit
    /// To six digits behind the point; nil: it never came.
    package var value: Double?

    package init(name: String, unit: FigureUnit, value: Double?) {
      (self.name, self.unit, self.value) = (name, unit, value)
    }

    package var text: String {
      let words = unit.text(value ?? .infinity)
      switch unit {
      case .perSecond: return "\(words) /s"
      case .dollars: return "\(words) USD"
      case .seconds, .share, .count: return words
      }
    }

    /// Those that there was something to measure for.
    static func measured(_ drill: Drill, _ timeline: Timeline) -> [Figure] {
      DrillFigure.all.compactMap { figure in
        figure.value(of: drill, timeline, DrillPrices()).map { value in
          Figure(
            name: figure.name, unit: figure.unit,
            value: value < .infinity ? (value * 1e6).rounded() / 1e6 : nil)
        }
      }
    }
  }

  /// Something that a drill brought about.
  package struct Event: Codable, Hashable, Sendable {
    package var at: Double
    package var name: String
    package var text: String

    static func list(_ drill: Drill, _ timeline: Timeline) -> [Event] {
      zip(drill.events, timeline.events).compactMap { event, at in
        at.map { Event(at: $0.roundedSeconds, name: event.name, text: "\(event.action)") }
      }
    }
  }

  /// The opinions of one health checker on a check. It begins with Healthy.
  package struct Checker: Codable, Hashable, Sendable {
    package var check: String
    /// `us-east-1/0`
    package var checker: String
    /// When it changed its opinion, to and fro.
    package var turns: [Double]

    /// All checkers of the checks that one of them changed its opinion on.
    static func list(_ drill: Drill, _ timeline: Timeline) -> [Checker] {
      drill.checks.flatMap { check -> [Checker] in
        let turns = timeline.turns.filter { $0.check == check.id }
        guard !turns.isEmpty else { return [] }
        return check.config.regions.flatMap { region in
          (0..<check.checkersPerRegion).map { number in
            Checker(
              check: check.id, checker: "\(CheckerSelection(region, number: number))",
              turns: turns.filter { $0.checker.region == region && $0.checker.number == number }
                .map { $0.at.roundedSeconds })
          }
        }
      }
    }
  }
}
