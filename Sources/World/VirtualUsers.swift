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
class VirtualUsers {
  /// 32 octets, for a request of another client is a wait for memory.
  struct Client: BitwiseCopyable {
    /// Nanoseconds of the run until which it uses its answer.
    var expires = Int64.min
    /// What that leads to, in `routes`; -1: it has none.
    var answer: Int32 = -1
    var resolver: Int32
    var city: UInt16
    var profile: UInt8
    var access: UInt8
    /// Its last request failed.
    var isFailing = false
    /// It has IPv6 beside IPv4.
    var isDualStack = false
    /// The destination that it had a connection to last.
    var connection: Int16 = -1
    /// Nanoseconds of the run until which that stays open.
    var connectedUntil = Int64.min
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
    /// What a recording says it was answered; 0: there is none.
    var expected: UInt16 = 0

    init(number: Int) { self.number = number }
  }

  enum Destination {
    case edge(Int)
    /// In `site.origins`.
    case origin(Int)
    case nowhere
  }

  @exclusivity(unchecked) var demand: Demand
  /// What has been counted but for `tally`.
  @exclusivity(unchecked) var recorded: UserFigures
  /// What has been counted since the phase or the bin began.
  @exclusivity(unchecked) var tally = UserTally()
  /// Of clients that had a failure: when. Looked up only; told in the order of the clients.
  @exclusivity(unchecked) var outages: [Int: UserFigures.Outage] = [:]
  @exclusivity(unchecked) var clients: [Client] = []
  let resolvers: Resolvers
  @exclusivity(unchecked) var destinations: [Destination] = []
  /// Of each answer of the name server: where its addresses lead, as a part of `wayStations`.
  @exclusivity(unchecked) var ways: [Range<Int>] = []
  @exclusivity(unchecked) var wayStations: [Int32] = []
  /// What clients hold: one such answer, or two.
  @exclusivity(unchecked) var routes = RouteTable()
  @exclusivity(unchecked) var draws: RandomStream
  /// What is drawn for the sake of IPv6 is drawn of it: nothing else changes with the share that has it.
  @exclusivity(unchecked) var stacks: RandomStream
  /// Of each point of presence and object: the hit that it was.
  @exclusivity(unchecked) var hits: [[RepeatableHit?]]
  /// Nanoseconds between city c and place p, which is a point of presence or, after those, an origin: at c times the number of
  /// places, plus p.
  @exclusivity(unchecked) var roundTrips: [Double]
  let usualRoundTrips: [Double]
  var cables: [Drill.CableFault] = []
  /// Of each city and kind of resolver, as `Resolvers.number` counts them: whether users do not reach it. Empty: all do.
  @exclusivity(unchecked) var cutResolvers: [Bool] = []
  @exclusivity(unchecked) var visits: [Visit] = []
  @exclusivity(unchecked) var freeVisits: [Int] = []
  /// Requests that came up.
  @exclusivity(unchecked) var drawn = 0
  /// The number of events that have come about.
  @exclusivity(unchecked) var phase = 0 { willSet { record() } }
  let population: Drill.Population
  let profiles: [ClientProfile]
  let cachings: [ClientProfile.Caching]
  let wants: ObjectRequests
  let isRecorded: Bool
  /// In `City.all`.
  let cities: [Int]
  /// Where the clients of each city begin.
  let starts: [Int]
  /// Of each city: a number of its country.
  let countries: [Int]
  /// At whose ends maps are drawn.
  let mapBins: [Int]
  /// What sampled users would hear of the authoritative servers.
  var fresh = SampledAnswers()
  let trace: ClientTrace?
  /// The client that is traced; -1: none.
  let traced: Int
  let site: VirtualSite
  unowned let clock: VirtualDrill
  let edges: [VirtualEdge]
  /// What `touch` has read: memory that is read for no purpose is not read at all.
  @exclusivity(unchecked) var touched = 0
  /// Nanoseconds: of access networks, and from resolvers to authoritative servers.
  let accessMedians: [Double]
  let authorityTrip: Double
  /// Round trips between the one that opens a connection and its first request; nanoseconds that it stays open after the last.
  let tlsTrips: Double
  let keepAlive: Int64
  /// Nanoseconds, of each profile: until it tries the next address beside the first, and until it gives up one.
  let attemptDelays: [Double]
  let connectTimeouts: [Double]
  /// Of each profile: the family whose addresses it tries first.
  let preferences: [IPAddress.Family]
  /// Of each point of presence: nanoseconds that a request keeps it busy; 0: it takes all that comes.
  let services: [Int64]
  @exclusivity(unchecked) var queues: [ServiceQueue]
  /// Points of presence, and all places of `roundTrips`.
  let edgeCount: Int
  let placeCount: Int
  let backbone = Jitter.backbone
  let access = Jitter.access

  init(
    _ population: Drill.Population, of drill: Drill, _ site: VirtualSite, seed: UInt64, clock: VirtualDrill
  ) {
    (self.population, self.site, self.clock) = (population, site, clock)
    edges = clock.edges
    trace = clock.parts.trace
    traced = clock.parts.trace?.client ?? -1
    let isTimed = population.network == .usual
    accessMedians = AccessNetwork.usual.map { isTimed ? $0.median * 1e6 : 0 }
    authorityTrip = isTimed ? Limits.authorityRoundTrip : 0
    tlsTrips = population.connections.handshake.roundTripsOfTLS
    keepAlive = population.connections.keepAlive.nanoseconds
    let capacities = site.pointsOfPresence.map { population.capacity(of: $0.id) }
    services = capacities.map { $0.map { max(1, Int64(1e9 / $0.requestsPerSecond)) } ?? 0 }
    queues = capacities.map { clock.parts.queue(1, $0?.queue.nanoseconds ?? .max) }
    (edgeCount, placeCount) = (capacities.count, capacities.count + site.origins.count)
    let wanted = Set(population.countries)
    let all = City.all.indices.filter { wanted.isEmpty || wanted.contains("\(City.all[$0].country)") }
    (cities, starts) = Self.settle(population.clients, in: all)
    var codes: [String: Int] = [:]
    countries = cities.map { city in
      let code = "\(City.all[city].country)"
      if codes[code] == nil { codes[code] = codes.count }
      return codes[code] ?? 0
    }
    profiles = population.programs == .usual ? ClientProfile.usual : [.cacheless]
    cachings = profiles.map(\.caching)
    attemptDelays = profiles.map { ($0.attemptDelay ?? .infinity) * 1e9 }
    connectTimeouts = profiles.map { $0.connectTimeout * 1e9 }
    preferences = profiles.map(\.preferred)
    wants = ObjectRequests(population.workload)
    let host = population.workload.url.host
    resolvers = clock.parts.resolvers(
      population.resolvers == .usual ? ResolverProfile.usual : [.honouring], cities, seed
    ) {
      Message.query(
        Name(host + ".") ?? .root, $0.recordType, udpOctets: UInt16(WireLimits.udpOctets), clientSubnet: $1)
    }
    let starts = starts
    let recording = population.workload.recording.map { [cities] in
      RecordedDemand(
        population.workload, $0, RecordedClients(cities: cities, starts: starts, site.locator), at: site)
    }
    isRecorded = recording != nil
    demand = Demand(
      population.workload, starts: starts, offsets: cities.map { City.all[$0].utcOffsetMinutes }, seed: seed,
      recorded: recording)
    recorded = UserFigures(
      clients: population.clients, events: drill.events.count, seconds: drill.duration.seconds)
    mapBins = UserFigures.mapBins(
      events: drill.events.map(\.at.seconds), binSeconds: recorded.binSeconds, count: recorded.bins.count)
    draws = RandomStream(seed: seed, kind: "users")
    stacks = RandomStream(seed: seed, kind: "stacks")
    let objects = isRecorded ? 0 : wants.count
    hits = site.pointsOfPresence.map { _ in [RepeatableHit?](repeating: nil, count: objects) }
    usualRoundTrips =
      isTimed
      ? Self.roundTrips(cities, site) : [Double](repeating: 0, count: cities.count * placeCount)
    roundTrips = usualRoundTrips
    recorded.loads = Self.loads(population, site, bins: recorded.bins.count)
    people(drill)
  }

  // MARK: Open connections

  /// The connection stays open for a while after a request.
  func keep(_ link: Link, _ index: Int, at now: Int64) {
    guard keepAlive > 0, let number = Int16(exactly: link.destination) else { return }
    clients[index].connection = number
    clients[index].connectedUntil = now + keepAlive
  }

  /// The client has no connection any more.
  func drop(_ index: Int) { clients[index].connectedUntil = .min }

  /// The server has reset it.
  func lose(_ index: Int) {
    clock.audit.lost(index)
    drop(index)
  }

  /// Servers that stop listening end connections, those too that wait for another request.
  func endConnections(to isGone: (Destination) -> Bool) {
    guard let number = destinations.firstIndex(where: isGone) else { return }
    for index in clients.indices where Int(clients[index].connection) == number { drop(index) }
  }
}
