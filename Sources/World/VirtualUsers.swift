import DNSWire
import EdgeCache
import Geo
import HTTPWire
import Primitives
import Simulation

/// The population of a drill: users who ask their resolvers, go where the answers lead, and are counted.
///
/// What a store has been asked before is asked of it again in the short form (`EdgeCache.hitAgain`); only what that does not
/// answer makes an exchange.
final class VirtualUsers {
  struct Client {
    /// Nanoseconds of the run until which it uses its answer.
    var expires = Int64.min
    var answer: Int32 = -1
    var resolver: Int32
    var city: UInt16
    var profile: UInt8
    var access: UInt8
    /// Seconds of the run: the first failure, the last, and the success after that; infinity: none.
    var failedAt = Float.infinity
    var lastFailedAt = Float.infinity
    var recoveredAt = Float.infinity
  }

  /// A request that the store did not answer at once.
  final class Visit {
    let exchange = Exchange()
    let number: Int
    /// Counts its uses.
    var turn = 0
    var isActive = false
    var client = 0
    var object = 0
    var destination: Int32 = 0
    var edge = 0
    var began: Int64 = 0
    /// Nanoseconds that passed on the way.
    var travel: Int64 = 0

    init(number: Int) { self.number = number }
  }

  enum Destination {
    case edge(Int)
    case origin(String)
    case nowhere
  }

  @exclusivity(unchecked) var demand: Demand
  @exclusivity(unchecked) var figures: UserFigures
  @exclusivity(unchecked) var clients: [Client] = []
  let resolvers: Resolvers
  @exclusivity(unchecked) var destinations: [Destination] = []
  /// Of each answer of the name server: where its addresses lead.
  @exclusivity(unchecked) var ways: [[Int32]] = []
  @exclusivity(unchecked) var draws: RandomStream
  /// Of each point of presence and object: the hit that it was.
  @exclusivity(unchecked) var hits: [[RepeatableHit?]]
  /// Nanoseconds between city c and point of presence p: at c times the number of points, plus p.
  @exclusivity(unchecked) var roundTrips: [Double]
  let usualRoundTrips: [Double]
  var cables: [Drill.CableFault] = []
  @exclusivity(unchecked) var visits: [Visit] = []
  @exclusivity(unchecked) var freeVisits: [Int] = []
  /// Requests that came up.
  @exclusivity(unchecked) var drawn = 0
  /// The number of events that have come about.
  @exclusivity(unchecked) var phase = 0
  let population: Drill.Population
  let profiles: [ClientProfile]
  /// In `City.all`.
  let cities: [Int]
  /// Where the clients of each city begin.
  let starts: [Int]
  let site: VirtualSite
  unowned let clock: VirtualDrill
  let accessMedians = AccessNetwork.usual.map { $0.median * 1e6 }
  let backbone = Jitter.backbone
  let access = Jitter.access

  init(
    _ population: Drill.Population, of drill: Drill, _ site: VirtualSite, seed: UInt64, clock: VirtualDrill
  ) {
    (self.population, self.site, self.clock) = (population, site, clock)
    let countries = Set(population.countries)
    let all = City.all.indices.filter { countries.isEmpty || countries.contains("\(City.all[$0].country)") }
    (cities, starts) = Self.settle(population.clients, in: all)
    profiles = population.programs == .usual ? ClientProfile.usual : [.cacheless]
    let host = population.workload.url.host
    resolvers = clock.parts.resolvers(
      population.resolvers == .usual ? ResolverProfile.usual : [.honouring], cities, seed
    ) {
      Message.query(
        Name(host + ".") ?? .root, .a, udpOctets: UInt16(WireLimits.udpOctets), clientSubnet: $0)
    }
    let starts = starts
    demand = Demand(
      population.workload,
      shares: cities.indices.map { Double(starts[$0 + 1] - starts[$0]) / Double(population.clients) },
      offsets: cities.map { City.all[$0].utcOffsetMinutes }, seed: seed)
    figures = UserFigures(
      clients: population.clients, events: drill.events.count, seconds: drill.duration.seconds)
    draws = RandomStream(seed: seed, kind: "users")
    let pops = site.pointsOfPresence
    hits = pops.map { _ in [RepeatableHit?](repeating: nil, count: population.workload.objects) }
    let models = pops.map { LatencyModel(to: $0.coordinates) }
    let rows = (0..<LatencyMatrix.rowCount).map { row in models.map { $0.milliseconds(row: row) * 1e6 } }
    usualRoundTrips = cities.flatMap { city in rows[LatencyMatrix.row(of: City.all[city].location) ?? 0] }
    roundTrips = usualRoundTrips
    people(drill)
  }

  /// Cities with at least one client each, and where their clients begin.
  private static func settle(_ count: Int, in cities: [Int]) -> ([Int], [Int]) {
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
            profile: UInt8(profileMix.draw(&stream)), access: UInt8(accessMix.draw(&stream))))
      }
    }
  }

  /// Everybody has asked before, some time ago.
  func warmUp() {
    for index in clients.indices { resolve(index, isWarm: true) }
    for phase in figures.phases.indices { figures.phases[phase].queries = 0 }
  }
}
