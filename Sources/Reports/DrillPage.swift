import Primitives
import Simulation

/// A page of HTML about drills, with everything in it: it can be mailed, and opens without a network.
package enum DrillPage {
  package static func html(_ drills: [(report: DrillReport, plot: DrillPlot)]) -> String {
    PageStyle.page(
      title: drills.map(\.report.name).joined(separator: ", "),
      body: drills.map { DrillSection(report: $0.report, plot: $0.plot).html }.joined(separator: "\n"))
  }
}

/// What a page says of one drill.
struct DrillSection {
  let report: DrillReport
  let plot: DrillPlot

  private var frame: TimeFrame { TimeFrame(duration: report.durationSeconds, events: report.events) }

  var html: String {
    ([head, cards, expectations, course] + rasters + (report.users.map(users) ?? []) + [
      capacity, tiers, detections, places, figures, timeline,
    ]).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  // MARK: Words

  private static func escaped(_ text: String) -> String { DrillReport.escaped(text) }

  private func seconds(_ number: Double?) -> String { number.map { "\(DrillReport.text($0)) s" } ?? "–" }

  private static func mark(_ isMet: Bool) -> String {
    isMet ? "<span class=\"ok\">ok</span>" : "<span class=\"failed\">FAILED</span>"
  }

  private func part(_ title: String, _ note: String = "", _ body: String) -> String {
    body.isEmpty ? "" : "<h2>\(title)</h2>\n\(note.isEmpty ? "" : "<p class=\"note\">\(note)</p>\n")\(body)"
  }

  private var head: String {
    let met = report.expectations.count(where: \.isMet)
    let verdict = report.isMet ? "As expected" : "NOT as expected"
    let broken = report.violations.map { "<p class=\"failed\">BROKEN: \(Self.escaped($0))</p>" }.joined()
    return """
      <h1>\(Self.escaped(report.name))</h1>
      \(report.hypothesis.map { "<p>\(Self.escaped($0))</p>" } ?? "")
      <p><span class="\(report.isMet ? "ok" : "failed")">\(verdict)</span>: \(met) of \(report.expectations.count) expectations met. \
      <span class="muted">\((report.identity + report.sources).map { "\($0.what) \(Self.escaped($0.text))" }.joined(separator: ", ")).</span></p>
      \(broken)
      """
  }

  /// What one wants to know first.
  private var cards: String {
    let names = [
      ("detection", "until detected"), ("rto.p50", "until half had recovered"), ("rto.p90", "until 90 % had"),
      ("rto.p99", "until 99 % had"), ("failed", "of requests failed"),
      ("budget.burnt", "of the error budget"), ("refused", "turned away for want of capacity"),
      ("hit_ratio", "hit ratio"), ("first_octet.p50", "first octet, median"),
    ]
    let cards = names.compactMap { name, words -> String? in
      guard let figure = report.figures.first(where: { $0.name == name }) else { return nil }
      return "<div class=\"card\"><b>\(Self.escaped(figure.text))</b><span>\(words)</span></div>"
    }
    return cards.isEmpty ? "" : "<div class=\"cards\">\(cards.joined())</div>"
  }

  private var expectations: String {
    part(
      "Verdict", "",
      PageStyle.table(
        ["", "Expected", "Measured"],
        report.expectations.map {
          [Self.mark($0.isMet), Self.escaped($0.expected), Self.escaped($0.measured)]
        }))
  }

  private var course: String {
    let events = PageStyle.table(
      ["", "At", "Event", ""],
      report.events.enumerated().map { number, event in
        [
          "\(number + 1)", seconds(event.at), Self.escaped(event.name),
          event.text == event.name ? "" : Self.escaped(event.text),
        ]
      }, numbers: [1])
    let hasLanes = !plot.isEmpty
    return part(
      "What happened",
      hasLanes
        ? "A line for each health check: green while it is Healthy. One for each place: the colour is the answer it gets, and red below are requests that failed."
        : "", (hasLanes ? plot.svg + PageStyle.legend(plot.legend) : "") + events)
  }

  private var rasters: [String] {
    let checks = report.checkers.map(\.check).reduce(into: [String]()) { list, check in
      if !list.contains(check) { list.append(check) }
    }
    return checks.map { check in
      let raster = CheckerRaster(
        check: check, checkers: report.checkers.filter { $0.check == check }, frame: frame)
      return part(
        "Who noticed: \(Self.escaped(check))",
        "A row for each health checker, red while it finds the check unhealthy. The check itself is Healthy while more than 18 % find it so.",
        raster.svg)
    }
  }

  // MARK: Users

  /// Colours of destinations: the most asked ones have their own.
  private func colours(_ users: DrillReport.Users) -> [String: String] {
    let order = users.destinations.ordered { -$0.requests }.map(\.name)
    return Dictionary(
      zip(order, order.indices.map { PageStyle.colour(min($0, 7)) }), uniquingKeysWith: { first, _ in first })
  }

  private func users(_ users: DrillReport.Users) -> [String] {
    let colours = colours(users)
    let courses = users.destinations.sorted { colours[$0.name] ?? "" < colours[$1.name] ?? "" }.map {
      CoursePlot.Course(name: $0.name, colour: colours[$0.name] ?? PageStyle.muted, values: $0.standing)
    }
    let shares = CoursePlot(
      title: "Users by where they are sent", frame: frame, binSeconds: users.binSeconds, courses: courses,
      label: "of the users", form: .stack(top: 1), height: 190, text: Self.tick)
    let legend = courses.map { ($0.name, $0.colour) }
    let ordered = legend.count > 8 ? Array(legend.prefix(7)) + [("others", PageStyle.colour(7))] : legend
    return [
      part(
        "Where users are sent", "Of all users, where each would go if they wanted something now.",
        shares.svg + PageStyle.legend(ordered)),
      tail(users), impact(users), hitRatios(users), maps(users, colours, ordered), phases(users),
    ]
  }

  private func tail(_ users: DrillReport.Users) -> String {
    let courses = users.tail.enumerated().filter { $0.element.shares.contains { $0 > 0 } }.map {
      CoursePlot.Course(
        name: $0.element.cause, colour: PageStyle.colour($0.offset), values: $0.element.shares)
    }
    guard !courses.isEmpty else { return "" }
    let plot = CoursePlot(
      title: "Users still sent elsewhere, by cause", frame: frame, binSeconds: users.binSeconds,
      courses: courses,
      label: "of the users", form: .stack(), height: 190, text: Self.tick)
    return part(
      "The tail, by cause",
      "Users who would still go where the authoritative servers send nobody of their country any more, and what keeps them there.",
      plot.svg + PageStyle.legend(courses.map { ($0.name, $0.colour) }))
  }

  private func impact(_ users: DrillReport.Users) -> String {
    let rates = { (counts: [Int]) in counts.map { Double($0) / users.binSeconds } }
    let good = zip(users.requests, users.failed).map { $0 - $1 }
    let plot = CoursePlot(
      title: "Requests a second", frame: frame, binSeconds: users.binSeconds,
      courses: [
        .init(name: "failed", colour: PageStyle.bad, values: rates(users.failed)),
        .init(name: "went well", colour: PageStyle.accent, values: rates(good)),
      ], label: "requests a second", form: .stack(), height: 150, text: { FigureUnit.count.text($0) })
    let all = users.requests.reduce(0, +), failed = users.failed.reduce(0, +)
    let figure = { (name: String) in report.figures.first { $0.name == name }?.text ?? "–" }
    let words =
      "\(failed) of \(all) requests failed (\(figure("failed"))). That is \(figure("budget.burnt")) of what an objective of 99.9 % "
      + "allows in 30 days like this. \(users.affected) of \(users.clients) users had a failure after the first event."
    return part(
      "What users felt", words,
      plot.svg + PageStyle.legend([("failed", PageStyle.bad), ("went well", PageStyle.accent)]))
  }

  private func hitRatios(_ users: DrillReport.Users) -> String {
    guard users.hitRatios.contains(where: { $0 != nil }) else { return "" }
    let plot = CoursePlot(
      title: "Hit ratio", frame: frame, binSeconds: users.binSeconds,
      courses: [
        .init(name: "hit ratio", colour: PageStyle.colour(2), values: users.hitRatios.map { $0 ?? 0 })
      ],
      label: "hit ratio", form: .stack(top: 1), text: Self.tick)
    return part(
      "Hit ratio", "Of the requests that reached a point of presence, the share that its store answered.",
      plot.svg)
  }

  private func maps(
    _ users: DrillReport.Users, _ colours: [String: String], _ legend: [(String, String)]
  ) -> String {
    guard !users.maps.isEmpty else { return "" }
    let map = UserMap(
      maps: users.maps.map { ("at \(DrillReport.text($0.at)) s", $0.cities) }, colours: colours)
    return part(
      "Where users of which city go",
      "A dot for each city of the sample, as large as it has users there, in the colour of where most of them are sent. Outlines: Natural Earth.",
      map.svg + PageStyle.legend(legend))
  }

  private func phases(_ users: DrillReport.Users) -> String {
    part(
      "Between events", "",
      PageStyle.table(
        [
          "Since", "Requests", "Failed", "Hit ratio", "DNS queries", "Over IPv6", "First octet, median",
          "99 %",
        ],
        users.phases.map { phase in
          [
            Self.escaped(phase.since ?? "the start"), "\(phase.requests)", "\(phase.failed)",
            phase.hitRatio.map(Self.percent) ?? "–", "\(phase.queries)", phase.ipv6.map(Self.percent) ?? "–",
            phase.firstOctetP50.map { FigureUnit.seconds.text($0) } ?? "–",
            phase.firstOctetP99.map { FigureUnit.seconds.text($0) } ?? "–",
          ]
        }, numbers: Set(1...7)))
  }

  /// Of an axis.
  private static func tick(_ share: Double) -> String { "\(DrillReport.text(share * 100)) %" }

  private static func percent(_ share: Double) -> String { FigureUnit.share.text(share) }

  private var capacity: String {
    part(
      "Capacity",
      "Offered load is the work that requests ask for, as a share of what can be done: above 100 % some are refused or wait ever longer.",
      CapacitySection(report: report, frame: frame).html)
  }

  // MARK: Tables

  private var tiers: String {
    func words(_ part: DrillReport.Tier.Part) -> [String] {
      ["\(part.requests)", part.hitRatio.map(Self.percent) ?? "–"]
    }
    return part(
      "Caches by tier and behaviour", "Before the first event, until the last, and after that.",
      PageStyle.table(
        ["Tier", "Distribution", "Behaviour", "Before", "hits", "During", "hits", "After", "hits"],
        report.tiers.map {
          [$0.tier, Self.escaped($0.distribution), Self.escaped($0.behavior)] + words($0.before)
            + words($0.during) + words($0.after)
        }, numbers: Set(3...8)))
  }

  private var detections: String {
    part(
      "Detection", "What was measured beside what the formula of health checks says.",
      PageStyle.table(
        ["Check", "Status", "After", "Measured", "Computed"],
        report.detections.map {
          [
            Self.escaped($0.check), $0.status, Self.escaped($0.event), seconds($0.seconds),
            seconds($0.computedSeconds),
          ]
        }, numbers: [3, 4]))
  }

  private var places: String {
    part(
      "Places", "",
      PageStyle.table(
        ["Place", "Queries", "Unanswered", "Requests", "Failed", "From", "To"],
        report.places.map {
          [
            Self.escaped($0.name), "\($0.queries)", "\($0.unanswered)", "\($0.requests)", "\($0.failed)",
            seconds($0.firstFailed), seconds($0.lastFailed),
          ]
        }, numbers: Set(1...6)))
  }

  private var figures: String {
    let table = PageStyle.table(
      ["Figure", "Value"], report.figures.map { [$0.name, Self.escaped($0.text)] }, numbers: [1])
    return table.isEmpty ? "" : "<details><summary>All figures</summary>\n\(table)\n</details>"
  }

  private var timeline: String {
    let table = PageStyle.table(
      ["At", "What", "Of", ""],
      report.timeline.map { [seconds($0.at), $0.kind, Self.escaped($0.subject), Self.escaped($0.text)] },
      numbers: [0])
    return table.isEmpty ? "" : "<details><summary>Timeline</summary>\n\(table)\n</details>"
  }
}
