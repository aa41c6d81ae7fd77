/// What became of the requests of a drill's population.
package struct UserFigures: Sendable {
  /// Over a stretch of time.
  package struct Count: Hashable, Sendable {
    package var requests = 0
    package var failed = 0
    /// Of the requests, those that a point of presence answered, and those of them that its store did.
    package var atEdge = 0
    package var hits = 0

    package init(requests: Int = 0, failed: Int = 0, atEdge: Int = 0, hits: Int = 0) {
      (self.requests, self.failed, self.atEdge, self.hits) = (requests, failed, atEdge, hits)
    }

    package mutating func add(failed: Bool, atEdge isAtEdge: Bool, isHit: Bool) {
      requests += 1
      if failed { self.failed += 1 }
      if isAtEdge { atEdge += 1 }
      if isHit { hits += 1 }
    }

    package static func + (a: Count, b: Count) -> Count {
      var sum = a
      sum.requests += b.requests
      sum.failed += b.failed
      sum.atEdge += b.atEdge
      sum.hits += b.hits
      return sum
    }
  }

  /// Between two events of the drill.
  package struct Phase: Sendable {
    package var count = Count()
    package var firstOctet = LatencyHistogram()
    /// Queries of resolvers that reached the authoritative servers.
    package var queries = 0
    /// Connections that users opened, over IPv4 and over IPv6.
    package var ipv4Connections = 0
    package var ipv6Connections = 0

    /// Of the connections, the share over IPv6; nil: none was opened.
    package var ipv6Share: Double? {
      let all = ipv4Connections + ipv6Connections
      return all == 0 ? nil : Double(ipv6Connections) / Double(all)
    }
  }

  /// When a user's requests failed, seconds of the drill: first and last, and when one went well after that; infinity: the user
  /// has not come again.
  package struct Outage: Hashable, Sendable {
    package var began: Double
    package var lastFailed: Double
    package var ended: Double

    package init(began: Double, lastFailed: Double, ended: Double) {
      (self.began, self.lastFailed, self.ended) = (began, lastFailed, ended)
    }
  }

  /// Of the whole drill.
  package let seconds: Double
  /// Seconds that a bin covers.
  package let binSeconds: Double
  package var clients: Int
  /// The first is before all events, the next after the first event, and so on.
  package var phases: [Phase]
  package var bins: [Count]
  /// What answers have led to: points of presence by their ids, origins, addresses outside.
  package var destinations: [String] = []
  /// Of each bin: requests by destination.
  package var shares: [[Int]]
  /// Of each bin: the share of the users who would go to each destination if they wanted something at its end.
  package var standings: [[Double]]
  package var outages: [Outage] = []
  /// Of each bin: the share of the users who at its end would still go where nobody is sent any more, by `TailCause`.
  package var tails: [[Double]]
  /// Before, during and after what happens.
  package var maps: [Map] = []
  /// Of points of presence and origins whose capacity is bounded.
  package var loads: [ServerLoad] = []

  package init(clients: Int, events: Int, seconds: Double) {
    (self.clients, self.seconds) = (clients, seconds)
    binSeconds = max(1, (seconds / Double(Limits.bins)).rounded(.up))
    let bins = max(1, Int((seconds / binSeconds).rounded(.up)))
    phases = [Phase](repeating: Phase(), count: events + 1)
    self.bins = [Count](repeating: Count(), count: bins)
    shares = [[Int]](repeating: [], count: bins)
    standings = [[Double]](repeating: [], count: bins)
    tails = [[Double]](repeating: [Double](repeating: 0, count: TailCause.allCases.count), count: bins)
  }

  /// Over all phases of `range`.
  package func total(_ range: Range<Int>) -> Phase {
    phases[range].reduce(into: Phase()) { sum, phase in
      sum.count = sum.count + phase.count
      sum.firstOctet.add(phase.firstOctet)
      sum.queries += phase.queries
      sum.ipv4Connections += phase.ipv4Connections
      sum.ipv6Connections += phase.ipv6Connections
    }
  }

  package var total: Phase { total(phases.indices) }

  /// The seconds after `start` by which the share `q` of all users whose requests have failed since then had one that went
  /// well again for good; infinity: so many never did. Nil: nobody failed.
  ///
  /// Of users who did not come again all that is known is that they had not recovered at their last failure: the estimate of
  /// Kaplan and Meier ("Nonparametric estimation from incomplete observations", JASA 53, 1958) takes them for just that.
  package func recovery(_ q: Double, since start: Double) -> Double? {
    let marks = outages.filter { $0.began >= start }
      .map { (at: $0.ended < .infinity ? $0.ended : $0.lastFailed, hasEnded: $0.ended < .infinity) }
      .sorted { $0.at < $1.at || ($0.at == $1.at && $0.hasEnded && !$1.hasEnded) }
    guard !marks.isEmpty else { return nil }
    var failing = 1.0
    for (index, mark) in marks.enumerated() where mark.hasEnded {
      failing *= 1 - 1 / Double(marks.count - index)
      if failing <= 1 - q + 1e-9 { return mark.at - start }
    }
    return .infinity
  }
}
