import EdgeCache
import HTTPWire

// How a request of a user goes: arrival, the way to an edge or an origin, a visit where the store does not answer at once.

extension VirtualUsers {
  /// All requests that come before `limit`, until one has made something that is due sooner.
  func run(until limit: Int64) {
    let clock = clock
    while demand.next < limit {
      let want = demand.take()
      if demand.taken == 0 { touch() }
      clock.elapsed = want.at
      drawn += 1
      if !arrive(want.client, want.object, at: want.at, clock) { return }
    }
  }

  /// Reads what the next requests will: none of these reads waits for another, while a request's own do.
  @inline(never)
  func touch() {
    var sum = touched
    for want in demand.ahead { sum &+= Int(clients[want.client].answer) }
    for want in demand.ahead {
      let client = clients[want.client]
      if client.expires <= want.at { sum &+= resolvers.touch(client.resolver, city: Int(client.city)) }
      guard client.answer >= 0, let place = ways[Int(client.answer)].first,
        case .edge(let edge) = destinations[Int(wayStations[place])]
      else { continue }
      sum &+= Int(truncatingIfNeeded: roundTrips[Int(client.city) * hits.count + edge].bitPattern)
    }
    touched = sum
  }

  /// False: something is under way.
  func arrive(_ index: Int, _ object: Int, at now: Int64, _ clock: VirtualDrill) -> Bool {
    let bits = draws.next()
    let access = accessMedians[Int(clients[index].access)] * self.access.factor(bits)
    var travel = 0.0
    if index == traced { traceRequest(object) }
    if clients[index].expires <= now {
      travel += access
      switch resolve(index, isWarm: false) {
      case .authority: travel += Limits.authorityRoundTrip
      case .silence: travel += Limits.stubPatience
      case .cache, .nowhere: break
      }
      travel += resolvers.delay(of: clients[index].resolver)
    }
    let answer = clients[index].answer
    guard answer >= 0, !ways[Int(answer)].isEmpty else {
      end(index, failed: true, -1, .other, travel, at: now)
      return true
    }
    let (first, count) = (ways[Int(answer)].lowerBound, ways[Int(answer)].count)
    var place = count > 1 ? draws.below(count) : 0
    for attempt in 1...count {
      let destination = wayStations[first + place]
      switch reach(destination, index, object, access, bits >> 10, clock, &travel) {
      case .done: return true
      case .waiting: return false
      case .refused: if index == traced { traceConnection(to: destination, "refused") }
      case .silent:
        if index == traced { traceConnection(to: destination, "no answer") }
        travel += profiles[Int(clients[index].profile)].connectTimeout * 1e9
      }
      guard attempt < count, draws.uniform() < profiles[Int(clients[index].profile)].triesNextAddress else {
        end(index, failed: true, destination, .other, travel, at: now)
        return true
      }
      if index == traced { traceRetry() }
      place = (place + 1) % count
    }
    return true
  }

  enum Reach { case done, waiting, refused, silent }

  func reach(
    _ number: Int32, _ index: Int, _ object: Int, _ access: Double, _ bits: UInt64, _ clock: VirtualDrill,
    _ travel: inout Double
  ) -> Reach {
    switch destinations[Int(number)] {
    case .nowhere: return .silent
    case .edge(let edge):
      let city = Int(clients[index].city)
      let way = roundTrips[city * hits.count + edge] * backbone.factor(bits) + access
      // No way leads there.
      if way == .infinity { return .silent }
      if edges[edge].isFaulty, let end = suffer(edge, number, index, way, &travel) { return end }
      // One round trip to connect, one until the first octet.
      travel += 2 * way
      if index == traced { traceConnection(to: number, "connected") }
      if !isRecorded, let hit = hits[edge][object], edges[edge].hitAgain(hit) {
        edges[edge].asked.add(.hit, bytes: hit.bytes)
        end(index, failed: false, number, .hit, travel, at: clock.elapsed)
        return .done
      }
      return visit(edge, index, object, number, travel) ? .done : .waiting
    case .origin(let origin):
      travel += 2 * (access + Limits.serverRoundTrip)
      return ask(origins[origin], index, object, number, travel)
    }
  }

  /// What a fault of a point of presence makes of a request; nil: it is late perhaps, and goes on.
  private func suffer(
    _ edge: Int, _ number: Int32, _ index: Int, _ way: Double, _ travel: inout Double
  ) -> Reach? {
    guard let fault = edges[edge].fault else { return nil }
    if fault.refuses {
      travel += way
      return .refused
    }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare {
      if index == traced { traceConnection(to: number, "reset") }
      end(index, failed: true, number, .other, travel + 2 * way, at: clock.elapsed)
      return .done
    }
    if fault.hangs { return .silent }
    let status = draws.status(of: fault)
    travel += Double(fault.delay.nanoseconds)
    if travel >= Double(Limits.patience) {
      end(index, failed: true, number, .other, Double(Limits.patience), at: clock.elapsed)
      return .done
    }
    guard let status else { return nil }
    end(index, failed: !(200..<400).contains(status), number, .other, travel + 2 * way, at: clock.elapsed)
    return .done
  }

  func ask(_ origin: String, _ index: Int, _ object: Int, _ number: Int32, _ travel: Double) -> Reach {
    let request = request(object)
    let target = request.target
    switch clock.origins.receive(target.span, origin, at: clock.elapsed) {
    case .refused: return .refused
    case .reset:
      if index == traced { traceConnection(to: number, "reset") }
      end(index, failed: true, number, .other, travel, at: clock.elapsed)
    case .silence:
      if index == traced { traceConnection(to: number, "connected; it says nothing") }
      end(index, failed: true, number, .other, Double(Limits.patience), at: clock.elapsed)
    case .answer(let delay, let status):
      if index == traced { traceConnection(to: number, "connected") }
      let status = clock.origins.answer(request, of: origin, status: status, now: clock.now).0.status
      let isLate = delay > Limits.patience
      end(
        index, failed: isLate || !(200..<400).contains(status), number, .other,
        travel + Double(min(delay, Limits.patience)), at: clock.elapsed)
    }
    return .done
  }

  /// True: the cache has answered at once.
  func visit(_ edge: Int, _ index: Int, _ object: Int, _ destination: Int32, _ travel: Double) -> Bool {
    if isRecorded, !demand.recorded![object].isRequest {
      refuse(edge, index, object, destination, travel)
      return true
    }
    let visit = visit()
    (visit.client, visit.object, visit.edge, visit.destination) = (index, object, edge, destination)
    (visit.began, visit.travel) = (clock.elapsed, Int64(travel))
    if isRecorded { load(object, into: visit) } else { visit.exchange.request = wants[object] }
    defer { clock.cause = nil }
    let fetch = edges[edge].admit(visit.exchange)
    if !isRecorded, let hit = edges[edge].cache.repeatable(visit.exchange) { hits[edge][object] = hit }
    let turn = visit.turn
    if let fetch { edges[edge].start(fetch) }
    if visit.isActive, visit.turn == turn { progress(visit) }
    guard visit.isActive, visit.turn == turn else { return fetch == nil }
    clock.schedule(.giveUpVisit(visit.number, turn: turn), after: max(0, Limits.patience - visit.travel))
    return false
  }

  func visit() -> Visit {
    let visit: Visit
    if let number = freeVisits.popLast() {
      visit = visits[number]
    } else {
      visit = Visit(number: visits.count)
      visits.append(visit)
      visit.exchange.onProgress = { [unowned self, unowned visit] in progress(visit) }
    }
    visit.isActive = true
    visit.turn += 1
    return visit
  }

  func progress(_ visit: Visit) {
    guard visit.isActive, let ending = visit.exchange.read() else { return }
    finish(visit, failed: ending.failure != nil && ending != .status(visit.expected))
  }

  /// Its user is gone.
  func giveUp(_ number: Int, turn: Int) {
    if visits[number].isActive, visits[number].turn == turn { finish(visits[number], failed: true) }
  }

  /// Connections to a point of presence end.
  func cut(_ edge: Int) {
    for visit in visits where visit.isActive && visit.edge == edge { finish(visit, failed: true) }
  }

  func finish(_ visit: Visit, failed: Bool) {
    visit.isActive = false
    if visit.client == traced { traceResponse(of: visit) }
    let result = edges[visit.edge].close(visit.exchange)
    freeVisits.append(visit.number)
    end(
      visit.client, failed: failed, visit.destination, result == .hit || result == .refreshHit ? .hit : .miss,
      Double(visit.travel + clock.elapsed - visit.began), at: clock.elapsed)
  }
}
