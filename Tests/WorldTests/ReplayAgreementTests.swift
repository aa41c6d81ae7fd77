import Configuration
import EdgeCache
import Eviction
import HTTPWire
import Primitives
import Simulation
import Testing
import Traces

@testable import World

/// The stores of a run are those that a replay of the same requests would have: without faults and latency, hit for hit.
@Suite struct ReplayAgreementTests {
  static let workload = Drill.Workload(
    url: VirtualUsersTests.images, requestsPerSecond: 50, objects: 200, zipf: 0.9, dailySwing: 0)

  static func path(_ object: Int) -> String { workload.path(of: object + 1) }

  /// Octets that an object takes of the store.
  static func cost(_ object: Int, _ site: VirtualSite) throws -> Int {
    let cache = EdgeCache(
      pop: "A", capacity: 1 << 30, configuration: site.edge, seed: 1, bodies: .counted)
    let now = Instant(secondsSinceEpoch: 1_767_225_600)
    let exchange = Exchange()
    exchange.request = RequestHead("GET", path(object), ["Host": workload.url.authority])
    let fetch = try #require(cache.begin(exchange, now: now))
    let origin = try #require(site.origins.first { $0.name == fetch.origin.domainName })
    let (head, size) = origin.answer(RequestHead("GET", path(object)), now: now, startedAt: now)
    #expect(cache.receive(head, for: fetch, now: now).isEmpty)
    cache.receive(byteCount: size, for: fetch, now: now)
    cache.finish(fetch, now: now)
    return cache.figures.bytes
  }

  @Test(
    "Hits equal those of a replay of the same requests, exactly", arguments: [PolicyName.lru, .fifo, .sieve])
  func agreement(name: PolicyName) throws {
    let policy = PolicySpecification(name)
    let capacity = 3 << 20
    var site = VirtualUsersTests.site
    site.pointsOfPresence = Array(site.pointsOfPresence.prefix(1))
    (site.pointsOfPresence[0].capacity, site.pointsOfPresence[0].eviction) = (capacity, policy)
    let all = VirtualDrillTests.lab.virtualSite(hasPopulation: true)
    let others = Set(all.pointsOfPresence.dropFirst().map(\.id))
    site.catalog = { changes in
      var changes = changes
      for pop in others { _ = changes.follow(.withdraw(pop: pop)) }
      return all.catalog(changes)
    }
    var population = Drill.Population(
      clients: 100, countries: ["KR"], resolvers: .honouring, programs: .usual, workload: Self.workload)
    population.network = .none
    let drill = try VirtualUsersTests.drill(60, population)
    let count = try #require(VirtualDrill.run(drill, at: site, seed: 3).users).total.count
    #expect(count.requests == count.atEdge && count.failed == 0)

    let costs = try (0..<Self.workload.objects).map { try Self.cost($0, site) }
    var demand = Demand(Self.workload, starts: [0, 100], offsets: [0], seed: 3)
    let requests = (0..<count.requests).map { _ in
      let object = demand.take().object
      return Request(id: UInt64(object), size: costs[object], time: 0)
    }
    var cache = policy.replayCache(capacity: capacity, seed: 1, ReplayRules())
    cache.replay(requests, in: 0..<requests.count, number: 1)
    let figures = cache.takeFigures()
    #expect(count.hits == count.requests - figures.misses)
    #expect(
      figures.evictions > 100 && count.hits > 500,
      "a test of \(count.hits) hits, \(figures.evictions) evictions")
  }
}
