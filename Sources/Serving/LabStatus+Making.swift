import Configuration
import EdgeCache

extension LabStatus {
  init(seed: UInt64, configuration: LabConfiguration, ports: Ports, report: WorkerReport) {
    self.seed = seed
    listeners = ports.listeners
    zones = configuration.zones.map {
      ZoneStatus(name: $0.apex.description, serial: $0.serial, records: $0.recordCount)
    }
    queries = report.dns.map {
      QueryCount(zone: $0.zone, type: $0.type, rcode: $0.code, transport: $0.transport, queries: $0.queries)
    }
    (pops, requests, origins) = ([], [], [])
    // In the order of the configuration, whichever worker answered first.
    for pop in configuration.pointsOfPresence {
      guard let edge = report.edges.first(where: { $0.pop == pop.id }) else { continue }
      let figures = edge.figures
      pops.append(
        PopStatus(
          id: pop.id, city: pop.city, objects: figures.objects, bytes: figures.bytes,
          capacity: figures.capacity,
          evictions: figures.evictions))
      for (index, series) in figures.series.enumerated() {
        for result in ResultType.allCases {
          let count = figures.count(index, result)
          guard count.requests > 0 else { continue }
          requests.append(
            RequestCount(
              distribution: series.distribution, behavior: series.behavior, pop: pop.id,
              result: "\(result.text)", requests: count.requests, bytes: count.bytes))
        }
      }
      for count in figures.origins where count.requests > 0 {
        origins.append(
          OriginCount(
            distribution: count.distribution, pop: pop.id, requests: count.requests, bytes: count.bytes))
      }
    }
    hitRatios = computedHitRatios()
  }
}
