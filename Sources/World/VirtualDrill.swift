import Authority
import DNSWire
import EdgeCache
import HTTPWire
import Health
import Primitives
import Simulation

/// Runs a drill on the virtual clock: the lab's own `Responder`, `HealthMonitor` and `EdgeCache`, driven by one queue of events.
/// The same drill, site and seed give the same timeline, octet for octet.
///
/// The clock shows real time; the drill's is `timeScale` times as fast, as in a live run: intervals of health checks shrink,
/// time-outs do not. With a scale of 1 both are one.
package final class VirtualDrill {
  /// When every run begins: nothing depends on it but dates in headers. 2026-01-01T00:00:00Z.
  private static let start = Instant(secondsSinceEpoch: 1_767_225_600)

  enum Event: Sendable {
    case act(Int)
    case query(place: Int, count: Int)
    case request(place: Int, count: Int)
    case probe(HealthMonitor.Probe, ProbeOutcome)
    case fetch(edge: Int, fetch: Int, turn: Int, VirtualEdge.Step)
    /// The origin that a client asked without an edge between.
    case direct(request: Int, failure: String?)
    case giveUp(request: Int)
    case giveUpVisit(Int, turn: Int)
    /// Where users stand at the end of a bin.
    case survey(Int)
  }

  /// A client's request that is under way.
  private struct Request {
    let place: Int
    let began: Duration
    var edge: Int?
    var exchange: Exchange?
    /// Where it asks an origin itself.
    var origin: String?
  }

  private let drill: Drill
  private let site: VirtualSite
  private let timeScale: Double
  private var queue = EventQueue<Event>()
  /// Nanoseconds since the start.
  @exclusivity(unchecked) var elapsed: Int64 = 0
  private var monitor: HealthMonitor
  private var checkers: VirtualCheckers
  private var changes = VirtualSite.Changes()
  @exclusivity(unchecked) var names: NameServer
  @exclusivity(unchecked) var origins: OriginState
  /// The points of presence in their order, then the regional caches.
  @exclusivity(unchecked) private(set) var edges: [VirtualEdge] = []
  private(set) var tiers: TierChain!
  private var users: VirtualUsers?
  /// Of each point of presence: what the places have asked of it.
  private var accounts: [Account]
  private var timeline: Timeline
  private var answers: [DNSAnswer?]
  /// Requests begun, of each place.
  private var begun: [Int]
  private var phases: [(query: Int64, request: Int64)] = []
  private var requests: [Int: Request] = [:]
  private var lastRequest = 0
  private let heads: [RequestHead]
  private let queries: [[UInt8]]

  /// What was seen. With a `timeScale` of 1 the clock is that of the drill.
  package static func run(_ drill: Drill, at site: VirtualSite, seed: UInt64, timeScale: Double = 1)
    -> Timeline
  {
    let run = VirtualDrill(drill, site, seed, timeScale)
    run.runToEnd()
    run.balance()
    run.timeline.users = run.users?.close()
    return run.timeline
  }

  private init(_ drill: Drill, _ site: VirtualSite, _ seed: UInt64, _ timeScale: Double) {
    (self.drill, self.site, self.timeScale) = (drill, site, timeScale)
    var settings = site.healthSettings
    settings.timeScale = timeScale
    monitor = HealthMonitor(site.checks, settings: settings, seed: RunSeed.health(seed), now: Self.start)
    names = NameServer(site.catalog(changes), seed: seed)
    checkers = VirtualCheckers(site.probeTargets, seed: seed)
    origins = OriginState(site.origins, seed: seed, startedAt: Self.start)
    timeline = Timeline(places: drill.places.count, events: drill.events.count)
    accounts = site.pointsOfPresence.map { _ in Account() }
    answers = [DNSAnswer?](repeating: nil, count: drill.places.count)
    begun = [Int](repeating: 0, count: drill.places.count)
    heads = drill.places.map { place in
      var head = RequestHead()
      var parser = RequestParser()
      let text = Array("GET \(place.url.path) HTTP/1.1\r\nHost: \(place.url.authority)\r\n\r\n".utf8)
      _ = try? parser.parse(text.span, into: &head)
      return head
    }
    queries = drill.places.map { place in
      Message.query(
        Name(place.url.host + ".") ?? .root, .a, udpOctets: UInt16(WireLimits.udpOctets),
        clientSubnet: place.subnet)
    }
    edges = site.pointsOfPresence.enumerated().map { number, pop in
      VirtualEdge(
        EdgeCache(
          pop: pop.id, capacity: pop.capacity, eviction: pop.eviction,
          tier: .edge(regionalCache: pop.regionalCache), configuration: site.edge,
          seed: seed &+ UInt64(number),
          bodies: .counted),
        number: number, clock: self)
    }
    joinTiers(seed)
    monitor.setAlarms(site.alarms, at: Self.start)
    plan(seed)
    if let population = drill.population {
      let users = VirtualUsers(population, of: drill, site, seed: seed, clock: self)
      self.users = users
      for bin in users.figures.bins.indices {
        let end = min(drill.duration.seconds, Double(bin + 1) * users.figures.binSeconds)
        queue.add(.survey(bin), at: Int64(end * 1e9))
      }
    }
  }

  /// What one cache asks another takes no time: a drill's times are those of origins and clients.
  private func joinTiers(_ seed: UInt64) {
    var caches: [String: EdgeCache] = [:]
    for place in site.regionalCaches {
      let cache = EdgeCache(
        pop: place.region, capacity: place.capacity, eviction: place.eviction,
        tier: .regional(region: place.region), configuration: site.edge, seed: seed &+ UInt64(edges.count),
        bodies: .counted)
      caches[place.region] = cache
      edges.append(VirtualEdge(cache, number: edges.count, clock: self))
    }
    tiers = TierChain(
      regionalCaches: caches, clock: { [unowned self] in now },
      askOrigin: { [unowned self] fetch, cache in edges.first { $0.cache === cache }?.ask(fetch) },
      leaveOrigin: { [unowned self] fetch in for edge in edges { edge.leave(fetch) } })
  }

  var now: Instant { Self.start.advanced(byNanoseconds: elapsed) }

  func schedule(_ event: Event, after nanoseconds: Int64) { queue.add(event, at: elapsed + nanoseconds) }

  // MARK: Time

  private var end: Int64 { Int64(drill.duration.seconds * 1e9 / timeScale) }

  private func time(_ nanoseconds: Int64) -> Duration { .nanoseconds(nanoseconds) * timeScale }

  private func record(_ observation: Observation) {
    let time = time(elapsed)
    if time <= drill.duration { timeline.record(observation, at: time) }
  }

  private func plan(_ seed: UInt64) {
    var stream = SplitMix64(seed: RunSeed.drill(seed))
    for (number, event) in drill.events.enumerated() {
      queue.add(.act(number), at: Int64(event.at.seconds * 1e9 / timeScale))
    }
    for (number, place) in drill.places.enumerated() {
      func phase(_ rate: Double) -> Int64 {
        rate > 0 ? Int64(1e9 / (rate * timeScale) * (Double(stream.next() >> 11) / Double(1 << 53))) : .max
      }
      let phases = (query: phase(place.queriesPerSecond), request: phase(place.requestsPerSecond))
      self.phases.append(phases)
      if phases.query < .max { queue.add(.query(place: number, count: 0), at: phases.query) }
      if phases.request < .max { queue.add(.request(place: number, count: 0), at: phases.request) }
    }
  }

  private func repetition(_ phase: Int64, _ count: Int, _ rate: Double) -> Int64 {
    phase + Int64(Double(count) * 1e9 / (rate * timeScale))
  }

  private func runToEnd() {
    settle()
    users?.warmUp()
    while true {
      let wake = monitor.nextWake.map { $0.nanosecondsSinceEpoch - Self.start.nanosecondsSinceEpoch } ?? .max
      let due = queue.nextDue ?? .max
      let next = min(wake, due)
      if let users, users.demand.next < min(next, end) {
        users.run(until: min(next, end))
        continue
      }
      // What is under way at the end may finish.
      if next > end, requests.isEmpty || next == .max { break }
      if next < elapsed { note(violation: "time goes back from \(elapsed) to \(next) ns") }
      elapsed = max(elapsed, next)
      if due <= wake, let (_, event) = queue.popFirst() { handle(event) } else { startProbes() }
      settle()
    }
  }

  func note(violation: String) { timeline.add(violation: violation) }

  /// What was asked and what was counted must agree.
  private func balance() {
    for (number, pop) in site.pointsOfPresence.enumerated() {
      var asked = accounts[number]
      if let users {
        asked.requests += users.accounts[number].requests
        asked.hits += users.accounts[number].hits
      }
      let counted = Account(edges[number].cache.figures)
      if let difference = asked.difference(from: counted, at: pop.id) { note(violation: difference) }
    }
    if let miscount = users?.miscount { note(violation: miscount) }
  }

  private func handle(_ event: Event) {
    switch event {
    case .act(let number): act(number)
    case .query(let place, let count): query(place, count)
    case .request(let place, let count): request(place, count)
    case .probe(let probe, let outcome): monitor.report(outcome, for: probe, at: now)
    case .fetch(let edge, let fetch, let turn, let step): edges[edge].take(step, fetch, turn)
    case .direct(let number, let failure):
      if requests[number] != nil { finish(number, failure: failure) }
    case .giveUp(let number): giveUp(number)
    case .giveUpVisit(let number, let turn): users?.giveUp(number, turn: turn)
    case .survey(let bin): users?.survey(bin)
    }
  }

  // MARK: Events

  private func act(_ number: Int) {
    switch drill.events[number].action {
    case .fault(let origin, let fault): set(fault, of: origin)
    case .clear(let origin): set(OriginFault(), of: origin)
    case .force(let id, let status):
      if let check = site.checks.index(of: id) { monitor.force(status, check, at: now) }
    case .edge(let pop, let fault): set(fault, ofEdge: pop)
    case .withdraw(let pop):
      changes.withdrawn.insert(pop)
      names.catalog = site.catalog(changes)
    case .restore(let pop):
      changes.withdrawn.remove(pop)
      names.catalog = site.catalog(changes)
    case .publish(let zone):
      changes.zones.append(zone)
      names.catalog = site.catalog(changes)
    case .flush(let pop): for edge in edges(pop) { edge.empty(site.edge) }
    case .invalidate(let distribution, let paths):
      let paths = paths.compactMap { try? InvalidationPath(parsing: $0) }
      for edge in edges { edge.cache.invalidate(paths, in: distribution) }
    case .cable(let fault): users?.cut(fault)
    case .mendCables: users?.cut(nil)
    case .isolate(let resolvers): users?.isolate(resolvers, true)
    case .reconnect: users?.isolate(nil, false)
    case .crowd(let crowd): users?.begin(crowd)
    }
    users?.phase = number + 1
    record(.event(number))
  }

  private func edges(_ pop: String?) -> [VirtualEdge] {
    zip(site.pointsOfPresence, edges).filter { pop == nil || $0.0.id == pop }.map(\.1)
  }

  private func set(_ fault: Drill.EdgeFault?, ofEdge pop: String) {
    guard let number = site.pointsOfPresence.firstIndex(where: { $0.id == pop }) else { return }
    edges[number].fault = fault
    guard fault == .refuse else { return }
    users?.cut(number)
    for (request, state) in requests.sorted(by: { $0.key < $1.key }) where state.edge == number {
      finish(request, failure: Exchange.Ending.cut.failure)
    }
  }

  private func set(_ fault: OriginFault, of origin: String) {
    origins.set(fault, of: origin)
    guard fault.refuses else { return }
    for edge in edges { edge.reset(origin) }
    for (number, request) in requests.sorted(by: { $0.key < $1.key }) where request.origin == origin {
      finish(number, failure: Exchange.Ending.cut.failure)
    }
  }

  // MARK: Health

  private func startProbes() {
    var due: [HealthMonitor.Probe] = []
    monitor.advance(to: now) { due.append($0) }
    for probe in due {
      let (outcome, took) = checkers.probe(
        site.checks.checks[probe.check].config, number: probe.check, from: monitor.checker(of: probe), origins
      )
      schedule(.probe(probe, outcome), after: took)
    }
  }

  private func settle() {
    guard monitor.hasChanges else { return }
    for turn in monitor.takeTurns() where isWatched(turn.id) {
      record(
        .checker(
          check: turn.id, turn.checker, isHealthy: turn.isHealthy, healthyCheckers: turn.healthyCheckers))
    }
    for change in monitor.takeChanges() where isWatched(change.id) {
      record(.status(check: change.id, isHealthy: change.isHealthy, reason: "\(change.reason)"))
    }
    if let snapshot = monitor.takeSnapshot() { names.health = snapshot }
  }

  private func isWatched(_ id: String) -> Bool { drill.checks.contains { $0.id == id } }

  // MARK: Queries

  private func query(_ place: Int, _ count: Int) {
    guard elapsed <= end else { return }
    let found = names.answer(queries[place], from: IPAddress(v4: 0x7F00_0001), now: now)
    let answer = found.map { names.answers[Int($0.number)] }
    if let answer { answers[place] = answer }
    record(.answer(place: place, answer))
    queue.add(
      .query(place: place, count: count + 1),
      at: repetition(phases[place].query, count + 1, drill.places[place].queriesPerSecond))
  }

  // MARK: Requests

  private func request(_ place: Int, _ count: Int) {
    guard elapsed <= end else { return }
    queue.add(
      .request(place: place, count: count + 1),
      at: repetition(phases[place].request, count + 1, drill.places[place].requestsPerSecond))
    guard let answer = answers[place] else { return }
    let began = time(elapsed)
    guard case .addresses(let addresses) = answer else {
      return record(.request(place: place, began: began, failure: "no address"))
    }
    let address = addresses[begun[place] % addresses.count]
    begun[place] += 1
    lastRequest += 1
    let number = lastRequest
    requests[number] = Request(place: place, began: began)
    switch site.target(of: address, port: drill.places[place].url.port) {
    case nil: finish(number, failure: "\(address) is not in the lab: see endpoints in health-checks.yaml")
    case .pointOfPresence(let edge): ask(edge, number)
    case .origin(let origin): ask(origin, number)
    }
    if requests[number] != nil {
      schedule(.giveUp(request: number), after: Int64(drill.places[place].timeoutSeconds) * 1_000_000_000)
    }
  }

  private func ask(_ edge: Int, _ number: Int) {
    let exchange = Exchange()
    exchange.request = heads[requests[number]!.place]
    requests[number]?.edge = edge
    switch edges[edge].fault {
    case .refuse: return finish(number, failure: "connection refused")
    case .hang: return  // until the client gives up
    case nil: break
    }
    requests[number]?.exchange = exchange
    let fetch = edges[edge].cache.begin(exchange, now: now)
    // From here on: what is answered at once is told by the phase.
    exchange.onProgress = { [unowned self] in finishIfAnswered(number) }
    if let fetch { edges[edge].start(fetch) }
    finishIfAnswered(number)
  }

  private func finishIfAnswered(_ number: Int) {
    guard let ending = requests[number]?.exchange?.read() else { return }
    finish(number, failure: ending.failure)
  }

  private func ask(_ origin: String, _ number: Int) {
    requests[number]?.origin = origin
    let head = heads[requests[number]!.place]
    let target = head.target
    switch origins.receive(target.span, origin) {
    case .refused: finish(number, failure: "connection refused")
    case .reset: finish(number, failure: Exchange.Ending.cut.failure)
    case .silence: break  // until the client gives up
    case .answer(let delay):
      let status = origins.answer(head, of: origin, now: now).0.status
      schedule(
        .direct(request: number, failure: (200..<400).contains(status) ? nil : "status \(status)"),
        after: delay)
    }
  }

  private func giveUp(_ number: Int) {
    guard requests[number] != nil else { return }
    finish(number, failure: "timed out")
  }

  private func finish(_ number: Int, failure: String?) {
    guard let request = requests.removeValue(forKey: number) else { return }
    if let exchange = request.exchange, let edge = request.edge {
      exchange.onProgress = nil
      accounts[edge].add(exchange.phase == .waiting ? .error : exchange.result)
      if let wrong = exchange.wrongAge(after: elapsed, at: site.pointsOfPresence[edge].id) {
        note(violation: wrong)
      }
      if exchange.phase == .responding {
        edges[edge].cache.end(exchange, bytesSent: exchange.head.count + exchange.bodyOffset, now: now)
      } else if let fetch = edges[edge].cache.abandon(exchange, bytesSent: 0, now: now) {
        edges[edge].cancel(fetch)
      }
    }
    timeline.record(.request(place: request.place, began: request.began, failure: failure), at: time(elapsed))
  }
}
