import Geo
import Primitives
import Simulation

// Who would still go where nobody is sent any more, and why; and where the users of which city go.

extension VirtualUsers {
  /// One user of the sample.
  struct Standing {
    /// Its place in the sample.
    var number: Int
    var client: Int
    /// What it would use now, in `routes`; -1: nothing.
    var answer: Int32
    /// Its program has it, and does not ask.
    var isHeld: Bool
    /// What the authoritative servers say.
    var current: Current
  }

  /// What the authoritative servers would tell one user.
  struct Current {
    var answers: RouteTable.Pair
    /// In `routes`.
    var route: Int32
    /// Seconds; of addresses, if there are some.
    var ttl: Int64
  }

  /// The same users at every bin.
  func standings() -> [Standing] {
    fresh.begin(clock.names.state)
    return stride(from: 0, to: clients.count, by: max(1, clients.count / Limits.surveyed)).enumerated().map {
      number, index in
      let client = clients[index]
      let current = fresh.answer(number) { said(to: client) }
      let isHeld = client.expires > clock.elapsed
      return Standing(
        number: number, client: index, answer: isHeld ? client.answer : told(client, current),
        isHeld: isHeld, current: current)
    }
  }

  private func said(to client: Client) -> Current {
    func ask(_ family: IPAddress.Family) -> NameServer.Answer? {
      resolvers.current(client.resolver, city: Int(client.city), family, clock.names, now: clock.now)
    }
    let (old, new) = (ask(.v4), client.isDualStack ? ask(.v6) : nil)
    let answers = PerFamily(v4: old?.number ?? -1, v6: new?.number ?? -1)
    let route = route(answers)
    let counts = routes[route].counts
    let ttls = [counts.v4 > 0 || counts.v6 == 0 ? old?.ttl : nil, counts.v6 > 0 ? new?.ttl : nil]
    return Current(answers: answers, route: route, ttl: ttls.compactMap(\.self).min() ?? 0)
  }

  /// By its resolver, which would hear `current` if it asked; -1: nothing.
  private func told(_ client: Client, _ current: Current) -> Int32 {
    guard reachesResolver(client) else { return -1 }
    func peek(_ family: IPAddress.Family) -> Int32 {
      resolvers.peek(
        client.resolver, city: Int(client.city), family, at: clock.elapsed, current.answers[family])
    }
    return route(PerFamily(v4: peek(.v4), v6: client.isDualStack ? peek(.v6) : -1))
  }

  /// Of the users, by destination.
  func shares(_ sample: [Standing]) -> [Double] {
    var shares = [Double](repeating: 0, count: destinations.count)
    for standing in sample {
      let way = wayStations[routes[standing.answer].stations(preferred: preference(standing))]
      for destination in way { shares[Int(destination)] += 1 / Double(way.count) }
    }
    return shares.map { $0 / Double(sample.count) }
  }

  /// Of the users, by `TailCause`.
  func tail(_ sample: [Standing]) -> [Double] {
    // By country: whoever of it asks now may be sent there. One user's draw of a weighted answer is no change.
    var current: [[Bool]] = []
    for standing in sample {
      let country = self.country(of: standing)
      while current.count <= country { current.append([]) }
      for destination in destinations(of: standing.current.route) {
        while current[country].count <= Int(destination) { current[country].append(false) }
        current[country][Int(destination)] = true
      }
    }
    func isBehind(_ answer: Int32, _ country: Int) -> Bool {
      let way = destinations(of: answer)
      return !way.isEmpty
        && !way.contains { Int($0) < current[country].count && current[country][Int($0)] }
    }
    var tail = [Double](repeating: 0, count: UserFigures.TailCause.allCases.count)
    for standing in sample where isBehind(standing.answer, country(of: standing)) {
      let cause = cause(of: standing) { isBehind($0, country(of: standing)) }
      tail[cause.rawValue] += 1 / Double(sample.count)
    }
    return tail
  }

  private func country(of standing: Standing) -> Int { countries[Int(clients[standing.client].city)] }

  private func cause(of standing: Standing, isBehind: (Int32) -> Bool) -> UserFigures.TailCause {
    let client = clients[standing.client]
    if standing.isHeld, !isBehind(told(client, standing.current)) { return .program }
    let profile = resolvers.profiles[resolvers.profile(of: client.resolver)]
    if resolvers.isAlone(client.resolver), profile.staleMode != .never { return .staleAnswer }
    return profile.ttlMinimum > standing.current.ttl ? .extendedTimeToLive : .timeToLive
  }

  func draw(_ sample: [Standing]) {
    var counts: [Int: Int] = [:]
    let width = destinations.count + 1
    for standing in sample {
      let way = wayStations[routes[standing.answer].stations(preferred: preference(standing))]
      let destination = way.first.map { Int($0) } ?? -1
      counts[Int(clients[standing.client].city) * width + destination + 1, default: 0] += 1
    }
    let standpoints = counts.sorted { $0.key < $1.key }.map { key, users in
      let place = City.all[cities[key / width]].coordinates
      return UserFigures.Standpoint(
        latitude: place.latitude, longitude: place.longitude, destination: key % width - 1, users: users)
    }
    recorded.maps.append(UserFigures.Map(at: Double(clock.elapsed) / 1e9, standpoints: standpoints))
  }

  /// Of a route's number: of both families.
  private func destinations(of route: Int32) -> ArraySlice<Int32> { wayStations[routes[route].stations] }

  /// Where a user goes first, whatever becomes of it.
  private func preference(_ standing: Standing) -> IPAddress.Family {
    preferences[Int(clients[standing.client].profile)]
  }
}
