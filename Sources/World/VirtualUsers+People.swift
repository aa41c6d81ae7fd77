import Geo
import Primitives
import Simulation

// Who the users are: where they live, what they use.

extension VirtualUsers {
  /// Cities with at least one client each, and where their clients begin.
  static func settle(_ count: Int, in cities: [Int]) -> ([Int], [Int]) {
    let all = cities.reduce(0) { $0 + City.all[$1].population }
    var (settled, starts, people) = ([Int](), [0], 0)
    for city in cities {
      people += City.all[city].population
      let end = Int((Double(people) / Double(all) * Double(count)).rounded())
      guard end > starts[starts.count - 1] else { continue }
      settled.append(city)
      starts.append(end)
    }
    return (settled, starts)
  }

  func people(_ drill: Drill) {
    var stream = RandomStream(seed: draws.next(), kind: "client")
    let resolverMix = Mixture(resolvers.profiles.map(\.weight))
    let profileMix = Mixture(profiles.map(\.weight))
    let accessMix = Mixture(AccessNetwork.usual.map(\.share))
    clients.reserveCapacity(population.clients)
    for city in cities.indices {
      for _ in starts[city]..<starts[city + 1] {
        clients.append(
          Client(
            resolver: resolvers.number(city: city, profile: resolverMix.draw(&stream)), city: UInt16(city),
            profile: UInt8(profileMix.draw(&stream)), access: UInt8(accessMix.draw(&stream)),
            isDualStack: stacks.uniform() < population.ipv6))
      }
    }
  }

  /// Everybody has asked before, some time ago.
  func warmUp() {
    for index in clients.indices { resolve(index, isWarm: true) }
    tally.queries = 0
    if trace != nil { traceBeginning() }
  }
}
