import Configuration
import EdgeCache
import Zones

extension LabStatus {
  init(
    seed: UInt64, configuration: LabConfiguration, zones served: [Zone], secondaries: [SecondaryStatus],
    healthChecks: [HealthCheckStatus], ports: Ports, report: WorkerReport, notifications: NotificationCounts,
    queryLogLinesLost: Int, accessLogLinesLost: Int
  ) {
    (self.seed, self.healthChecks) = (seed, healthChecks)
    (operations, self.notifications) = (report.operations, notifications)
    (self.queryLogLinesLost, self.accessLogLinesLost) = (queryLogLinesLost, accessLogLinesLost)
    listeners = ports.listeners
    self.secondaries = secondaries
    zones = served.map {
      ZoneStatus(name: $0.apex.description, serial: $0.serial, records: $0.recordCount)
    }
    queries = report.dns.map {
      QueryCount(zone: $0.zone, type: $0.type, rcode: $0.code, transport: $0.transport, queries: $0.queries)
    }
    (pops, requests, origins, webACLRules) = ([], [], [], [])
    // In the order of the configuration, whichever worker answered first; then those that a reload took away.
    let current = configuration.pointsOfPresence
    let known = current.map(\.id) + configuration.regionalCaches.map(\.id)
    let former = Set(report.edges.map(\.pop)).subtracting(known).sorted()
    for id in known + former {
      let edges = report.edges.filter { $0.pop == id }
      if let pop = current.first(where: { $0.id == id }), let edge = edges.first(where: \.isCurrent) {
        pops.append(PopStatus(pop, edge.figures, edge.disk))
      }
      for edge in edges { add(edge.figures, pop: id) }
      staticContent += edges.first(where: \.isCurrent)?.staticContent ?? []
      let tls = edges.reduce(into: TLSCount(pop: id, handshakes: [:], failures: 0)) { sum, edge in
        sum.handshakes.merge(edge.tls.handshakes) { $0 + $1 }
        sum.failures += edge.tls.failures
      }
      self.tls.append(tls)
    }
    for cache in configuration.regionalCaches {
      for edge in report.edges where edge.pop == cache.id && edge.isCurrent {
        pops.append(PopStatus(cache, edge.figures, edge.disk))
      }
    }
    var tallies: [OriginTally.Place: OriginTally] = [:]
    for edge in report.edges { tallies.merge(edge.origins) { $0 + $1 } }
    originServers = OriginServerStatus.list(configuration, tallies, healthChecks)
    hitRatios = computedHitRatios()
  }
}

extension LabStatus {
  /// Adds what a PoP has done, in one of its lives.
  private mutating func add(_ figures: Figures, pop: String) {
    for (index, series) in figures.series.enumerated() {
      for result in ResultType.allCases {
        let count = figures.count(index, result)
        guard count.requests > 0 else { continue }
        let other = result == .miss ? figures.uncacheable(index) : .init()
        let above = result == .hit ? figures.fromAbove(index) : .init()
        let fixed = result == .hit ? figures.ofStatic(index) : .init()
        let more = RequestCount(
          distribution: series.distribution, behavior: series.behavior, pop: pop, result: "\(result.text)",
          requests: count.requests, bytes: count.bytes, uncacheable: other.requests,
          uncacheableBytes: other.bytes, tier: series.tier.rawValue, fromAbove: above.requests,
          fromAboveBytes: above.bytes, ofStatic: fixed.requests, ofStaticBytes: fixed.bytes)
        if series.tier == .edge { requests.add(more) } else { tierRequests.add(more) }
      }
    }
    for count in figures.rules where count.requests > 0 {
      let more = WebACLRuleCount(
        webACL: count.webACL, rule: count.rule, action: count.action, pop: pop, requests: count.requests)
      if let place = webACLRules.firstIndex(where: { $0.isSameSeries(as: more) }) {
        webACLRules[place].requests += more.requests
      } else {
        webACLRules.append(more)
      }
    }
    for count in figures.origins where count.requests > 0 {
      if let place = origins.firstIndex(where: { $0.pop == pop && $0.distribution == count.distribution }) {
        origins[place].requests += count.requests
        origins[place].bytes += count.bytes
        origins[place].failovers += count.failovers
      } else {
        origins.append(
          OriginCount(
            distribution: count.distribution, pop: pop, requests: count.requests, bytes: count.bytes,
            failovers: count.failovers))
      }
    }
  }
}

extension LabStatus.RequestCount {
  func isSameSeries(as other: Self) -> Bool {
    pop == other.pop && distribution == other.distribution && behavior == other.behavior
      && result == other.result && tier == other.tier
  }
}

extension [LabStatus.RequestCount] {
  fileprivate mutating func add(_ more: Element) {
    guard let place = firstIndex(where: { $0.isSameSeries(as: more) }) else { return append(more) }
    self[place].requests += more.requests
    self[place].bytes += more.bytes
    self[place].uncacheable += more.uncacheable
    self[place].uncacheableBytes += more.uncacheableBytes
    self[place].fromAbove += more.fromAbove
    self[place].fromAboveBytes += more.fromAboveBytes
    self[place].ofStatic += more.ofStatic
    self[place].ofStaticBytes += more.ofStaticBytes
  }

  /// Without what had been counted `before`. Counters of a lab that began anew count from its start.
  mutating func subtract(_ before: [Element]) {
    for index in indices {
      guard let old = before.first(where: { $0.isSameSeries(as: self[index]) }),
        old.requests <= self[index].requests
      else { continue }
      self[index].requests -= old.requests
      self[index].bytes -= old.bytes
      self[index].uncacheable -= old.uncacheable
      self[index].uncacheableBytes -= old.uncacheableBytes
      self[index].fromAbove -= old.fromAbove
      self[index].fromAboveBytes -= old.fromAboveBytes
      self[index].ofStatic -= old.ofStatic
      self[index].ofStaticBytes -= old.ofStaticBytes
    }
    removeAll { $0.requests == 0 }
  }
}

extension LabStatus.WebACLRuleCount {
  fileprivate func isSameSeries(as other: Self) -> Bool {
    pop == other.pop && webACL == other.webACL && rule == other.rule && action == other.action
  }
}

extension LabStatus.PopStatus {
  fileprivate init(_ cache: RegionalCache, _ figures: Figures, _ disk: DiskStatus?) {
    self.init(
      id: cache.id, city: cache.region.name, objects: figures.objects, bytes: figures.bytes,
      capacity: figures.capacity, evictions: figures.evictions, tier: CacheTier.Role.regional.rawValue,
      disk: disk)
  }

  fileprivate init(_ pop: PointOfPresence, _ figures: Figures, _ disk: DiskStatus?) {
    self.init(
      id: pop.id, city: pop.city, objects: figures.objects, bytes: figures.bytes, capacity: figures.capacity,
      evictions: figures.evictions, disk: disk)
  }
}
