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
      let route = routes[client.answer]
      guard !route.isEmpty, case .edge(let edge) = destinations[Int(wayStations[route.start])] else {
        continue
      }
      sum &+= Int(truncatingIfNeeded: roundTrips[Int(client.city) * placeCount + edge].bitPattern)
    }
    touched = sum
  }

  /// False: something is under way.
  func arrive(_ index: Int, _ object: Int, at now: Int64, _ clock: VirtualDrill) -> Bool {
    let bits = draws.next()
    let path = Path(
      first: Int(clients[index].city) * placeCount,
      access: accessMedians[Int(clients[index].access)] * self.access.factor(bits),
      jitter: backbone.factor(bits >> 10))
    if index == traced { traceRequest(object) }
    var arrivals = PerFamily(0.0)
    if clients[index].expires <= now {
      let sources = resolve(index, isWarm: false)
      let delay = resolvers.delay(of: clients[index].resolver)
      arrivals = PerFamily(
        v4: path.access + time(of: sources.v4) + delay, v6: path.access + time(of: sources.v6) + delay)
    }
    let route = routes[clients[index].answer]
    let profile = Int(clients[index].profile)
    let race = AddressRace(
      counts: route.counts, arrivals: arrivals, isHappy: attemptDelays[profile] < .infinity,
      preferred: preferences[profile])
    guard !route.isEmpty else {
      end(index, failed: true, -1, .other, race.start, at: now)
      return true
    }
    let open = openLink(index, route, path, race.start, at: now)
    let link = open ?? connect(index, route, path, race)
    let travel = link.ready + link.roundTrip
    guard travel < Double(Limits.patience) else {
      drop(index)
      end(index, failed: true, link.destination, .other, min(link.ready, Double(Limits.patience)), at: now)
      return true
    }
    clock.audit.sent(index, to: link.destination, isKept: open != nil)
    keep(link, index, at: now)
    if index == traced { traceConnection(to: link.destination, "connected", link.family, at: link.ready) }
    switch destinations[Int(link.destination)] {
    case .nowhere: return true
    case .edge(let edge): return ask(edge, index, object, link.destination, travel, at: now)
    case .origin(let origin):
      ask(site.origins[origin].name, index, object, link.destination, travel)
      return true
    }
  }

  /// Nanoseconds that an answer takes but for the way between a user and the resolver.
  @inline(__always)
  private func time(of source: Resolvers.Source) -> Double {
    switch source {
    case .authority: authorityTrip
    case .silence: Limits.stubPatience
    case .cache, .nowhere: 0
    }
  }

  /// The request has come to a point of presence. False: something is under way.
  private func ask(
    _ edge: Int, _ index: Int, _ object: Int, _ number: Int32, _ way: Double, at now: Int64
  ) -> Bool {
    var travel = way
    if edges[edge].isFaulty, suffer(edge, index, number, &travel, at: now) { return true }
    if services[edge] > 0 {
      let wait = queues[edge].wait(for: services[edge], at: now)
      clock.audit.queued(at: edge, service: services[edge], wait: wait)
      guard let wait else {
        end(index, failed: true, number, .other, travel, at: now)
        return true
      }
      travel += Double(wait)
      // Who has gone is answered all the same.
      guard travel < Double(Limits.patience) else {
        drop(index)
        end(index, failed: true, number, .other, Double(Limits.patience), at: now)
        return true
      }
    }
    if !isRecorded, let hit = hits[edge][object], edges[edge].hitAgain(hit) {
      edges[edge].asked.add(.hit, bytes: hit.bytes)
      end(index, failed: false, number, .hit, travel, at: now)
      return true
    }
    return visit(edge, index, object, number, travel)
  }

  /// What a fault of a point of presence makes of a request that came over a connection; false: it is late perhaps, and goes on.
  private func suffer(
    _ edge: Int, _ index: Int, _ number: Int32, _ travel: inout Double, at now: Int64
  ) -> Bool {
    guard let fault = edges[edge].fault else { return false }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare {
      if index == traced { traceConnection(to: number, "reset") }
      lose(index)
      end(index, failed: true, number, .other, travel, at: now)
      return true
    }
    let status = draws.status(of: fault)
    travel += Double(fault.delay.nanoseconds)
    guard travel < Double(Limits.patience) else {
      drop(index)
      end(index, failed: true, number, .other, Double(Limits.patience), at: now)
      return true
    }
    guard let status else { return false }
    end(index, failed: !(200..<400).contains(status), number, .other, travel, at: now)
    return true
  }

  private func ask(_ origin: String, _ index: Int, _ object: Int, _ number: Int32, _ travel: Double) {
    let request = request(object)
    let target = request.target
    switch clock.origins.receive(target.span, origin, at: clock.elapsed) {
    case .refused, .reset:
      if index == traced { traceConnection(to: number, "reset") }
      lose(index)
      end(index, failed: true, number, .other, travel, at: clock.elapsed)
    case .silence:
      if index == traced { traceConnection(to: number, "it says nothing") }
      drop(index)
      end(index, failed: true, number, .other, Double(Limits.patience), at: clock.elapsed)
    case .answer(let delay, let status):
      let status = clock.origins.answer(request, of: origin, status: status, now: clock.now).0.status
      let isLate = delay > Limits.patience
      end(
        index, failed: isLate || !(200..<400).contains(status), number, .other,
        travel + Double(min(delay, Limits.patience)), at: clock.elapsed)
    }
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
    endConnections { if case .edge(edge) = $0 { true } else { false } }
  }

  /// Those to an origin do; what is under way there was decided when it came.
  func cut(origin name: String) {
    endConnections { [site] in
      if case .origin(let number) = $0 { site.origins[number].name == name } else { false }
    }
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
