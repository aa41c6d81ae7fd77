import Health
import Primitives
import Simulation

// What happens in a drill that is drawn, and what ends it.

extension SwarmDraw {
  /// Kinds of things that happen.
  private enum Kind: CaseIterable {
    case refuse, hang, reset, delay, status, drop, partition, originClock
    case edge, edgeClock, region, divide, withdraw, flush, invalidate, preload
    case force, routingControl, alarm, record, publication
    case cable, isolate, resolvers, crowd
  }

  mutating func drawEvents(until end: Int, hasUsers: Bool) {
    var kinds = Kind.allCases.filter { isPossible($0, hasUsers: hasUsers) }
    kinds = kinds.filter { _ in isDrawn(0.4) }
    guard !kinds.isEmpty else { return }
    for _ in 0..<number(in: 1...8) {
      let at = Self.calm * 1_000 + stream.below((end - Self.calm) * 1_000)
      let length = pick([1_000, 10_000, 40_000, 120_000]) + stream.below(20_000)
      happen(pick(kinds), at: at, until: min(at + length, end * 1_000), hasUsers: hasUsers)
    }
  }

  private func isPossible(_ kind: Kind, hasUsers: Bool) -> Bool {
    switch kind {
    case .refuse, .hang, .reset, .delay, .status, .drop, .partition, .originClock: !ground.origins.isEmpty
    case .edge, .edgeClock, .withdraw, .flush: !ground.pops.isEmpty
    case .region: !ground.regions.isEmpty
    case .divide: hasUsers || !placeNames.isEmpty
    case .invalidate, .preload: !ground.distributions.isEmpty
    case .force: !ground.checks.isEmpty
    case .routingControl: !checks(of: .recoveryControl).isEmpty
    case .alarm: !checks(of: .cloudWatchMetric).isEmpty
    case .record: !ground.changes.isEmpty
    case .publication: !ground.publications.isEmpty
    case .cable, .isolate, .resolvers: hasUsers
    case .crowd: hasDemand
    }
  }

  private func checks(of type: HealthCheckConfig.CheckType) -> [WatchedCheck] {
    ground.checks.filter { $0.config.type == type }
  }

  private mutating func happen(_ kind: Kind, at start: Int, until end: Int, hasUsers: Bool) {
    let action = action(kind, hasUsers: hasUsers)
    let ramp = action.hasStrength && isDrawn(0.3) ? stream.below(max(1, end - start)) : 0
    add(action, at: start, ramp: ramp)
    if let ending = ending(of: action) { add(ending, at: end) }
  }

  private mutating func action(_ kind: Kind, hasUsers: Bool) -> Drill.Action {
    switch kind {
    case .refuse, .hang, .reset, .delay, .status, .drop, .partition, .originClock:
      return .fault(origin: pick(ground.origins), originFault(kind))
    case .edge: return .edge(pop: pick(ground.pops), serverFault())
    case .edgeClock: return .skew(pop: pick(ground.pops), clockOffset())
    case .region:
      let (region, fault) = (pick(ground.regions), serverFault())
      return .region(
        region.code,
        region.origins.map { .fault(origin: $0, fault) } + region.pops.map { .edge(pop: $0, fault) })
    case .divide: return .divide(partition(hasUsers: hasUsers))
    case .withdraw: return .withdraw(pop: pick(ground.pops))
    case .flush: return .flush(pop: isDrawn(0.5) ? nil : pick(ground.pops))
    case .invalidate:
      return .invalidate(distribution: pick(ground.distributions), paths: [pick(ground.invalidations)])
    case .preload: return .preload(distribution: pick([nil] + ground.staticDistributions))
    case .force: return .force(check: pick(ground.checks).id, isDrawn(0.3) ? .up : .down)
    case .routingControl: return .routingControl(check: pick(checks(of: .recoveryControl)).id, isOn: false)
    case .alarm:
      return .alarm(
        check: pick(checks(of: .cloudWatchMetric)).id, isDrawn(0.5) ? .alarm : .insufficientData)
    case .record: return .change(pick(ground.changes))
    case .publication: return pick(ground.publications)
    case .cable:
      return .cable(
        Drill.CableFault(
          countries: some(ground.countries, 1...3), pops: isDrawn(0.5) ? [] : some(ground.pops, 1...2),
          factor: pick([1.3, 2, 10])))
    case .isolate: return .isolate(resolvers: resolverKind())
    case .resolvers: return .resolvers(resolverKind(), resolverFault())
    case .crowd:
      return .crowd(
        Drill.FlashCrowd(
          factor: pick([2, 5, 20]), objects: pick([1, 5]), ramp: .seconds(pick([1, 10, 60])),
          hold: .seconds(pick([0, 10, 30])), decay: .seconds(pick([1, 10, 30]))))
    }
  }

  /// What ends it: now and then an origin has a backlog first, or all faults of the kind end.
  private mutating func ending(of action: Drill.Action) -> Drill.Action? {
    switch action {
    case .fault(let origin, _) where isDrawn(0.1):
      return .recover(origin: origin, requestsPerSecond: pick([1, 20, 500]))
    case .cable where isDrawn(0.5): return .mendCables(nil)
    case .divide where isDrawn(0.3): return .unite(nil)
    case .isolate where isDrawn(0.3): return .reconnect(resolvers: nil)
    case .resolvers where isDrawn(0.3): return .resolvers(nil, nil)
    default: return action.inverse
    }
  }

  private mutating func add(_ action: Drill.Action, at milliseconds: Int, ramp: Int = 0) {
    let number = events.count + 1
    events.append(
      Drill.Event(
        at: .milliseconds(milliseconds), name: "\(number < 10 ? "0" : "")\(number)", action: action,
        ramp: .milliseconds(ramp)))
  }

  // MARK: Faults

  private mutating func originFault(_ kind: Kind) -> ServerFault {
    var fault = ServerFault()
    switch kind {
    case .refuse: fault = .refuse
    case .hang: fault = .hang
    case .reset: fault = .reset
    case .status: setStatus(of: &fault)
    case .drop: fault.dropShare = pick([0.1, 0.5])
    case .partition:
      fault.partition = some(HealthCheckRegion.allCases, 1...8).map { region in
        CheckerSelection(region, number: stream.below(3) == 0 ? stream.below(2) : nil)
      }
    case .originClock: fault.clockOffset = clockOffset()
    default: fault.delay = delay()
    }
    // Now and then two things at once are wrong with it.
    if stream.below(4) == 0 { fault.delay = max(fault.delay, .milliseconds(pick([50, 500, 3_000]))) }
    return fault
  }

  /// Of what may be wrong with origins and points of presence alike.
  private mutating func serverFault() -> ServerFault {
    var fault = pick([ServerFault.refuse, .hang, .reset, ServerFault(), ServerFault(), ServerFault()])
    if fault.isNone { if isDrawn(0.5) { setStatus(of: &fault) } else { fault.dropShare = pick([0.1, 0.5]) } }
    if isDrawn(0.3) { fault.delay = delay() }
    return fault
  }

  private mutating func setStatus(of fault: inout ServerFault) {
    fault.status = pick([200, 404, 500, 503])
    fault.statusShare = pick([1, 1, 0.5, 0.1])
  }

  private mutating func delay() -> Duration { .milliseconds(pick([50, 500, 1_500, 3_000, 20_000])) }

  private mutating func clockOffset() -> Duration { .seconds(pick([-3_600, -90, -1, 1, 90, 3_600])) }

  private mutating func resolverKind() -> String? { isDrawn(0.5) ? nil : pick(ResolverProfile.usual).id }

  private mutating func resolverFault() -> Drill.ResolverFault {
    let delay = Duration.milliseconds(pick([50, 1_000, 20_000]))
    if isDrawn(0.3) { return Drill.ResolverFault(nil, delay: delay) }
    return Drill.ResolverFault(
      pick(Drill.ResolverFault.Outage.allCases), share: pick([1, 1, 0.3]),
      delay: isDrawn(0.3) ? delay : .zero)
  }

  /// Between two that ask one another.
  private mutating func partition(hasUsers: Bool) -> Drill.Partition {
    var partitions: [Drill.Partition] = []
    func part(_ from: Drill.Partition.Side, _ to: Drill.Partition.Side) {
      partitions.append(Drill.Partition(from: from, to: to))
    }
    let (pops, origins) = (some(ground.pops, 1...2), some(ground.origins, 1...2))
    let caches = some(ground.regionalCaches, 1...1)
    if !pops.isEmpty, !origins.isEmpty { part(.pops(pops), .origins(origins)) }
    if !caches.isEmpty {
      if !pops.isEmpty { part(.pops(pops), .regionalCaches(caches)) }
      if !origins.isEmpty { part(.regionalCaches(caches), .origins(origins)) }
    }
    if !placeNames.isEmpty {
      let places = Drill.Partition.Side.places(some(placeNames, 1...2))
      part(places, .nameServers)
      if !pops.isEmpty { part(places, .pops(pops)) }
      if !origins.isEmpty { part(places, .origins(origins)) }
    }
    if hasUsers {
      let countries = Drill.Partition.Side.countries(some(ground.countries, 1...3))
      part(countries, .nameServers)
      part(countries, .resolvers(some(ResolverProfile.usual.map(\.id), 1...3)))
      if !pops.isEmpty { part(countries, .pops(pops)) }
    }
    return pick(partitions)
  }
}
