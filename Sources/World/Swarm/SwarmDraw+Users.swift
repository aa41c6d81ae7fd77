import Primitives
import Simulation

// Users of a drill that is drawn: what they want, how they connect, and how much servers can take of them.

extension SwarmDraw {
  mutating func population() -> Drill.Population {
    var population = Drill.Population(
      clients: pick([1, 10, 50, 200]), countries: some(ground.countries, 1...3),
      resolvers: pick(Drill.Population.Resolvers.allCases),
      programs: pick(Drill.Population.Programs.allCases), workload: workload())
    population.ipv6 = pick([0, Drill.Population.usualIPv6, 1])
    if isDrawn(0.2) { population.network = .none }
    if isDrawn(0.5) {
      population.connections = .init(
        handshake: pick(Drill.Population.Handshake.allCases),
        keepAlive: .seconds(pick([0, 1, 10, 60, 600])))
    }
    if isDrawn(0.3) { population.points = pointCapacities() }
    if isDrawn(0.3) {
      population.origins = (isDrawn(0.5) ? ground.origins : some(ground.origins, 1...3)).map {
        Drill.Population.OriginCapacity(origin: $0, concurrency: pick([1, 1, 2, 8]))
      }
    }
    return population
  }

  /// From much less than users want to more than all of them do.
  private mutating func pointCapacities() -> [Drill.Population.PointCapacity] {
    let named: [String?] = some(ground.pops, 0...2)
    let all: [String?] = named.isEmpty || isDrawn(0.5) ? [nil] : []
    return (named + all).map { pop in
      Drill.Population.PointCapacity(
        pop: pop, requestsPerSecond: pick([0.2, 1, 5, 100]),
        queue: .milliseconds(pick([0, 100, 1_000, 5_000, 30_000])))
    }
  }

  // MARK: What they want

  private mutating func workload() -> Drill.Workload {
    var workload = pick(ground.workloads)
    if isDrawn(0.15), let recorded = recorded(workload.url) { return recorded }
    workload.requestsPerSecond = pick([0.2, 0.5, 1, 2, 4])
    workload.dailySwing = pick([0, 0.45, 1])
    workload.startMinute = 60 * stream.below(24)
    if isDrawn(0.3) {
      workload.contents = some(ground.paths(of: workload.url), 1...3).map { content($0) }
      workload.url.path = "/"
    } else {
      let kind = content(workload.url.path)
      (workload.objects, workload.zipf) = (kind.objects, kind.zipf)
    }
    return workload
  }

  private mutating func content(_ path: String) -> Drill.Workload.Content {
    Drill.Workload.Content(
      path: path, share: pick([1, 5, 20]),
      objects: path.contains(Drill.Workload.objectMark) ? pick([1, 3, 20, 200]) : 1,
      zipf: pick([0, 0.6, 0.9, 1.2]))
  }

  /// Requests of a trace: one of a drill, or one that is made up for objects with numbers; nil: there is neither.
  private mutating func recorded(_ url: URLParts) -> Drill.Workload? {
    var workload: Drill.Workload
    if !ground.recorded.isEmpty, isDrawn(0.5) {
      workload = pick(ground.recorded)
    } else {
      guard url.path.contains(Drill.Workload.objectMark) else { return nil }
      workload = Drill.Workload(url: url, requestsPerSecond: 0)
      let (alpha, objects, rate) = (pick(["0", "0.9"]), pick([3, 200]), pick(["0.5", "4"]))
      workload.recording = Drill.Recording(
        path: "synthetic:zipf,alpha=\(alpha),objects=\(objects),rate=\(rate),requests=10000,size=web,"
          + "life=\(pick([30, 3_600])),seed=\(stream.below(1_000))")
    }
    workload.recording?.speed = pick([0.5, 1, 10])
    workload.recording?.asksOrigins = isDrawn(0.3)
    if isDrawn(0.3) {
      workload.recording?.responseHeaders = [
        .init(name: "Cache-Control", value: pick(["max-age=5", "no-store"]))
      ]
    }
    return workload
  }
}
