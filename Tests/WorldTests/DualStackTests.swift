import Primitives
import Simulation
import Synchronization
import Testing

@testable import World

/// Users with IPv6 beside IPv4: what they ask, what they connect to, and what becomes of them where one of the two fails.
@Suite struct DualStackTests {
  private static let site = Result {
    try ZoneSite.make(
      "dual.test",
      """
      $TTL 300
      @ IN SOA ns1 hostmaster 1 7200 900 1209600 60
      @ IN NS ns1
      ns1 IN A 192.0.2.53
      both IN A 192.0.2.110
      both IN AAAA 2001:db8::110
      old IN A 192.0.2.110
      new IN AAAA 2001:db8::110
      dead-old IN A 192.0.2.1
      dead-old IN AAAA 2001:db8::110
      dead-new IN A 192.0.2.111
      dead-new IN AAAA 2001:db8::dead
      checked 20 IN A 192.0.2.110 ; AWS routing="FAILOVER" failover="PRIMARY" healthCheckId="east" identifier="east"
      checked 20 IN A 192.0.2.111 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="west"
      checked 20 IN AAAA 2001:db8::110
      drawn 1 IN A 192.0.2.111
      drawn 1 IN AAAA 2001:db8::110 ; AWS routing="WEIGHTED" weight=1 identifier="live"
      drawn 1 IN AAAA 2001:db8::dead ; AWS routing="WEIGHTED" weight=3 identifier="dead"

      """)
  }

  private static func drill(
    _ host: String, ipv6: Double, seconds: Int64 = 300, clients: Int = 400, rate: Double = 20,
    programs: Drill.Population.Programs = .usual, resolvers: Drill.Population.Resolvers = .honouring,
    _ events: [(Double, Drill.Action)] = []
  ) throws -> Drill {
    var users = VirtualUsersTests.users(
      clients: clients, countries: ["DE"], resolvers: resolvers, programs: programs,
      URLParts(host: "\(host).dual.test", path: "/"), rate: rate)
    users.ipv6 = ipv6
    users.workload.dailySwing = 0
    users.connections.keepAlive = .zero
    return try VirtualUsersTests.drill(seconds, users, events)
  }

  private static func run(_ drill: Drill) throws -> UserFigures {
    let timeline = VirtualDrill.run(drill, at: try site.get(), seed: 1)
    #expect(timeline.violations == [])
    return try #require(timeline.users)
  }

  private static func failed(_ phase: UserFigures.Phase) -> Double {
    Double(phase.count.failed) / Double(phase.count.requests)
  }

  @Test("With both families users who have IPv6 use it, but for Java's, who prefer IPv4")
  func share() throws {
    for (ipv6, expected) in [(0, 0.0), (0.45, 0.45 * 0.97), (1, 0.97)] {
      let figures = try Self.run(Self.drill("both", ipv6: ipv6, clients: 2000))
      #expect(figures.total.count.failed == 0)
      let share = try #require(figures.total.ipv6Share)
      #expect(abs(share - expected) < 0.03, "\(ipv6): \(share)")
    }
  }

  @Test("Where the zone has no AAAA records nothing changes but the queries, at any share")
  func noAddresses() throws {
    let events: [(Double, Drill.Action)] = [
      (60, .fault(origin: "east.origin.test", .refuse)), (120, .clear(origin: "east.origin.test")),
      (150, .isolate(resolvers: nil)), (450, .reconnect(resolvers: nil)),
    ]
    let runs = try [0, 1].map {
      try Self.run(Self.drill("old", ipv6: $0, seconds: 600, resolvers: .usual, events))
    }
    func told(_ figures: UserFigures) -> String {
      "\(figures.bins) \(figures.shares) \(figures.standings) \(figures.tails) \(figures.outages) \(figures.maps)"
    }
    #expect(told(runs[0]) == told(runs[1]))
    #expect(runs[0].phases[3].count.failed > 0)
    #expect(runs.map(\.total.ipv6Share) == [0, 0])
    #expect(runs[1].total.queries > 2 * runs[0].total.queries)
  }

  @Test(
    "RFC 2308 section 5: that there is no AAAA record is kept for the minimum of the SOA record, A records for their TTL"
  )
  func negativeCaching() throws {
    let queries = try [0, 1].map {
      try Self.run(
        Self.drill("old", ipv6: $0, seconds: 3000, clients: 1, rate: 2, programs: .cacheless)
      ).total.queries
    }
    #expect((9...11).contains(queries[0]), "\(queries)")
    #expect((47...51).contains(queries[1] - queries[0]), "\(queries)")
  }

  @Test(
    "RFC 8305 section 5: with a dead IPv6 address browsers connect over IPv4 after 250 ms; who waits for it fails"
  )
  func deadIPv6() throws {
    let healthy = try Self.run(Self.drill("both", ipv6: 1, clients: 2000))
    let figures = try Self.run(Self.drill("dead-new", ipv6: 1, clients: 2000))
    // native_ttl and sticky; those who do both one after the other have waited longer than users do.
    #expect(abs(Self.failed(figures.total) - 0.15) < 0.03, "\(Self.failed(figures.total))")
    #expect(figures.total.ipv6Share == 0)
    let medians = try [healthy, figures].map { try #require($0.total.firstOctet.quantile(0.5)) }
    #expect(medians[1] > 0.25)
    #expect(abs(medians[1] - medians[0] - 0.25) < 0.2, "\(medians)")
    let old = try Self.run(Self.drill("dead-new", ipv6: 0))
    #expect(old.total.count.failed == 0)
  }

  @Test("With a dead IPv4 address those who have nothing else fail, and Java's programs")
  func deadIPv4() throws {
    for (ipv6, expected) in [(0.0, 1.0), (0.45, 0.55 + 0.45 * 0.03), (1, 0.03)] {
      let figures = try Self.run(Self.drill("dead-old", ipv6: ipv6, clients: 2000))
      #expect(abs(Self.failed(figures.total) - expected) < 0.03, "\(ipv6): \(Self.failed(figures.total))")
    }
  }

  @Test("A name with AAAA records alone is there for who has IPv6")
  func onlyIPv6() throws {
    for ipv6 in [0.0, 0.45, 1] {
      let figures = try Self.run(Self.drill("new", ipv6: ipv6, clients: 2000))
      #expect(abs(Self.failed(figures.total) - (1 - ipv6)) < 0.03)
    }
  }

  @Test(
    "An AAAA record without a health check keeps its users at what is down; those who can fall over to the A record that has one"
  )
  func unchecked() throws {
    func late(_ ipv6: Double) throws -> Double {
      let drill = try Self.drill(
        "checked", ipv6: ipv6, seconds: 600, clients: 2000,
        [(60, .force(check: "east", .down)), (60.001, .fault(origin: "east.origin.test", .refuse))])
      let figures = try Self.run(drill)
      let bins = figures.bins[Int(480 / figures.binSeconds)...]
      return Double(bins.reduce(0) { $0 + $1.failed }) / Double(bins.reduce(0) { $0 + $1.requests })
    }
    // Of who has IPv4 alone some hold the old address still.
    let (old, new) = (try late(0), try late(1))
    #expect(old < 0.04, "\(old)")
    // Half of native_ttl and all of sticky try no other address.
    #expect(abs(new - 0.09) < 0.03, "\(new)")
  }

  @Test("The answers to AAAA queries are audited, too")
  func audited() throws {
    let drill = try Self.drill("drawn", ipv6: 1, clients: 50, programs: .cacheless)
    #expect(VirtualDrill.run(drill, at: try Self.site.get(), seed: 1).violations == [])
    var parts = WorldParts()
    parts.names = { LoadsDice($0, seed: $1, ttl: $2) }
    let loaded = VirtualDrill.run(drill, at: try Self.site.get(), seed: 1, parts: parts)
    #expect(loaded.violations.map(\.rule) == [.weights, .weights], "\(loaded.violations)")
  }

  @Test("A client with IPv6 is followed through both queries and the race")
  func traced() throws {
    let drill = try Self.drill("dead-new", ipv6: 1, clients: 20)
    let lines = Mutex<[String]>([])
    for client in 0..<5 {
      let trace = ClientTrace(client: client) { line in lines.withLock { $0.append(line) } }
      _ = VirtualDrill.run(drill, at: try Self.site.get(), seed: 1, trace: trace)
    }
    let told = lines.withLock { $0 }
    func count(_ words: String...) -> Int { told.count { line in words.allSatisfy { line.contains($0) } } }
    #expect(count(" dns type=A from=resolver ", " answer=192.0.2.111 ") > 0)
    #expect(count(" dns type=A from=resolver ") == count(" dns type=AAAA from=resolver "))
    #expect(count(" dns type=AAAA ", " answer=2001:db8::dead ") > 0)
    #expect(count(" dns from=program ", " answer=\"2001:db8::dead 192.0.2.111\" ") > 0)
    #expect(count(" connect to=2001:db8::dead over=IPv6 after=0.0ms result=\"no answer\"") > 0)
    #expect(count(" connect to=west.origin.test over=IPv4 ", "result=connected") > 0)
  }
}
