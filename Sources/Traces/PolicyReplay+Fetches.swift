import Eviction

// Requests one by one, where an answer takes time, may say that a copy still holds, and comes from a cache perhaps. What
// happens is what `EdgeCache` does: a stale copy has been found before it is known to be stale, stays until its successor
// is there, and is put in anew when it was confirmed.

extension PolicyReplay {
  mutating func ask(
    _ request: Request, number: Int, _ upstream: ReplayCache.Upstream
  ) -> FetchAnswer {
    let now = request.time
    let elapsed = elapsed(at: now)
    land(by: now)
    if let answer = flights.answer(for: request.id) {
      figures.collapsed += 1
      if let slot = table.slot(of: request.id) {
        hit(slot, asked(request, number: number), elapsed: elapsed)
      }
      return answer
    }
    var stale: ObjectVersion?
    if let slot = table.slot(of: request.id) {
      let held = held(slot, now: now)
      hit(slot, asked(request, number: number), elapsed: elapsed)
      if now < held.freshUntil { return held }
      figures.expired += 1
      if rules.changes != nil { stale = held.version }
    }
    let answer = upstream(request)
    let isRenewal = answer.confirms(stale)
    if isRenewal {
      figures.renewed += 1
    } else {
      figures.misses += 1
      figures.missedOctets += answer.version.size
    }
    let flight = Flights.Flight(request: request, number: number, answer: answer, isRenewal: isRenewal)
    if answer.ready <= now { take(flight) } else { flights.add(flight) }
    return answer
  }

  /// What is in the slot, as an answer.
  private func held(_ slot: UInt32, now: Int) -> FetchAnswer {
    let end = expiries[slot]
    return FetchAnswer(
      version: versions[slot], ready: now, freshUntil: end == 0 ? FetchAnswer.never : end)
  }

  private mutating func land(by time: Int) {
    while let flight = flights.landed(by: time) { take(flight) }
  }

  private mutating func take(_ flight: Flights.Flight) {
    var request = flight.request
    request.size = flight.answer.version.size
    if let slot = table.slot(of: request.id) { remove(slot) }
    let (insertions, octets) = (figures.insertions, figures.writtenOctets)
    insert(
      asked(request, number: flight.number), request, arrival: elapsed(at: flight.answer.ready))
    guard let slot = table.slot(of: request.id) else { return }
    // A copy that was confirmed is not written again.
    if flight.isRenewal { (figures.insertions, figures.writtenOctets) = (insertions, octets) }
    let end = flight.answer.freshUntil
    expiries[slot] = end == FetchAnswer.never ? 0 : end
    versions[slot] = flight.answer.version
  }
}
