import Simulation

// Where users are sent: what their resolvers say, as a list of destinations.

extension VirtualUsers {
  @discardableResult
  func resolve(_ index: Int, isWarm: Bool) -> Resolvers.Source {
    let client = clients[index]
    let answer = resolvers.resolve(
      client.resolver, city: Int(client.city), at: clock.elapsed, age: isWarm ? draws.uniform() : 0,
      clock.names, now: clock.now)
    clock.audit.told(client, answer, resolvers, city: cities[Int(client.city)])
    let profile = profiles[Int(client.profile)]
    var lifetime = answer.number < 0 ? 0 : profile.lifetime(remaining: answer.remaining, &draws)
    if isWarm { lifetime = Int64(Double(lifetime) * draws.uniform()) }
    (clients[index].answer, clients[index].expires) = (answer.number, clock.elapsed + lifetime)
    if answer.source == .authority { figures.phases[phase].queries += 1 }
    while ways.count < clock.names.answers.count { ways.append(way(of: clock.names.answers[ways.count])) }
    return answer.source
  }

  func way(of answer: DNSAnswer) -> [Int32] {
    guard case .addresses(let addresses) = answer else { return [] }
    return addresses.map { address in
      let (destination, name): (Destination, String) =
        switch site.target(of: address, port: population.workload.url.port) {
        case .pointOfPresence(let edge): (.edge(edge), site.pointsOfPresence[edge].id)
        case .origin(let origin): (.origin(origin), origin)
        case nil: (.nowhere, "\(address)")
        }
      if let known = figures.destinations.firstIndex(of: name) { return Int32(known) }
      figures.destinations.append(name)
      destinations.append(destination)
      for bin in figures.shares.indices { figures.shares[bin].append(0) }
      return Int32(destinations.count - 1)
    }
  }
}
