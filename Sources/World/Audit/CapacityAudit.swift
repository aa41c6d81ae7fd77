import Simulation

/// Looks at what servers of bounded capacity do with those who come: who is turned away, and who waits how long.
///
/// It keeps when each of the servers of a queue will be free, in order (J. Kiefer, J. Wolfowitz, "On the theory of queues with many
/// servers", Transactions of the AMS 78, 1955). Times are nanoseconds of the run.
struct CapacityAudit {
  private struct Station {
    /// The longest that somebody may have to wait.
    let patience: Int64
    /// The earliest first.
    var freeAt: [Int64]

    mutating func judge(
      _ service: Int64, _ wait: Int64?, at now: Int64
    ) -> (fault: String?, busyUntil: Int64) {
      let least = max(0, freeAt[0] - now)
      let busyUntil = least > 0 ? now + least : 0
      guard let wait else {
        let fault = "turns a request away that would have to wait \(least / 1_000) us"
        return (least > patience ? nil : "\(fault), and may wait \(patience / 1_000)", now)
      }
      work(for: service, from: now + wait)
      if least > patience {
        return (
          "takes a request that has to wait \(least / 1_000) us; \(patience / 1_000) is the most", busyUntil
        )
      }
      return (
        wait == least
          ? nil : "lets a request wait \(wait / 1_000) us, and is free after \(least / 1_000)", busyUntil
      )
    }

    /// The first that is free has something to do.
    private mutating func work(for service: Int64, from begin: Int64) {
      let end = begin + service
      var place = 0
      while place + 1 < freeAt.count, freeAt[place + 1] < end {
        freeAt[place] = freeAt[place + 1]
        place += 1
      }
      freeAt[place] = end
    }
  }

  /// By the number of the point of presence; nil: it takes all that comes.
  private var points: [Station?]
  private var origins: [String: Station] = [:]

  init(_ population: Drill.Population?, _ site: VirtualSite) {
    points = site.pointsOfPresence.map { point in
      population?.capacity(of: point.id).map { Station(patience: $0.queue.nanoseconds, freeAt: [0]) }
    }
    for origin in population?.origins ?? [] where origins[origin.origin] == nil {
      guard origin.concurrency <= Limits.watchedServers else { continue }
      origins[origin.origin] = Station(
        patience: .max, freeAt: [Int64](repeating: 0, count: origin.concurrency))
    }
  }

  /// What is wrong where a request that takes `service` waits for `wait` (nil: it is turned away); nil: nothing. And until when there is
  /// more to do than can be done.
  mutating func judge(
    atPoint number: Int, _ service: Int64, _ wait: Int64?, at now: Int64
  ) -> (fault: String?, busyUntil: Int64) {
    points[number]?.judge(service, wait, at: now) ?? (nil, 0)
  }

  mutating func judge(
    atOrigin name: String, _ service: Int64, _ wait: Int64?, at now: Int64
  ) -> (fault: String?, busyUntil: Int64) {
    origins[name]?.judge(service, wait, at: now) ?? (nil, now + (wait ?? 0))
  }
}
