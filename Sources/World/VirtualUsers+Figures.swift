import Simulation

// What is counted of users.

extension VirtualUsers {
  enum Answerer { case hit, miss, other }

  func end(
    _ index: Int, failed: Bool, _ destination: Int32, _ answerer: Answerer, _ travel: Double
  ) {
    let seconds = Double(clock.elapsed) / 1e9
    let bin = min(figures.bins.count - 1, Int(seconds / figures.binSeconds))
    figures.phases[phase].count.add(failed: failed, atEdge: answerer != .other, isHit: answerer == .hit)
    figures.bins[bin].add(failed: failed, atEdge: answerer != .other, isHit: answerer == .hit)
    if destination >= 0 { figures.shares[bin][Int(destination)] += 1 }
    if failed {
      if figures.phases[0].count.failed == 0 { clock.audit.failed("the users") }
      if clients[index].failedAt == .infinity { clients[index].failedAt = Float(seconds) }
      (clients[index].lastFailedAt, clients[index].recoveredAt) = (Float(seconds), .infinity)
    } else {
      figures.phases[phase].firstOctet.add(Int64(travel))
      if clients[index].failedAt < .infinity, clients[index].recoveredAt == .infinity {
        clients[index].recoveredAt = Float(seconds)
      }
    }
  }

  /// Where users would go now, of a sample of them.
  func survey(_ bin: Int) {
    var standing = [Double](repeating: 0, count: destinations.count)
    let step = max(1, clients.count / Limits.surveyed)
    let sample = stride(from: 0, to: clients.count, by: step)
    for index in sample {
      var answer = clients[index].answer
      if clients[index].expires <= clock.elapsed {
        answer = resolvers.peek(
          clients[index].resolver, city: Int(clients[index].city), at: clock.elapsed, clock.names,
          now: clock.now)
      }
      while ways.count < clock.names.answers.count { ways.append(way(of: clock.names.answers[ways.count])) }
      guard answer >= 0 else { continue }
      let way = ways[Int(answer)]
      while standing.count < destinations.count { standing.append(0) }
      for destination in way { standing[Int(destination)] += 1 / Double(way.count) }
    }
    let count = Double(clients.count / step + (clients.count % step == 0 ? 0 : 1))
    figures.standings[bin] = standing.map { $0 / count }
  }

  /// Each request has ended once, or is under way; nil: it is so.
  var miscount: String? {
    let (ended, active) = (figures.total.count.requests, visits.count(where: \.isActive))
    return drawn == ended + active
      ? nil : "of \(drawn) requests of users \(ended) have ended and \(active) are under way"
  }

  /// At the end of the run.
  func close() -> UserFigures {
    figures.outages = clients.lazy.filter { $0.failedAt < .infinity }.map {
      UserFigures.Outage(
        began: Double($0.failedAt), lastFailed: Double($0.lastFailedAt), ended: Double($0.recoveredAt))
    }
    return figures
  }
}
