import Simulation

// Actions with less in them, for drills that are made small.

extension Drill.Action {
  /// The same with less in it.
  var simpler: [Drill.Action] {
    switch self {
    case .fault(let origin, let fault): return fault.simpler.map { .fault(origin: origin, $0) }
    case .edge(let pop, let fault?): return fault.simpler.map { .edge(pop: pop, $0) }
    case .region(_, let actions): return actions
    case .resolvers(let kind, let fault?):
      return [.resolvers(nil, fault), .resolvers(kind, Drill.ResolverFault(fault.outage ?? .servfail))]
    case .divide(let partition): return partition.simpler.map { .divide($0) }
    case .unite(.some): return [.unite(nil)]
    case .mendCables(.some): return [.mendCables(nil)]
    case .recover(let origin, _): return [.clear(origin: origin)]
    case .cable(let cable):
      return [.cable(Drill.CableFault(countries: cable.countries, pops: cable.pops, factor: 2))]
    case .crowd(let crowd):
      var simple = crowd
      (simple.factor, simple.objects, simple.ramp, simple.hold) = (2, 1, .seconds(1), .zero)
      return [.crowd(simple)]
    case .isolate: return [.isolate(resolvers: nil)]
    default: return []
    }
  }
}

extension ServerFault {
  /// With one thing less that is wrong.
  fileprivate var simpler: [ServerFault] {
    var faults: [ServerFault] = []
    func offer(_ change: (inout ServerFault) -> Void) {
      var simple = self
      change(&simple)
      if simple != self, !simple.isNone { faults.append(simple) }
    }
    offer { $0.delay = .zero }
    offer { ($0.status, $0.statusShare) = (nil, 1) }
    offer { $0.statusShare = 1 }
    offer { $0.dropShare = 0 }
    offer { $0.clockOffset = .zero }
    for number in partition.indices { offer { $0.partition.remove(at: number) } }
    return faults
  }
}

extension Drill.Partition {
  /// With one name less.
  fileprivate var simpler: [Drill.Partition] {
    from.simpler.map { Drill.Partition(from: $0, to: to) }
      + to.simpler.map { Drill.Partition(from: from, to: $0) }
  }
}

extension Drill.Partition.Side {
  fileprivate var simpler: [Drill.Partition.Side] {
    func fewer(_ names: [String]) -> [[String]] {
      names.count < 2 ? [] : names.map { name in names.filter { $0 != name } }
    }
    return switch self {
    case .nameServers: []
    case .places(let names): fewer(names).map { .places($0) }
    case .countries(let names): fewer(names).map { .countries($0) }
    case .resolvers(let names): fewer(names).map { .resolvers($0) }
    case .pops(let names): fewer(names).map { .pops($0) }
    case .regionalCaches(let names): fewer(names).map { .regionalCaches($0) }
    case .origins(let names): fewer(names).map { .origins($0) }
    }
  }
}
