import Primitives
import Simulation
import Synchronization
import Testing
import World

/// Who is still sent elsewhere and why, what caches of which tier did, and the doings of one client.
@Suite struct TailTests {
  private static func tail(_ figures: UserFigures, _ bin: Int) -> [UserFigures.TailCause: Double] {
    Dictionary(
      uniqueKeysWithValues: UserFigures.TailCause.allCases.map { ($0, figures.tails[bin][$0.rawValue]) })
  }

  /// The share of the users who would still go to a point of presence.
  private static func stale(_ figures: UserFigures, at bin: Int) -> Double {
    zip(figures.destinations, figures.standings[bin]).filter { $0.0 != "sorry.origin.test" }.reduce(0) {
      $0 + $1.1
    }
  }

  @Test("Honouring resolvers, programs without a cache: the tail is S(t), and TTLs alone keep it")
  func honouring() throws {
    let drill = try VirtualUsersTests.drill(
      120,
      VirtualUsersTests.users(
        resolvers: .honouring, programs: .cacheless, VirtualUsersTests.shop, rate: 0.001),
      [(30.001, .force(check: "shop-origin", .down))])
    let figures = try VirtualUsersTests.run(drill)
    #expect(figures.tails[29].allSatisfy { $0 == 0 })
    let tail = Self.tail(figures, 44)
    let sum = tail.values.reduce(0, +)
    #expect(abs(sum - Self.stale(figures, at: 44)) < 0.01)
    // Nobody asked since the start: of a TTL of 60 s a quarter is left.
    #expect(abs(sum - 0.25) < 0.04 && tail[.timeToLive] == sum)
    #expect(figures.tails[119].allSatisfy { $0 == 0 })
  }

  @Test(
    "The usual mix: programs and resolvers that extend TTLs keep the tail after five minutes; nobody does without a change"
  )
  func usual() throws {
    let users = VirtualUsersTests.users(clients: 2000, VirtualUsersTests.shop, rate: 0.001)
    let drill = try VirtualUsersTests.drill(600, users, [(0.001, .force(check: "shop-origin", .down))])
    let figures = try VirtualUsersTests.run(drill)
    let bin = Int(240 / figures.binSeconds)
    let tail = Self.tail(figures, bin)
    #expect((tail[.program] ?? 0) > 0.005)
    #expect((tail[.extendedTimeToLive] ?? 0) > 0.005)
    #expect((tail[.timeToLive] ?? 1) == 0)
    let calm = try VirtualUsersTests.run(try VirtualUsersTests.drill(60, users))
    #expect(calm.tails.allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  @Test("Maps: before the first event, before the last, at the end; each user of the sample once")
  func maps() throws {
    let drill = try VirtualUsersTests.drill(
      240, VirtualUsersTests.users(clients: 500, countries: ["KR", "JP"], VirtualUsersTests.shop, rate: 1),
      [(60, .force(check: "shop-origin", .down)), (180, .force(check: "shop-origin", .obey))])
    let figures = try VirtualUsersTests.run(drill)
    #expect(figures.maps.map(\.at) == [58, 178, 240])
    for map in figures.maps {
      #expect(map.standpoints.reduce(0) { $0 + $1.users } == 500)
      #expect(
        map.standpoints.allSatisfy { (24...46).contains($0.latitude) && (123...146).contains($0.longitude) })
    }
    func places(_ map: Int) -> Set<String> {
      Set(
        figures.maps[map].standpoints.map { $0.destination < 0 ? "-" : figures.destinations[$0.destination] })
    }
    #expect(places(1).contains("sorry.origin.test"))
    #expect(!places(0).contains("sorry.origin.test"))
  }

  @Test("What the edge tier was asked is what users asked of points of presence, its hits those they got")
  func tiers() throws {
    let drill = try VirtualUsersTests.drill(
      120, VirtualUsersTests.users(clients: 200, VirtualUsersTests.images, rate: 20, objects: 50),
      [(60, .flush(pop: nil))])
    let timeline = VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1)
    let figures = try #require(timeline.users)
    #expect(timeline.cacheCounts.count == 2)
    let edge = timeline.cacheCounts[1].filter { $0.tier == "edge" }
    let count = figures.total.count
    #expect(edge.reduce(0) { $0 + $1.requests } == count.atEdge)
    #expect(edge.reduce(0) { $0 + $1.hits } <= count.hits)
    let before = timeline.cacheCounts[0].filter { $0.tier == "edge" }.reduce(0) { $0 + $1.requests }
    #expect(before == figures.phases[0].count.atEdge)
    #expect(timeline.load.originRequests > 0)
  }

  @Test("A client is followed through queries, connections and answers, and changes nothing by it")
  func traced() throws {
    let drill = try VirtualUsersTests.drill(
      300,
      VirtualUsersTests.users(
        clients: 20, countries: ["KR"], resolvers: .honouring, programs: .cacheless, VirtualUsersTests.images,
        rate: 20),
      [(60, .edge(pop: "ICN57-C1", .refuse))])
    let lines = Mutex<[String]>([])
    let trace = ClientTrace(client: 7) { line in lines.withLock { $0.append(line) } }
    let traced = VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1, trace: trace)
    let plain = VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1)
    #expect("\(try #require(traced.users))" == "\(try #require(plain.users))")
    let told = lines.withLock { $0 }
    #expect(told.allSatisfy { $0.contains(" client=7 ") && !$0.contains("\n") })
    func count(_ words: String) -> Int { told.count { $0.contains(words) } }
    #expect(told.first?.hasPrefix("0.000000 client=7 begin city=") == true)
    #expect(count(" request ") > 100)
    #expect(count(" request ") == count(" answered ") + count(" failed "))
    #expect(count(" dns type=A from=resolver resolver=honouring cache=hit ") > 0)
    #expect(count(" cache=miss why=\"it asked the authoritative servers\" ") > 0)
    // Why this record: what `explain dns` says.
    #expect(told.contains { $0.contains(" choice=\"") && $0.contains(" 'ICN57-C1': ") })
    #expect(count(" connect to=ICN57-C1 over=IPv4 ") > 0)
    #expect(count(" result=refused") > 0)
    #expect(count(" answered by=ICN57-C1 cache=hit ") > 0)
    // Time goes on.
    let times = told.compactMap { $0.split(separator: " ").first.flatMap { Double($0) } }
    #expect(times.count == told.count && times == times.sorted())
  }
}
