import Simulation

extension DrillReport {
  /// What became of the requests of the population.
  package struct Users: Codable, Sendable {
    /// From an event to the next.
    package struct Phase: Codable, Sendable {
      /// The event it begins with; nil: the start.
      package var since: String?
      package var requests: Int
      package var failed: Int
      /// Of those that reached a point of presence, the share that its store answered; nil: none did.
      package var hitRatio: Double?
      /// Queries of resolvers.
      package var queries: Int
      /// Of the connections that users opened, the share over IPv6; nil: none was opened.
      package var ipv6: Double?
      /// Seconds.
      package var firstOctetP50: Double?
      package var firstOctetP99: Double?
    }

    /// Who would go there, over time.
    package struct Destination: Codable, Sendable {
      package var name: String
      package var requests: Int
      /// Shares of the users at the end of each bin.
      package var standing: [Double]
    }

    /// Users who would still go where nobody is sent any more, over time.
    package struct Tail: Codable, Sendable {
      package var cause: String
      /// Shares of the users at the end of each bin.
      package var shares: [Double]
    }

    /// Where users were sent at a time.
    package struct Map: Codable, Sendable {
      package struct City: Codable, Sendable {
        package var latitude: Double
        package var longitude: Double
        /// Where most users go that were asked; nil: nowhere.
        package var destination: String?
        /// Of the sample.
        package var users: Int
      }

      package var at: Double
      package var cities: [City]
    }

    package var clients: Int
    /// Requests of a trace that say too little to be asked again; nil: there are none.
    package var leftOut: Int?
    package var phases: [Phase]
    package var binSeconds: Double
    package var destinations: [Destination]
    /// Of each bin.
    package var requests: [Int]
    package var failed: [Int]
    /// Of the requests of each bin that reached a point of presence, the share that its store answered; nil: none did.
    package var hitRatios: [Double?]
    package var tail: [Tail]
    package var maps: [Map]
    /// Users with a failure after the first event, and seconds from there until so many of them had none any more; nil: they
    /// still have.
    package var affected: Int
    package var recoveredP50: Double?
    package var recoveredP90: Double?
    package var recoveredP99: Double?

    init(_ figures: UserFigures, _ drill: Drill, leftOut: Int = 0) {
      clients = figures.clients
      self.leftOut = leftOut > 0 ? leftOut : nil
      binSeconds = figures.binSeconds
      phases = figures.phases.enumerated().map { number, phase in
        Phase(
          since: number == 0 ? nil : drill.events[number - 1].name, requests: phase.count.requests,
          failed: phase.count.failed,
          hitRatio: phase.count.atEdge == 0
            ? nil : Self.rounded(Double(phase.count.hits) / Double(phase.count.atEdge)),
          queries: phase.queries, ipv6: phase.ipv6Share.map(Self.rounded),
          firstOctetP50: phase.firstOctet.quantile(0.5).map(Self.rounded),
          firstOctetP99: phase.firstOctet.quantile(0.99).map(Self.rounded))
      }
      destinations = figures.destinations.enumerated().map { place, name in
        Destination(
          name: name, requests: figures.shares.reduce(0) { $0 + $1[place] },
          standing: figures.standings.map { place < $0.count ? Self.rounded($0[place]) : 0 })
      }
      (requests, failed) = (figures.bins.map(\.requests), figures.bins.map(\.failed))
      hitRatios = figures.bins.map {
        $0.atEdge == 0 ? nil : Self.rounded(Double($0.hits) / Double($0.atEdge))
      }
      tail = UserFigures.TailCause.allCases.map { cause in
        Tail(cause: cause.name, shares: figures.tails.map { Self.rounded($0[cause.rawValue]) })
      }
      maps = figures.maps.map { Map($0, figures.destinations) }
      let start = drill.events.first?.at.seconds ?? 0
      affected = figures.outages.count { $0.began >= start }
      func recovered(_ share: Double) -> Double? {
        figures.recovery(share, since: start).flatMap { $0 < .infinity ? Self.rounded($0) : nil }
      }
      (recoveredP50, recoveredP90, recoveredP99) = (recovered(0.5), recovered(0.9), recovered(0.99))
    }

    /// To four digits behind the point: what is measured is no more exact.
    static func rounded(_ number: Double) -> Double { (number * 1e4).rounded() / 1e4 }

    /// For people.
    var lines: [String] {
      var lines = ["", "\(clients) users"]
      if let leftOut { lines.append("\(leftOut) requests of the trace are left out: they say too little") }
      lines += TextTable.lines(
        ["SINCE", "REQUESTS", "FAILED", "HIT RATIO", "QUERIES", "OVER IPV6", "FIRST OCTET P50", "P99"],
        phases.map { phase in
          [
            phase.since ?? "start", "\(phase.requests)", "\(phase.failed)",
            phase.hitRatio.map { "\(DrillReport.text($0 * 100)) %" } ?? "-", "\(phase.queries)",
            phase.ipv6.map { "\(DrillReport.text($0 * 100)) %" } ?? "-",
            Self.milliseconds(phase.firstOctetP50), Self.milliseconds(phase.firstOctetP99),
          ]
        }, rightAligned: [1, 2, 3, 4, 5, 6, 7])
      lines.append("")
      lines += TextTable.lines(
        ["LED TO", "REQUESTS", "USERS AT FIRST", "LEAST", "MOST", "AT LAST"],
        destinations.map { destination in
          let standing = destination.standing
          return [destination.name, "\(destination.requests)"]
            + [standing.first, standing.min(), standing.max(), standing.last].map {
              "\(DrillReport.text(($0 ?? 0) * 100)) %"
            }
        }, rightAligned: [1, 2, 3, 4, 5])
      lines += tailLines
      guard affected > 0 else { return lines }
      func seconds(_ value: Double?) -> String { value.map { "\(DrillReport.text($0)) s" } ?? "never" }
      lines += [
        "",
        "\(affected) users had a failure after the first event; half had none any more after \(seconds(recoveredP50)), "
          + "90 % after \(seconds(recoveredP90)), 99 % after \(seconds(recoveredP99))",
      ]
      return lines
    }

    /// The worst bins of the tail, as many as fit a screen.
    private var tailLines: [String] {
      let bins = requests.indices.filter { bin in tail.contains { $0.shares[bin] > 0 } }
      guard !bins.isEmpty else { return [] }
      let step = (bins.count + 9) / 10
      let shown = bins.enumerated().filter { $0.offset % step == 0 }.map(\.element)
      return [""]
        + TextTable.lines(
          ["STILL SENT THERE BY"] + shown.map { "\(DrillReport.text(Double($0 + 1) * binSeconds)) S" },
          tail.filter { $0.shares.contains { $0 > 0 } }.map { row in
            [row.cause] + shown.map { "\(DrillReport.text(row.shares[$0] * 100)) %" }
          }, rightAligned: Set(1...shown.count))
    }

    private static func milliseconds(_ seconds: Double?) -> String {
      seconds.map { "\(Int(($0 * 1000).rounded())) ms" } ?? "-"
    }
  }
}
