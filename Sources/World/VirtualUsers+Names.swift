import Primitives
import Simulation

// Where users are sent: what their resolvers say, as a list of destinations.

extension VirtualUsers {
  /// Asks the resolver of a client for what its program then holds: IPv4 addresses, and IPv6 addresses if it can use them. Where the
  /// answers came from; who asks for one alone waits for no other.
  @discardableResult
  func resolve(_ index: Int, isWarm: Bool) -> PerFamily<Resolvers.Source> {
    let client = clients[index]
    clock.names.explains = index == traced
    defer { clock.names.explains = false }
    var told = PerFamily(ask(client, .v4, age: isWarm ? draws.uniform() : 0))
    let reason = index == traced ? clock.names.reason : ""
    if client.isDualStack { told.v6 = ask(client, .v6, age: isWarm ? stacks.uniform() : 0) }
    let number = route(PerFamily(v4: told.v4.number, v6: client.isDualStack ? told.v6.number : -1))
    let remaining = Self.remaining(told, routes[number])
    var lifetime =
      number < 0 || told.v4.number < 0 && routes[number].isEmpty
      ? 0 : cachings[Int(client.profile)].lifetime(remaining: remaining, &draws)
    if isWarm { lifetime = Int64(Double(lifetime) * draws.uniform()) }
    (clients[index].answer, clients[index].expires) = (number, clock.elapsed + lifetime)
    if index == traced, !isWarm {
      traceAnswer(told.v4, .v4, reason, keeps: lifetime)
      if client.isDualStack { traceAnswer(told.v6, .v6, clock.names.reason, keeps: lifetime) }
    }
    return PerFamily(v4: told.v4.source, v6: told.v6.source)
  }

  /// What a resolver says to a client.
  private func ask(_ client: Client, _ family: IPAddress.Family, age: Double) -> Resolvers.Answer {
    let clock = clock
    guard reachesResolver(client) else { return .silence }
    let answer = resolvers.resolve(
      client.resolver, city: Int(client.city), family, at: clock.elapsed, age: age, clock.names,
      now: clock.now)
    if clock.audit.watches(client.resolver) {
      clock.audit.told(client, family, answer, resolvers, city: cities[Int(client.city)])
    }
    if answer.source == .authority {
      tally.queries += 1
      learnWays()
    }
    return answer
  }

  /// Nanoseconds that the addresses of both answers may be used: that there are none of one family says nothing of the others.
  private static func remaining(_ told: PerFamily<Resolvers.Answer>, _ route: Route) -> Int64 {
    switch (route.counts.v4 > 0, route.counts.v6 > 0) {
    case (true, true): min(told.v4.remaining, told.v6.remaining)
    case (false, true): told.v6.remaining
    case (_, false): told.v4.remaining
    }
  }

  func reachesResolver(_ client: Client) -> Bool {
    cutResolvers.isEmpty
      || !cutResolvers[Int(client.city) * resolvers.profiles.count + resolvers.profile(of: client.resolver)]
  }

  /// The number of the route that a pair of answers gives; -1: neither is one.
  @inline(__always)
  func route(_ pair: RouteTable.Pair) -> Int32 { routes.number(of: pair) ?? learnRoute(pair) }

  private func learnRoute(_ pair: RouteTable.Pair) -> Int32 {
    guard pair.v4 >= 0 || pair.v6 >= 0 else { return -1 }
    learnWays()
    func way(_ answer: Int32) -> Range<Int> { answer < 0 ? 0..<0 : ways[Int(answer)] }
    let (new, old) = (way(pair.v6), way(pair.v4))
    // Where one has no addresses the other is the route.
    var start = new.isEmpty ? old.lowerBound : new.lowerBound
    if !new.isEmpty, !old.isEmpty {
      start = wayStations.count
      wayStations += Array(wayStations[new]) + Array(wayStations[old])
    }
    return routes.add(pair, Route(start: start, counts: PerFamily(v4: old.count, v6: new.count)))
  }

  /// Of answers that have come up since it was last done.
  func learnWays() {
    while ways.count < clock.names.answers.count {
      let way = way(of: clock.names.answers[ways.count])
      ways.append(wayStations.count..<wayStations.count + way.count)
      wayStations += way
    }
  }

  private func way(of answer: DNSAnswer) -> [Int32] {
    guard case .addresses(let addresses) = answer else { return [] }
    return addresses.map { address in
      let (destination, name): (Destination, String) =
        switch site.target(of: address, port: population.workload.url.port) {
        case .pointOfPresence(let edge): (.edge(edge), site.pointsOfPresence[edge].id)
        case .origin(let origin):
          (site.origins.firstIndex { $0.name == origin }.map { .origin($0) } ?? .nowhere, origin)
        case nil: (.nowhere, "\(address)")
        }
      if let known = recorded.destinations.firstIndex(of: name) { return Int32(known) }
      recorded.destinations.append(name)
      destinations.append(destination)
      tally.byDestination.append(0)
      for bin in recorded.shares.indices { recorded.shares[bin].append(0) }
      return Int32(destinations.count - 1)
    }
  }
}
