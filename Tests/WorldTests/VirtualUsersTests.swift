import Configuration
import Primitives
import Simulation
import Testing
import World

/// Users of the example lab on the virtual clock.
@Suite struct VirtualUsersTests {
  static let site = VirtualDrillTests.lab.virtualSite(hasPopulation: true)
  static let shop = URLParts(host: "www.shop.example", path: "/cart")
  static let images = URLParts(host: "www.example.com", path: "/images/generated/{object}.png")

  static func drill(
    _ seconds: Int64, _ population: Drill.Population, _ events: [(Double, Drill.Action)] = [],
    expect: [String] = []
  ) throws -> Drill {
    Drill(
      name: "users", duration: .seconds(seconds), places: [],
      events: events.enumerated().map {
        Drill.Event(at: .seconds($0.element.0), name: "event \($0.offset)", action: $0.element.1)
      },
      expectations: try expect.map { Drill.Expectation(.measure(try Measure($0))) },
      checks: VirtualDrillTests.lab.health.checks.filter { $0.id == "shop-origin" }.map {
        WatchedCheck(id: $0.id, config: $0.config, checkersPerRegion: 2, origin: "shop.origin.test")
      }, population: population)
  }

  static func users(
    clients: Int = 1000, countries: [String] = [], resolvers: Drill.Population.Resolvers = .usual,
    programs: Drill.Population.Programs = .usual, _ url: URLParts, rate: Double, objects: Int = 1
  ) -> Drill.Population {
    Drill.Population(
      clients: clients, countries: countries, resolvers: resolvers, programs: programs,
      workload: Drill.Workload(url: url, requestsPerSecond: rate, objects: objects))
  }

  static func run(_ drill: Drill, seed: UInt64 = 1) throws -> UserFigures {
    try #require(VirtualDrill.run(drill, at: site, seed: seed).users)
  }

  @Test("The same seed gives the same figures, another one others")
  func deterministic() throws {
    let drill = try Self.drill(
      60, Self.users(Self.images, rate: 20, objects: 50), [(20, .edge(pop: "ICN57-C1", .refuse))])
    let runs = try ([1, 1, 2] as [UInt64]).map { "\(try Self.run(drill, seed: $0))" }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
  }

  @Test(
    "A point of presence that refuses fails its users until answers name another",
    arguments: [ServerFault.refuse, .hang, .reset])
  func edgeFault(fault: ServerFault) throws {
    let korea = Self.users(
      clients: 200, countries: ["KR"], resolvers: .honouring, programs: .cacheless, Self.images, rate: 20)
    let drill = try Self.drill(
      300, korea,
      [
        (60, .edge(pop: "ICN57-C1", fault)), (120, .withdraw(pop: "ICN57-C1")),
        (240, .edge(pop: "ICN57-C1", nil)), (250, .restore(pop: "ICN57-C1")),
      ])
    let figures = try Self.run(drill)
    #expect(figures.phases[0].count.failed == 0)
    #expect(figures.phases[1].count.failed == figures.phases[1].count.requests)
    // The TTL of an alias to a distribution is 60 s: then everybody has gone to Tokyo.
    let late = figures.bins[Int(185 / figures.binSeconds)..<Int(240 / figures.binSeconds)]
    #expect(late.allSatisfy { $0.failed == 0 && $0.requests > 0 })
    #expect(figures.destinations == ["ICN57-C1", "NRT57-C1"])
    #expect(figures.outages.allSatisfy { $0.began >= 60 && $0.lastFailed < 190 })
    let p99 = try #require(figures.recovery(0.99, since: 60))
    #expect((100..<175).contains(p99), "\(p99)")
    // The way to Tokyo is longer.
    let (near, far) = (
      figures.phases[0].firstOctet.quantile(0.1)!, figures.phases[3].firstOctet.quantile(0.1)!
    )
    #expect(far > near + 0.02, "\(near) \(far)")
  }

  @Test("A flush makes hits misses, and an invalidation does")
  func cold() throws {
    for action in [
      Drill.Action.flush(pop: nil), .invalidate(distribution: "E2EXAMPLEWWW01", paths: ["/images/*"]),
    ] {
      let drill = try Self.drill(
        100, Self.users(countries: ["KR"], Self.images, rate: 20, objects: 20), [(80, action)])
      let figures = try Self.run(drill)
      let misses = figures.bins.map { $0.atEdge - $0.hits }
      #expect(misses[70..<80].reduce(0, +) == 0)
      #expect(misses[80..<90].reduce(0, +) > 8, "\(action)")
    }
  }

  @Test("A cable that is cut makes the way longer, for those beyond it")
  func cable() throws {
    let drill = try Self.drill(
      120, Self.users(countries: ["NG", "KR"], Self.images, rate: 20),
      [(60, .cable(Drill.CableFault(countries: ["NG"], pops: [], factor: 3)))])
    let figures = try Self.run(drill)
    let (before, after) = (figures.phases[0].firstOctet, figures.phases[1].firstOctet)
    #expect(after.quantile(0.9)! > 2 * before.quantile(0.9)!)
    #expect(abs(after.quantile(0.05)! / before.quantile(0.05)! - 1) < 0.5)
  }

  @Test("Where resolvers cannot ask, users fail as answers run out; those that serve stale data do not")
  func isolated() throws {
    func failed(_ resolvers: Drill.Population.Resolvers) throws -> Double {
      let drill = try Self.drill(
        240, Self.users(countries: ["KR"], resolvers: resolvers, programs: .cacheless, Self.images, rate: 20),
        [(60, .isolate(resolvers: nil)), (180, .reconnect(resolvers: nil))])
      let figures = try Self.run(drill)
      #expect(figures.phases[0].count.failed == 0)
      #expect(figures.phases[2].count.failed == 0)
      return Double(figures.phases[1].count.failed) / Double(figures.phases[1].count.requests)
    }
    let honouring = try failed(.honouring)
    #expect(honouring > 0.6 && honouring < 0.95, "\(honouring)")
    #expect(try failed(.usual) < honouring)
  }

  @Test("A crowd comes, stays and goes")
  func crowd() throws {
    let crowd = Drill.FlashCrowd(
      factor: 10, objects: 2, ramp: .seconds(20), hold: .seconds(40), decay: .seconds(20))
    let drill = try Self.drill(
      240, Self.users(countries: ["KR"], Self.images, rate: 10, objects: 100), [(60, .crowd(crowd))])
    let bins = try Self.run(drill).bins.map(\.requests)
    let rates = [0..<30, 40..<60, 100..<120].map { Double(bins[$0].reduce(0, +)) / Double(2 * $0.count) }
    #expect(rates[1] / rates[0] > 7 && rates[1] / rates[0] < 13, "\(rates)")
    #expect(rates[2] / rates[0] < 2, "\(rates)")
  }
}
