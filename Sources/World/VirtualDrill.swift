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
    /// A step of the drill.
    case act(Int)
    /// Conditions are looked at.
    case look(Int)
    /// Static content is due.
    case load(edge: Int, wake: Int)
    /// What was put off during a call.
    case later
    case query(place: Int, count: Int)
    case request(place: Int, count: Int)
    /// A request comes to a point of presence that was slow to take it.
    case admit(request: Int)
    /// The only large one, and rare.
    indirect case probe(HealthMonitor.Probe, ProbeOutcome)
    case fetch(edge: Int, fetch: Int, turn: Int, VirtualEdge.Step)
    /// The origin that a client asked without an edge between.
    case direct(request: Int, failure: String?)
    case giveUp(request: Int)
    case giveUpVisit(Int, turn: Int)
    /// Where users stand at the end of a bin.
    case survey(Int)
  }

  let drill: Drill
  let site: VirtualSite
  let timeScale: Double
  let steps: [Drill.Step]
  var supervision: Supervision
  private var queue = EventQueue<Event>()
  /// Nanoseconds since the start.
  @exclusivity(unchecked) var elapsed: Int64 = 0
  let names: NameServer
  @exclusivity(unchecked) var origins: OriginState
  /// The points of presence in their order, then the regional caches.
  @exclusivity(unchecked) private(set) var edges: [VirtualEdge] = []
  private var edgeOfCache: [ObjectIdentifier: VirtualEdge] = [:]
  private(set) var tiers: TierChain!
  private(set) var users: VirtualUsers?
  private(set) var places: VirtualPlaces!
  /// The request of a recording for which caches fetch something just now; nil: what they fetch is asked of the lab's origins.
  @exclusivity(unchecked) var cause: LoggedOrigin.Cause?
  var publication = Publication()
  var partitions = Partitions()
  @exclusivity(unchecked) var monitor: any HealthMonitoring
  var checkers: VirtualCheckers
  var timeline: Timeline
  /// Nil: nothing that travels takes time.
  let distances: FetchDistances?
  let parts: WorldParts
  private(set) var audit: Audit!
  /// Nanoseconds of the run at which it ends.
  var end: Int64
  private var delayed = ArraySlice<() -> Void>()
  /// The most that a clock has been wrong, nanoseconds.
  private(set) var greatestOffset: Int64 = 0

  /// What was seen, up to `until` if that comes before the end. With a `timeScale` of 1 the clock is that of the drill.
  package static func run(
    _ drill: Drill, at site: VirtualSite, seed: UInt64, timeScale: Double = 1, until: Duration? = nil,
    trace: ClientTrace? = nil
  ) -> Timeline {
    var parts = WorldParts()
    parts.trace = trace
    return run(drill, at: site, seed: seed, timeScale: timeScale, until: until, parts: parts)
  }

  static func run(
    _ drill: Drill, at site: VirtualSite, seed: UInt64, timeScale: Double = 1, until: Duration? = nil,
    parts: WorldParts
  ) -> Timeline {
    let run = VirtualDrill(drill, site, seed, timeScale, until, parts)
    run.runToEnd()
    run.audit.close()
    run.timeline.users = run.users?.close()
    run.timeline.cacheCounts.append(run.cacheCounts)
    run.timeline.load.originRequests = run.edges.reduce(0) { sum, edge in
      edge.cache.figures.origins.reduce(sum) { $0 + $1.requests }
    }
    run.timeline.load.leftOut = run.users?.demand.recorded?.leftOut ?? 0
    run.timeline.findings = run.supervision.findings
    return run.timeline
  }

  private init(
    _ drill: Drill, _ site: VirtualSite, _ seed: UInt64, _ timeScale: Double, _ until: Duration?,
    _ parts: WorldParts
  ) {
    (self.drill, self.site, self.timeScale, self.parts) = (drill, site, timeScale, parts)
    (steps, supervision) = (drill.steps, Supervision(drill))
    end = Int64(min(until ?? drill.duration, drill.duration).seconds * 1e9 / timeScale)
    var settings = site.healthSettings
    settings.timeScale = timeScale
    monitor = parts.monitor(site.checks, settings, RunSeed.health(seed), Self.start)
    names = parts.names(site.catalog(publication), seed, site.answerTTL)
    checkers = VirtualCheckers(site.probeTargets, seed: seed)
    origins = OriginState(
      site.origins, capacities: drill.population?.origins ?? [], queue: parts.queue, seed: seed,
      startedAt: Self.start)
    distances = drill.population?.network == .usual ? FetchDistances(site) : nil
    timeline = Timeline(places: drill.places.count, events: drill.events.count)
    let caches = CacheTiers(
      site.pointsOfPresence.map(\.cache), site.regionalCaches, site.edge, seed: seed)
    edges = caches.all.enumerated().map { parts.edge($1, $0, self) }
    for edge in edges { edgeOfCache[ObjectIdentifier(edge.cache)] = edge }
    tiers = caches.chain(
      clock: { [unowned self] in now },
      askCache: { [unowned self] fetch, cache in edgeOfCache[ObjectIdentifier(cache)]?.askCache(fetch) },
      askOrigin: { [unowned self] fetch, cache in edgeOfCache[ObjectIdentifier(cache)]?.ask(fetch) },
      leave: { [unowned self] fetch in for edge in edges { edge.leave(fetch) } })
    audit = Audit(self)
    names.audit = audit
    origins.audit = audit
    monitor.setAlarms(site.alarms, at: Self.start)
    for (number, step) in steps.enumerated() {
      queue.add(.act(number), at: nanoseconds(step.at))
    }
    if !supervision.isIdle { queue.add(.look(1), at: nanoseconds(Simulation.Limits.lookInterval)) }
    places = VirtualPlaces(drill.places, site, seed: seed, clock: self)
    if let population = drill.population {
      let users = parts.users(population, drill, site, seed, self)
      self.users = users
      for bin in users.recorded.bins.indices {
        let end = min(drill.duration.seconds, Double(bin + 1) * users.recorded.binSeconds)
        queue.add(.survey(bin), at: Int64(end * 1e9))
      }
    }
  }

  var now: Instant { Self.start.advanced(byNanoseconds: elapsed) }

  func schedule(_ event: Event, after nanoseconds: Int64) { queue.add(event, at: elapsed + nanoseconds) }

  /// After the call that is under way.
  func later(_ work: @escaping () -> Void) {
    delayed.append(work)
    schedule(.later, after: 0)
  }

  // MARK: Time

  /// Of real time.
  func nanoseconds(_ time: Duration) -> Int64 { Int64(time.seconds * 1e9 / timeScale) }

  func time(_ nanoseconds: Int64) -> Duration { .nanoseconds(nanoseconds) * timeScale }

  func record(_ observation: Observation) {
    let time = time(elapsed)
    if time <= drill.duration { timeline.record(observation, at: time) }
  }

  private func runToEnd() {
    settle()
    for edge in edges.prefix(site.pointsOfPresence.count) { edge.statics.follow(site.edge) }
    users?.warmUp()
    while true {
      let wake = monitor.nextWake.map { $0.nanosecondsSinceEpoch - Self.start.nanosecondsSinceEpoch } ?? .max
      let due = queue.nextDue ?? .max
      let next = min(wake, due)
      if let fault = users?.demand.recorded?.fault {
        timeline.fault = fault
        break
      }
      if let users, users.demand.next < min(next, end) {
        users.run(until: min(next, end))
        continue
      }
      // What is under way at the end may finish.
      if next > end, !places.isWaiting || next == .max { break }
      if next < elapsed { audit.note(.time, "the clock", "goes back from \(elapsed) to \(next) ns") }
      elapsed = max(elapsed, next)
      if due <= wake, let (_, event) = queue.popFirst() { handle(event) } else { startProbes() }
      settle()
      audit.settled()
    }
    // Nothing more happens until then.
    elapsed = max(elapsed, end)
  }

  /// A clock is wrong by so much from now on.
  func allow(_ offset: Duration) { greatestOffset = max(greatestOffset, abs(offset.nanoseconds)) }

  private func handle(_ event: Event) {
    switch event {
    case .act(let number): act(number)
    case .look(let count): look(count)
    case .load(let edge, let wake): edges[edge].load(wake: wake)
    case .later: delayed.popFirst()?()
    case .query(let place, let count): places.query(place, count)
    case .request(let place, let count): places.request(place, count)
    case .admit(let number): places.admit(number)
    case .probe(let probe, let outcome): report(outcome, for: probe)
    case .fetch(let edge, let fetch, let turn, let step): edges[edge].take(step, fetch, turn)
    case .direct(let number, let failure): places.finish(number, failure: failure)
    case .giveUp(let number): places.finish(number, failure: "timed out")
    case .giveUpVisit(let number, let turn): users?.giveUp(number, turn: turn)
    case .survey(let bin):
      users?.survey(bin)
      users?.recordLoads(bin)
    }
  }
}
