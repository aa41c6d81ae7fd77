import Primitives

/// A figure of a drill that an expectation bounds: `rto.p90 < 120s`, `failed < 0.5 %`, `hit_ratio.after > 90 %`.
package struct Measure: Hashable, Sendable {
  package enum Figure: Hashable, Sendable {
    /// Seconds from the first event (or the one in `after`) until that share of the users who had a failure had none any more.
    case recovery(share: Double)
    /// Of the requests, how many failed.
    case failed
    /// What failed requests took of what the objective allows in 30 days: 0.1 % of the requests of 30 days like this.
    case budgetBurnt
    /// Of the requests that reached a point of presence, how many its store answered.
    case hitRatio
    /// Seconds until the first octet.
    case firstOctet(share: Double)
    /// Seconds from the first event (or the one in `after`) until a health check has changed its status.
    case detection
    /// The least number of healthy checks of the drill at one time.
    case healthyChecks
    /// The most users that moved from one destination to another within a minute, as a share of all.
    case shifted
    /// Of what servers of bounded capacity can do, how much they did.
    case utilization(ServerLoad.Kind, Utilization)
    /// Of the requests that came to points of presence of bounded capacity, how many were answered 503 for want of it.
    case refused
    /// The longest that a request waited for its turn at servers of bounded capacity.
    case longestWait(ServerLoad.Kind)
  }

  package enum Utilization: String, Hashable, Sendable, CaseIterable {
    /// Of the busiest server, in its busiest bin.
    case peak
    /// Of all that were asked anything, together.
    case mean
  }

  /// Which part of the drill it is of, by its events.
  package enum Part: String, Hashable, Sendable, CaseIterable {
    /// The first event, between the first and the last, after the last.
    case before, during, after
  }

  package enum Comparison: String, Hashable, Sendable {
    case below = "<"
    case above = ">"
  }

  package var figure: Figure
  /// Nil: all of it.
  package var part: Part?
  package var comparison: Comparison
  /// Seconds, a share, or a number.
  package var bound: Double
  /// As it was written.
  package var text: String

  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  package init(_ text: String) throws(Refused) {
    self.text = text
    let words = text.split(separator: " ").map(String.init)
    guard words.count >= 3, let comparison = Comparison(rawValue: words[1]) else {
      throw Refused(
        description:
          "'\(text)' is no measure; expected one such as rto.p90 < 120s, failed < 0.5 % or hit_ratio.after > 90 %"
      )
    }
    self.comparison = comparison
    let names = words[0].split(separator: ".").map(String.init)
    let (figure, unit, rest) = try Self.figure(names, text)
    self.figure = figure
    part = try rest.map { name throws(Refused) in
      guard let part = Part(rawValue: name) else {
        throw Refused(description: "'\(name)' is no part of a drill; expected before, during or after")
      }
      return part
    }
    let bound = words[2...].joined()
    guard let number = unit.read(bound) else {
      throw Refused(
        description: "'\(words[2...].joined(separator: " "))' is wrong; expected \(unit.rawValue)")
    }
    self.bound = number
  }

  private enum Unit: String {
    case time = "a time such as 120s"
    case share = "a share such as 0.5 %"
    case number = "a number"

    func read(_ text: String) -> Double? {
      switch self {
      case .time: Duration(text: text).map(\.seconds)
      case .share: text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : nil
      case .number: Double(text)
      }
    }
  }

  private static func figure(_ names: [String], _ text: String) throws(Refused) -> (Figure, Unit, String?) {
    let quantiles = ["p50": 0.5, "p90": 0.9, "p99": 0.99]
    let second = names.count > 1 ? names[1] : nil
    let third = names.count > 2 ? names[2] : nil
    switch (names.first, second) {
    case ("rto", let name?) where quantiles[name] != nil && third == nil:
      return (.recovery(share: quantiles[name] ?? 0), .time, nil)
    case ("first_octet", let name?) where quantiles[name] != nil:
      return (.firstOctet(share: quantiles[name] ?? 0), .time, third)
    case ("failed", _) where third == nil: return (.failed, .share, second)
    case ("budget", "burnt") where third == nil: return (.budgetBurnt, .share, nil)
    case ("hit_ratio", _) where third == nil: return (.hitRatio, .share, second)
    case ("detection", nil): return (.detection, .time, nil)
    case ("healthy", nil): return (.healthyChecks, .number, nil)
    case ("shifted", nil): return (.shifted, .share, nil)
    case ("refused", _) where third == nil: return (.refused, .share, second)
    case ("pop_wait", "max"): return (.longestWait(.pointOfPresence), .time, third)
    case ("origin_wait", "max"): return (.longestWait(.origin), .time, third)
    case ("pop_utilization", let name?):
      if let which = Utilization(rawValue: name) {
        return (.utilization(.pointOfPresence, which), .share, third)
      }
    case ("origin_utilization", let name?):
      if let which = Utilization(rawValue: name) { return (.utilization(.origin, which), .share, third) }
    default: break
    }
    throw Refused(
      description:
        "'\(names.joined(separator: "."))' is no figure; expected rto.p50, rto.p90, rto.p99, failed, budget.burnt, hit_ratio, "
        + "first_octet.p50, first_octet.p90, first_octet.p99, detection, healthy, shifted, refused, pop_utilization.peak, "
        + "pop_utilization.mean, pop_wait.max, origin_utilization.peak, origin_utilization.mean or origin_wait.max"
    )
  }

  /// Whether it needs a population.
  package var isOfUsers: Bool {
    switch figure {
    case .recovery, .budgetBurnt, .hitRatio, .firstOctet, .shifted, .utilization, .refused, .longestWait: true
    case .failed, .detection, .healthyChecks: false
    }
  }

  /// Those whose capacity must be bounded for it; nil: nobody's.
  package var boundedKind: ServerLoad.Kind? {
    switch figure {
    case .utilization(let kind, _), .longestWait(let kind): kind
    case .refused: .pointOfPresence
    default: nil
    }
  }

  func isMet(_ value: Double) -> Bool { comparison == .below ? value < bound : value > bound }
}
