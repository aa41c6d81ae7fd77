import Simulation

// What is counted of users.

extension VirtualUsers {
  enum Answerer { case hit, miss, other }

  func end(
    _ index: Int, failed: Bool, _ destination: Int32, _ answerer: Answerer, _ travel: Double, at now: Int64
  ) {
    if index == traced { traceEnd(failed: failed, destination, answerer, travel) }
    if now >= tally.end { record() }
    tally.count.add(failed: failed, atEdge: answerer != .other, isHit: answerer == .hit)
    if destination >= 0 { tally.byDestination[Int(destination)] += 1 }
    if !failed { tally.firstOctet.add(Int64(travel)) }
    if failed || clients[index].isFailing { note(index, failed: failed, at: now) }
  }

  /// Keeps of a client when it first failed, when last, and when it was well again.
  private func note(_ index: Int, failed: Bool, at now: Int64) {
    if failed, phase > 0, recorded.phases[0].count.failed == 0 { clock.audit.failed("the users") }
    clients[index].isFailing = failed
    let seconds = Double(now) / 1e9
    var outage =
      outages[index] ?? UserFigures.Outage(began: seconds, lastFailed: seconds, ended: .infinity)
    if failed { outage.lastFailed = seconds }
    outage.ended = failed ? .infinity : seconds
    outages[index] = outage
  }

  /// Puts what has been counted where it belongs: at the end of a bin, before another phase.
  func record() { tally.move(into: &recorded, phase: phase, at: clock.elapsed) }

  /// What has been counted until now.
  var figures: UserFigures {
    record()
    return recorded
  }

  /// At the end of a bin: where users would go, of a sample of them.
  func survey(_ bin: Int) {
    let sample = standings()
    learnWays()
    recorded.standings[bin] = shares(sample)
    recorded.tails[bin] = tail(sample)
    if mapBins.contains(bin) { draw(sample) }
  }

  /// Each request has ended once, or is under way; nil: it is so.
  var miscount: String? {
    let (ended, active) = (figures.total.count.requests, visits.count(where: \.isActive))
    return drawn == ended + active
      ? nil : "of \(drawn) requests of users \(ended) have ended and \(active) are under way"
  }

  /// At the end of the run.
  func close() -> UserFigures {
    var figures = figures
    figures.outages = outages.sorted { $0.key < $1.key }.map(\.value)
    return figures
  }
}
