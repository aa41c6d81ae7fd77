import EdgeCache
import Health
import Simulation

// What events of a drill bring about.

extension VirtualDrill {
  func act(_ number: Int) {
    let step = steps[number]
    if step.isFirst {
      guard mayBegin(step.event) else { return }
      timeline.cacheCounts.append(cacheCounts)
      users?.phase = step.event + 1
    } else if supervision.breach != nil {
      return
    }
    carryOut(step.action)
    if step.isFirst { record(.event(step.event)) }
  }

  func carryOut(_ action: Drill.Action) {
    audit.acted(action)
    switch action {
    case .fault(let origin, let fault): set(fault, of: origin)
    case .clear(let origin): set(ServerFault(), of: origin)
    case .recover(let origin, let rate):
      origins.recover(origin, requestsPerSecond: rate * timeScale, at: elapsed)
    case .force, .routingControl, .alarm: setHealth(action)
    case .edge(let pop, let fault): set(fault, ofEdge: pop)
    case .skew(let pop, let offset):
      allow(offset)
      for edge in edges(pop) { edge.clockOffset = offset.nanoseconds }
    case .withdraw, .restore, .publish, .change, .undo:
      if publication.follow(action) { names.catalog = site.catalog(publication) }
    // Nothing of it is taken over.
    case .refuse: break
    case .flush(let pop):
      for edge in edges(pop) {
        edge.empty(site.edge)
        users?.forgetHits(of: edge.number)
        audit.flushed(edge.number)
        edge.statics.replaceMissing()
      }
    case .invalidate(let distribution, let paths):
      audit.invalidated(distribution, paths)
      invalidate(distribution, paths, round: 1)
    case .preload(let distribution): for edge in edges(nil) { edge.statics.restart(distribution) }
    case .cable(let fault): users?.cut(fault)
    case .mendCables(let fault): users?.mend(fault)
    case .divide, .unite:
      partitions.follow(action)
      users?.findWays()
    case .isolate(let resolvers): users?.isolate(resolvers, true)
    case .reconnect(let resolvers): users?.isolate(resolvers, false)
    case .resolvers(let resolvers, let fault): users?.fail(resolvers, fault)
    case .crowd(let crowd): users?.begin(crowd)
    case .region(_, let actions): for action in actions { carryOut(action) }
    }
  }

  func edges(_ pop: String?) -> [VirtualEdge] {
    zip(site.pointsOfPresence, edges).filter { pop == nil || $0.0.id == pop }.map(\.1)
  }

  private func set(_ fault: ServerFault?, ofEdge pop: String) {
    guard let number = site.pointsOfPresence.firstIndex(where: { $0.id == pop }) else { return }
    edges[number].fault = fault
    guard fault?.refuses == true else { return }
    users?.cut(number)
    places.cut(edge: number)
  }

  private func set(_ fault: ServerFault, of origin: String) {
    origins.set(fault, of: origin)
    allow(fault.clockOffset)
    guard fault.refuses else { return }
    for edge in edges { edge.reset(origin) }
    users?.cut(origin: origin)
    places.cut(origin: origin)
  }

  private func setHealth(_ action: Drill.Action) {
    switch action {
    case .force(let id, let status):
      if let check = site.checks.index(of: id) {
        monitor.force(status, check, until: nil, at: now)
        audit.forced(status, check)
      }
    case .routingControl(let id, let isOn):
      if let check = site.checks.index(of: id) { monitor.setRoutingControl(isOn: isOn, of: check, at: now) }
    case .alarm(let id, let state):
      if let check = site.checks.index(of: id) { monitor.setAlarm(state, of: check, at: now) }
    default: break
    }
  }

  /// As often as all tiers need it (`CacheTier.invalidationRounds`); without regional caches once.
  func invalidate(_ distribution: String, _ paths: [String], round: Int) {
    let parsed = paths.compactMap { try? InvalidationPath(parsing: $0) }
    for edge in edges { edge.invalidate(parsed, in: distribution) }
    for number in site.pointsOfPresence.indices { users?.forgetHits(of: number) }
    guard !site.regionalCaches.isEmpty, round < CacheTier.invalidationRounds else {
      for edge in edges(nil) { edge.statics.replaceMissing() }
      return
    }
    // After what is to happen at this very moment, as the next message to a worker would come.
    later { [unowned self] in invalidate(distribution, paths, round: round + 1) }
  }
}
