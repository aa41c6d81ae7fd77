import EdgeCache
import Simulation

// What events of a drill bring about.

extension VirtualDrill {
  func act(_ number: Int) {
    switch drill.events[number].action {
    case .fault(let origin, let fault): set(fault, of: origin)
    case .clear(let origin): set(OriginFault(), of: origin)
    case .force(let id, let status):
      if let check = site.checks.index(of: id) {
        monitor.force(status, check, until: nil, at: now)
        audit.forced(status, check)
      }
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
    case .flush(let pop):
      for edge in edges(pop) {
        edge.empty(site.edge)
        users?.forgetHits(of: edge.number)
        audit.flushed(edge.number)
      }
    case .invalidate(let distribution, let paths):
      let parsed = paths.compactMap { try? InvalidationPath(parsing: $0) }
      for edge in edges { edge.invalidate(parsed, in: distribution) }
      for number in site.pointsOfPresence.indices { users?.forgetHits(of: number) }
      audit.invalidated(distribution, paths)
    case .cable(let fault): users?.cut(fault)
    case .mendCables: users?.cut(nil)
    case .isolate(let resolvers): users?.isolate(resolvers, true)
    case .reconnect: users?.isolate(nil, false)
    case .crowd(let crowd): users?.begin(crowd)
    }
    audit.acted(drill.events[number].action)
    users?.phase = number + 1
    record(.event(number))
  }

  func edges(_ pop: String?) -> [VirtualEdge] {
    zip(site.pointsOfPresence, edges).filter { pop == nil || $0.0.id == pop }.map(\.1)
  }

  func set(_ fault: Drill.EdgeFault?, ofEdge pop: String) {
    guard let number = site.pointsOfPresence.firstIndex(where: { $0.id == pop }) else { return }
    edges[number].fault = fault
    guard fault == .refuse else { return }
    users?.cut(number)
    places.cut(edge: number)
  }

  func set(_ fault: OriginFault, of origin: String) {
    origins.set(fault, of: origin)
    guard fault.refuses else { return }
    for edge in edges { edge.reset(origin) }
    places.cut(origin: origin)
  }
}
