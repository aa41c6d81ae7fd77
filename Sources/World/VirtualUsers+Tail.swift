import Geo
import Simulation

// Who would still go where nobody is sent any more, and why; and where the users of which city go.

extension VirtualUsers {
  /// One user of the sample.
  private struct Standing {
    var client: Int
    /// What it would use now; -1: nothing.
    var answer: Int32
    /// Its program has it, and does not ask.
    var isHeld: Bool
    /// What the authoritative servers say.
    var current: NameServer.Answer?
  }

  /// At the end of a bin, of the users that `survey` asks, too.
  func lookBack(_ bin: Int) {
    let sample = stride(from: 0, to: clients.count, by: max(1, clients.count / Limits.surveyed)).map(standing)
    learnWays()
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
    for standing in sample where isBehind(standing.answer, country(of: standing)) {
      let cause = cause(of: standing) { isBehind($0, country(of: standing)) }
      recorded.tails[bin][cause.rawValue] += 1 / Double(sample.count)
    }
    if mapBins.contains(bin) { draw(sample) }
  }

  private func standing(of index: Int) -> Standing {
    let client = clients[index]
    let isHeld = client.expires > clock.elapsed
    return Standing(
      client: index, answer: isHeld ? client.answer : told(client), isHeld: isHeld,
      current: resolvers.current(client.resolver, city: Int(client.city), clock.names, now: clock.now))
  }

  /// By its resolver; -1: nothing.
  func told(_ client: Client) -> Int32 {
    guard reachesResolver(client) else { return -1 }
    return resolvers.peek(
      client.resolver, city: Int(client.city), at: clock.elapsed, clock.names, now: clock.now)
  }

  private func country(of standing: Standing) -> Int { countries[Int(clients[standing.client].city)] }

  private func cause(of standing: Standing, isBehind: (Int32) -> Bool) -> UserFigures.TailCause {
    let client = clients[standing.client]
    if standing.isHeld, !isBehind(told(client)) { return .program }
    let profile = resolvers.profiles[resolvers.profile(of: client.resolver)]
    if resolvers.isAlone(client.resolver), profile.staleMode != .never { return .staleAnswer }
    return profile.ttlMinimum > standing.current?.ttl ?? 0 ? .extendedTimeToLive : .timeToLive
  }

  private func draw(_ sample: [Standing]) {
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
