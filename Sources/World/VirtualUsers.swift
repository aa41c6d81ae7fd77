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
  private struct Client {
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
  private final class Visit {
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

  private enum Destination {
    case edge(Int)
    case origin(String)
    case nowhere
  }

  @exclusivity(unchecked) private(set) var demand: Demand
  @exclusivity(unchecked) private(set) var figures: UserFigures
  @exclusivity(unchecked) private var clients: [Client] = []
  @exclusivity(unchecked) private var resolvers: Resolvers
  @exclusivity(unchecked) private var destinations: [Destination] = []
  /// Of each answer of the name server: where its addresses lead.
  @exclusivity(unchecked) private var ways: [[Int32]] = []
  @exclusivity(unchecked) private var draws: RandomStream
  /// Of each point of presence and object: the hit that it was.
  @exclusivity(unchecked) private var hits: [[RepeatableHit?]]
  /// Nanoseconds between city c and point of presence p: at c times the number of points, plus p.
  @exclusivity(unchecked) private var roundTrips: [Double]
  private let usualRoundTrips: [Double]
  @exclusivity(unchecked) private var visits: [Visit] = []
  @exclusivity(unchecked) private var freeVisits: [Int] = []
  /// Of each point of presence: what it was asked, and has answered.
  @exclusivity(unchecked) private(set) var accounts: [Account]
  /// Requests that came up.
  @exclusivity(unchecked) private var drawn = 0
  /// The number of events that have come about.
  @exclusivity(unchecked) var phase = 0
  private let population: Drill.Population
  private let profiles: [ClientProfile]
  /// In `City.all`.
  private let cities: [Int]
  /// Where the clients of each city begin.
  private let starts: [Int]
  private let site: VirtualSite
  private unowned let clock: VirtualDrill
  private let accessMedians = AccessNetwork.usual.map { $0.median * 1e6 }
  private let backbone = Jitter.backbone
  private let access = Jitter.access

  init(
    _ population: Drill.Population, of drill: Drill, _ site: VirtualSite, seed: UInt64, clock: VirtualDrill
  ) {
    (self.population, self.site, self.clock) = (population, site, clock)
    let countries = Set(population.countries)
    let all = City.all.indices.filter { countries.isEmpty || countries.contains("\(City.all[$0].country)") }
    (cities, starts) = Self.settle(population.clients, in: all)
    profiles = population.programs == .usual ? ClientProfile.usual : [.cacheless]
    let host = population.workload.url.host
    resolvers = Resolvers(
      population.resolvers == .usual ? ResolverProfile.usual : [.honouring], cities: cities, seed: seed
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
    accounts = pops.map { _ in Account() }
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

  private func people(_ drill: Drill) {
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

  // MARK: Requests

  /// All requests that come before `limit`, until one has made something that is due sooner.
  func run(until limit: Int64) {
    while demand.next < limit {
      clock.elapsed = demand.next
      let (city, object) = demand.take()
      drawn += 1
      if !arrive(starts[city] + draws.below(starts[city + 1] - starts[city]), object) { return }
    }
  }

  /// False: something is under way.
  private func arrive(_ index: Int, _ object: Int) -> Bool {
    let now = clock.elapsed
    let bits = draws.next()
    let access = accessMedians[Int(clients[index].access)] * self.access.factor(bits)
    var travel = 0.0
    if clients[index].expires <= now {
      travel += access
      if resolve(index, isWarm: false) == .authority { travel += Limits.authorityRoundTrip }
    }
    let answer = clients[index].answer
    guard answer >= 0, !ways[Int(answer)].isEmpty else {
      end(index, failed: true, -1, .other, travel)
      return true
    }
    let count = ways[Int(answer)].count
    var place = count > 1 ? draws.below(count) : 0
    for attempt in 1...count {
      let destination = ways[Int(answer)][place]
      let profile = profiles[Int(clients[index].profile)]
      switch reach(destination, index, object, access, bits >> 10, &travel) {
      case .done: return true
      case .waiting: return false
      case .refused: break
      case .silent: travel += profile.connectTimeout * 1e9
      }
      guard attempt < count, draws.uniform() < profile.triesNextAddress else {
        end(index, failed: true, destination, .other, travel)
        return true
      }
      place = (place + 1) % count
    }
    return true
  }

  private enum Reach { case done, waiting, refused, silent }

  private func reach(
    _ number: Int32, _ index: Int, _ object: Int, _ access: Double, _ bits: UInt64, _ travel: inout Double
  ) -> Reach {
    switch destinations[Int(number)] {
    case .nowhere: return .silent
    case .edge(let edge):
      let city = Int(clients[index].city)
      let way = roundTrips[city * hits.count + edge] * backbone.factor(bits) + access
      switch clock.edges[edge].fault {
      case .hang: return .silent
      case .refuse:
        travel += way
        return .refused
      case nil: break
      }
      // One round trip to connect, one until the first octet.
      travel += 2 * way
      if let hit = hits[edge][object], clock.edges[edge].cache.hitAgain(hit, now: clock.now) {
        accounts[edge].add(.hit)
        end(index, failed: false, number, .hit, travel)
        return .done
      }
      return visit(edge, index, object, number, travel) ? .done : .waiting
    case .origin(let origin):
      travel += 2 * (access + Limits.serverRoundTrip)
      return ask(origin, index, object, number, travel)
    }
  }

  private func ask(_ origin: String, _ index: Int, _ object: Int, _ number: Int32, _ travel: Double) -> Reach
  {
    let request = RequestHead("GET", population.workload.path(of: object + 1))
    let target = request.target
    switch clock.origins.receive(target.span, origin) {
    case .refused: return .refused
    case .reset: end(index, failed: true, number, .other, travel)
    case .silence: end(index, failed: true, number, .other, Double(Limits.patience))
    case .answer(let delay):
      let status = clock.origins.answer(request, of: origin, now: clock.now).0.status
      let isLate = delay > Limits.patience
      end(
        index, failed: isLate || !(200..<400).contains(status), number, .other,
        travel + Double(min(delay, Limits.patience)))
    }
    return .done
  }

  /// True: the cache has answered at once.
  private func visit(_ edge: Int, _ index: Int, _ object: Int, _ destination: Int32, _ travel: Double) -> Bool
  {
    let visit = visit()
    (visit.client, visit.object, visit.edge, visit.destination) = (index, object, edge, destination)
    (visit.began, visit.travel) = (clock.elapsed, Int64(travel))
    let url = population.workload.url
    visit.exchange.request = RequestHead(
      "GET", population.workload.path(of: object + 1), ["Host": url.authority])
    let cache = clock.edges[edge].cache
    let fetch = cache.begin(visit.exchange, now: clock.now)
    if let hit = cache.repeatable(visit.exchange) { hits[edge][object] = hit }
    let turn = visit.turn
    if let fetch { clock.edges[edge].start(fetch) }
    if visit.isActive, visit.turn == turn { progress(visit) }
    guard visit.isActive, visit.turn == turn else { return fetch == nil }
    clock.schedule(.giveUpVisit(visit.number, turn: turn), after: max(0, Limits.patience - visit.travel))
    return false
  }

  private func visit() -> Visit {
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

  private func progress(_ visit: Visit) {
    guard visit.isActive, let ending = visit.exchange.read() else { return }
    finish(visit, failed: ending.failure != nil)
  }

  /// Its user is gone.
  func giveUp(_ number: Int, turn: Int) {
    if visits[number].isActive, visits[number].turn == turn { finish(visits[number], failed: true) }
  }

  /// Connections to a point of presence end.
  func cut(_ edge: Int) {
    for visit in visits where visit.isActive && visit.edge == edge { finish(visit, failed: true) }
  }

  private func finish(_ visit: Visit, failed: Bool) {
    let (exchange, edge) = (visit.exchange, clock.edges[visit.edge])
    let isWaiting = exchange.phase == .waiting
    let result: ResultType = isWaiting ? .error : exchange.result
    accounts[visit.edge].add(result)
    if let wrong = exchange.wrongAge(after: clock.elapsed, at: site.pointsOfPresence[visit.edge].id) {
      clock.note(violation: wrong)
    }
    visit.isActive = false
    if exchange.phase == .responding {
      edge.cache.end(exchange, bytesSent: exchange.head.count + exchange.bodyOffset, now: clock.now)
    } else if let fetch = edge.cache.abandon(exchange, bytesSent: 0, now: clock.now) {
      edge.cancel(fetch)
    }
    freeVisits.append(visit.number)
    end(
      visit.client, failed: failed, visit.destination, result == .hit || result == .refreshHit ? .hit : .miss,
      Double(visit.travel + clock.elapsed - visit.began))
  }

  // MARK: Names

  @discardableResult
  private func resolve(_ index: Int, isWarm: Bool) -> Resolvers.Source {
    let client = clients[index]
    let answer = resolvers.resolve(
      client.resolver, city: Int(client.city), at: clock.elapsed, age: isWarm ? draws.uniform() : 0,
      &clock.names, now: clock.now)
    let profile = profiles[Int(client.profile)]
    var lifetime = answer.number < 0 ? 0 : profile.lifetime(remaining: answer.remaining, &draws)
    if isWarm { lifetime = Int64(Double(lifetime) * draws.uniform()) }
    (clients[index].answer, clients[index].expires) = (answer.number, clock.elapsed + lifetime)
    if answer.source == .authority { figures.phases[phase].queries += 1 }
    while ways.count < clock.names.answers.count { ways.append(way(of: clock.names.answers[ways.count])) }
    return answer.source
  }

  private func way(of answer: DNSAnswer) -> [Int32] {
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

  // MARK: Faults

  func isolate(_ profile: String?, _ isIsolated: Bool) {
    for number in resolvers.profiles.indices
    where profile == nil || resolvers.profiles[number].id == profile {
      resolvers.isIsolated[number] = isIsolated
    }
  }

  func cut(_ cable: Drill.CableFault?) {
    guard let cable else { return roundTrips = usualRoundTrips }
    for (index, city) in cities.enumerated()
    where cable.countries.isEmpty || cable.countries.contains("\(City.all[city].country)") {
      for (pop, point) in site.pointsOfPresence.enumerated()
      where cable.pops.isEmpty || cable.pops.contains(point.id) {
        roundTrips[index * hits.count + pop] *= cable.factor
      }
    }
  }

  func begin(_ crowd: Drill.FlashCrowd) { demand.begin(crowd, at: clock.elapsed) }

  // MARK: Figures

  private enum Answerer { case hit, miss, other }

  private func end(
    _ index: Int, failed: Bool, _ destination: Int32, _ answerer: Answerer, _ travel: Double
  ) {
    let seconds = Double(clock.elapsed) / 1e9
    let bin = min(figures.bins.count - 1, Int(seconds / figures.binSeconds))
    figures.phases[phase].count.add(failed: failed, atEdge: answerer != .other, isHit: answerer == .hit)
    figures.bins[bin].add(failed: failed, atEdge: answerer != .other, isHit: answerer == .hit)
    if destination >= 0 { figures.shares[bin][Int(destination)] += 1 }
    if failed {
      if clients[index].failedAt == .infinity { clients[index].failedAt = Float(seconds) }
      (clients[index].lastFailedAt, clients[index].recoveredAt) = (Float(seconds), .infinity)
    } else {
      figures.phases[phase].firstOctet.add(Int64(travel))
      if clients[index].failedAt < .infinity, clients[index].recoveredAt == .infinity {
        clients[index].recoveredAt = Float(seconds)
      }
    }
  }

  /// Where users would go now, of a sample of them.
  func survey(_ bin: Int) {
    var standing = [Double](repeating: 0, count: destinations.count)
    let step = max(1, clients.count / Limits.surveyed)
    let sample = stride(from: 0, to: clients.count, by: step)
    for index in sample {
      var answer = clients[index].answer
      if clients[index].expires <= clock.elapsed {
        answer = resolvers.peek(
          clients[index].resolver, city: Int(clients[index].city), at: clock.elapsed, &clock.names,
          now: clock.now)
      }
      while ways.count < clock.names.answers.count { ways.append(way(of: clock.names.answers[ways.count])) }
      guard answer >= 0 else { continue }
      let way = ways[Int(answer)]
      while standing.count < destinations.count { standing.append(0) }
      for destination in way { standing[Int(destination)] += 1 / Double(way.count) }
    }
    let count = Double(clients.count / step + (clients.count % step == 0 ? 0 : 1))
    figures.standings[bin] = standing.map { $0 / count }
  }

  /// Each request has ended once, or is under way; nil: it is so.
  var miscount: String? {
    let (ended, active) = (figures.total.count.requests, visits.count(where: \.isActive))
    return drawn == ended + active
      ? nil : "of \(drawn) requests of users \(ended) have ended and \(active) are under way"
  }

  /// At the end of the run.
  func close() -> UserFigures {
    figures.outages = clients.lazy.filter { $0.failedAt < .infinity }.map {
      UserFigures.Outage(
        began: Double($0.failedAt), lastFailed: Double($0.lastFailedAt), ended: Double($0.recoveredAt))
    }
    return figures
  }
}
