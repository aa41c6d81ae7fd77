import Simulation

// Where users are sent: what their resolvers say, as a list of destinations.

extension VirtualUsers {
  @discardableResult
  func resolve(_ index: Int, isWarm: Bool) -> Resolvers.Source {
    let clock = clock
    let client = clients[index]
    guard reachesResolver(client) else {
      (clients[index].answer, clients[index].expires) = (-1, clock.elapsed)
      if index == traced { traceAnswer(.silence, keeps: 0) }
      return .silence
    }
    clock.names.explains = index == traced
    defer { clock.names.explains = false }
    let answer = resolvers.resolve(
      client.resolver, city: Int(client.city), at: clock.elapsed, age: isWarm ? draws.uniform() : 0,
      clock.names, now: clock.now)
    if clock.audit.watches(client.resolver) {
      clock.audit.told(client, answer, resolvers, city: cities[Int(client.city)])
    }
    var lifetime =
      answer.number < 0 ? 0 : cachings[Int(client.profile)].lifetime(remaining: answer.remaining, &draws)
    if isWarm { lifetime = Int64(Double(lifetime) * draws.uniform()) }
    (clients[index].answer, clients[index].expires) = (answer.number, clock.elapsed + lifetime)
    if answer.source == .authority {
      tally.queries += 1
      learnWays()
    }
    if index == traced, !isWarm { traceAnswer(answer, keeps: lifetime) }
    return answer.source
  }

  func reachesResolver(_ client: Client) -> Bool {
    cutResolvers.isEmpty
      || !cutResolvers[Int(client.city) * resolvers.profiles.count + resolvers.profile(of: client.resolver)]
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
