import Health
import Primitives
import Simulation

/// Draws the drill of one seed: a random part of everything that can happen, so that what masks something else is often away
/// (Groce et al., "Swarm testing", ISSTA 2012).
struct SwarmDraw {
  private let ground: SwarmGround
  private let seed: UInt64
  private var stream: RandomStream
  private var events: [Drill.Event] = []

  /// Kinds of things that happen.
  private enum Kind: CaseIterable {
    case refuse, hang, delay, status, drop, partition
    case edgeRefuses, edgeHangs, withdraw, flush, invalidate
    case force, cable, isolate, crowd
  }

  /// Whole seconds in which nothing happens yet, and in which everything happens.
  private static let calm = 30
  private static let storm = 30...300

  init(_ ground: SwarmGround, seed: UInt64) {
    (self.ground, self.seed) = (ground, seed)
    stream = RandomStream(seed: seed, kind: "swarm")
  }

  mutating func drill() -> Drill {
    let hasPlaces = !ground.places.isEmpty && (ground.workloads.isEmpty || stream.uniform() < 0.7)
    let hasUsers = !ground.workloads.isEmpty && (!hasPlaces || stream.uniform() < 0.5)
    let places = hasPlaces ? self.places() : []
    let population = hasUsers ? self.population() : nil
    let end = Self.calm + number(in: Self.storm)
    draw(until: end, hasUsers: hasUsers)
    events.sort { ($0.at, $0.name) < ($1.at, $1.name) }
    let last = max(.seconds(end), events.last?.at ?? .zero)
    let quiet = ground.recovery + .seconds(90)
    let seconds = (last + quiet).components.seconds + 1
    var drill = Drill(
      name: "swarm \(seed)", duration: .seconds(seconds), places: places, events: events, expectations: [],
      checks: ground.checks, population: population)
    drill.lab = lab()
    return drill
  }

  /// No threshold is above three and no interval above 30 s: what `SwarmGround.recovery` is long enough for.
  private mutating func lab() -> [LabChange] {
    let settings = [
      ("ttl", ["0", "5", "20", "60", "300"]), ("interval", ["10", "30"]), ("threshold", ["1", "2", "3"]),
      ("checkers", ["1", "2", "3"]), ("cache", ["1MB", "16MB"]), ("eviction", ["lru", "s3fifo"]),
      ("origin-attempts", ["1", "2", "3"]), ("origin-timeout", ["1", "5", "30"]),
    ]
    return settings.compactMap { name, values in
      stream.uniform() < 0.25 ? LabChange(name, pick(values)) : nil
    }
  }

  // MARK: Who asks

  private mutating func places() -> [Drill.Place] {
    (0..<number(in: 1...4)).map { index in
      var place = pick(ground.places)
      place.name = "place \(index + 1)"
      place.queriesPerSecond = pick([0.1, 0.2, 0.5, 1, 2])
      place.requestsPerSecond = pick([0, 0.1, 0.5, 1, 2])
      place.timeoutSeconds = pick([1, 5, 10, 10, 30])
      return place
    }
  }

  private mutating func population() -> Drill.Population {
    var workload = pick(ground.workloads)
    workload.requestsPerSecond = pick([0.2, 0.5, 1, 2, 4])
    workload.objects = workload.url.path.contains(Drill.Workload.objectMark) ? pick([1, 3, 20, 200]) : 1
    workload.zipf = pick([0, 0.6, 0.9, 1.2])
    workload.dailySwing = pick([0, 0.45, 1])
    workload.startMinute = 60 * stream.below(24)
    return Drill.Population(
      clients: pick([1, 10, 50, 200]), countries: some(ground.countries, 1...3),
      resolvers: pick(Drill.Population.Resolvers.allCases),
      programs: pick(Drill.Population.Programs.allCases),
      workload: workload)
  }

  // MARK: What happens

  private mutating func draw(until end: Int, hasUsers: Bool) {
    var kinds = Kind.allCases.filter { isPossible($0, hasUsers: hasUsers) }
    kinds = kinds.filter { _ in stream.uniform() < 0.4 }
    guard !kinds.isEmpty else { return }
    for _ in 0..<number(in: 1...8) {
      let at = Self.calm * 1_000 + stream.below((end - Self.calm) * 1_000)
      let length = pick([1_000, 10_000, 40_000, 120_000]) + stream.below(20_000)
      happen(pick(kinds), at: at, until: min(at + length, end * 1_000))
    }
  }

  private func isPossible(_ kind: Kind, hasUsers: Bool) -> Bool {
    switch kind {
    case .refuse, .hang, .delay, .status, .drop, .partition: !ground.origins.isEmpty
    case .edgeRefuses, .edgeHangs, .withdraw, .flush: !ground.pops.isEmpty
    case .invalidate: !ground.distributions.isEmpty
    case .force: !ground.checks.isEmpty
    case .cable, .isolate, .crowd: hasUsers
    }
  }

  private mutating func happen(_ kind: Kind, at start: Int, until end: Int) {
    var fault = OriginFault()
    switch kind {
    case .refuse: fault.refuses = true
    case .hang: fault.hangs = true
    case .delay: fault.delay = .milliseconds(pick([50, 500, 1_500, 3_000, 20_000]))
    case .status: fault.status = pick([200, 404, 500, 503])
    case .drop: fault.dropShare = pick([0.1, 0.5, 1])
    case .partition:
      fault.partition = some(HealthCheckRegion.allCases, 1...8).map { region in
        CheckerSelection(region, number: stream.below(3) == 0 ? stream.below(2) : nil)
      }
    case .edgeRefuses, .edgeHangs:
      let pop = pick(ground.pops)
      add(.edge(pop: pop, kind == .edgeHangs ? .hang : .refuse), at: start)
      return add(.edge(pop: pop, nil), at: end)
    case .withdraw:
      let pop = pick(ground.pops)
      add(.withdraw(pop: pop), at: start)
      return add(.restore(pop: pop), at: end)
    case .flush: return add(.flush(pop: stream.below(2) == 0 ? nil : pick(ground.pops)), at: start)
    case .invalidate:
      return add(.invalidate(distribution: pick(ground.distributions), paths: ["/*"]), at: start)
    case .force:
      let check = pick(ground.checks).id
      add(.force(check: check, stream.below(3) == 0 ? .up : .down), at: start)
      return add(.force(check: check, .obey), at: end)
    case .cable:
      add(
        .cable(
          Drill.CableFault(
            countries: some(ground.countries, 1...3),
            pops: stream.below(2) == 0 ? [] : some(ground.pops, 1...2),
            factor: pick([1.3, 2, 10]))), at: start)
      return add(.mendCables(nil), at: end)
    case .isolate:
      let kind = stream.below(2) == 0 ? nil : pick(ResolverProfile.usual).id
      add(.isolate(resolvers: kind), at: start)
      return add(.reconnect(resolvers: nil), at: end)
    case .crowd:
      return add(
        .crowd(
          Drill.FlashCrowd(
            factor: pick([2, 5, 20]), objects: pick([1, 5]), ramp: .seconds(pick([1, 10, 60])),
            hold: .seconds(pick([0, 10, 30])), decay: .seconds(pick([1, 10, 30])))), at: start)
    }
    let origin = pick(ground.origins)
    // Now and then two things at once are wrong with it.
    if stream.below(4) == 0 { fault.delay = max(fault.delay, .milliseconds(pick([50, 500, 3_000]))) }
    add(.fault(origin: origin, fault), at: start)
    add(.clear(origin: origin), at: end)
  }

  private mutating func add(_ action: Drill.Action, at milliseconds: Int) {
    let number = events.count + 1
    events.append(
      Drill.Event(at: .milliseconds(milliseconds), name: "\(number < 10 ? "0" : "")\(number)", action: action)
    )
  }

  // MARK: Numbers

  private mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + stream.below(range.count)
  }

  private mutating func pick<Value>(_ values: [Value]) -> Value { values[stream.below(values.count)] }

  /// So many of them, in their order.
  private mutating func some<Value>(_ values: [Value], _ range: ClosedRange<Int>) -> [Value] {
    var left = min(number(in: range), values.count)
    var picked: [Value] = []
    for (index, value) in values.enumerated() where stream.below(values.count - index) < left {
      picked.append(value)
      left -= 1
    }
    return picked
  }
}
