import Geo
import Simulation

// Who would still go where nobody is sent any more, and why; and where the users of which city go.

extension VirtualUsers {
  /// One user of the sample.
  struct Standing {
    /// Its place in the sample.
    var number: Int
    var client: Int
    /// What it would use now; -1: nothing.
    var answer: Int32
    /// Its program has it, and does not ask.
    var isHeld: Bool
    /// What the authoritative servers say.
    var current: NameServer.Answer?
  }

  /// The same users at every bin.
  func standings() -> [Standing] {
    fresh.begin(clock.names.state)
    return stride(from: 0, to: clients.count, by: max(1, clients.count / Limits.surveyed)).enumerated().map {
      number, index in
      let client = clients[index]
      let current = fresh.answer(number) {
        resolvers.current(client.resolver, city: Int(client.city), clock.names, now: clock.now)
      }
      let isHeld = client.expires > clock.elapsed
      return Standing(
        number: number, client: index, answer: isHeld ? client.answer : told(client, current),
        isHeld: isHeld, current: current)
    }
  }

  /// By its resolver, which would hear `current` if it asked; -1: nothing.
  private func told(_ client: Client, _ current: NameServer.Answer?) -> Int32 {
    guard reachesResolver(client) else { return -1 }
    return resolvers.peek(client.resolver, city: Int(client.city), at: clock.elapsed, current?.number ?? -1)
  }

  /// Of the users, by destination.
  func shares(_ sample: [Standing]) -> [Double] {
    var shares = [Double](repeating: 0, count: destinations.count)
    for standing in sample {
      let way = destinations(of: standing.answer)
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
      for destination in destinations(of: standing.current?.number ?? -1) {
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
    return profile.ttlMinimum > standing.current?.ttl ?? 0 ? .extendedTimeToLive : .timeToLive
  }

  func draw(_ sample: [Standing]) {
    var counts: [Int: Int] = [:]
    let width = destinations.count + 1
    for standing in sample {
      let destination = destinations(of: standing.answer).first.map { Int($0) } ?? -1
      counts[Int(clients[standing.client].city) * width + destination + 1, default: 0] += 1
    }
    let standpoints = counts.sorted { $0.key < $1.key }.map { key, users in
      let place = City.all[cities[key / width]].coordinates
      return UserFigures.Standpoint(
        latitude: place.latitude, longitude: place.longitude, destination: key % width - 1, users: users)
    }
    recorded.maps.append(UserFigures.Map(at: Double(clock.elapsed) / 1e9, standpoints: standpoints))
  }

  /// Of an answer's number; below zero: none.
  private func destinations(of answer: Int32) -> ArraySlice<Int32> {
    answer < 0 ? [] : wayStations[ways[Int(answer)]]
  }
}
