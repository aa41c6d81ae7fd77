import Configuration
import HTTPWire
import Health
import Primitives
import Simulation
import Testing

@testable import World

/// Faults and what operators do, on the virtual clock, with the example lab.
@Suite struct VirtualFaultTests {
  private static let url = URLParts(host: "www.shop.example", path: "/cart")

  /// Places that ask each second, and what is done when.
  private static func run(
    _ url: URLParts, at site: VirtualSite = VirtualDrillTests.site, seconds: Int64 = 120,
    _ events: [(Double, Drill.Action)],
    _ change: (inout Drill) throws -> Void = { _ in }
  ) throws -> Timeline {
    let places = [("Seoul", "10.1.2.0/24"), ("London", "10.6.0.0/24")].map { name, subnet in
      Drill.Place(
        name: name, subnet: IPPrefix(subnet)!, url: url, queriesPerSecond: 1, requestsPerSecond: 2,
        timeoutSeconds: 5)
    }
    var drill = Drill(
      name: "faults", duration: .seconds(seconds), places: places,
      events: events.enumerated().map {
        Drill.Event(at: .seconds($0.element.0), name: "\($0.offset)", action: $0.element.1)
      }, expectations: [],
      checks: ["shop-origin", "east", "west"].map { id in
        WatchedCheck(
          id: id, config: VirtualDrillTests.lab.health.checks.first { $0.id == id }!.config,
          checkersPerRegion: 2)
      })
    try change(&drill)
    let timeline = VirtualDrill.run(drill, at: site, seed: 1)
    #expect(timeline.violations == [])
    return timeline
  }

  /// Of the requests that began in the seconds, how many failed.
  private static func failed(_ timeline: Timeline, place: Int, _ seconds: Range<Double>) -> (Int, Int) {
    let requests = timeline.requests.filter { $0.place == place && seconds.contains($0.began.seconds) }
    return (requests.count(where: \.hasFailed), requests.count)
  }

  @Test(
    "a point of presence that is parted from the origin fails its viewers; others and the health check see nothing"
  )
  func partition() throws {
    let partition = Drill.Partition(from: .pops(["ICN57-C1"]), to: .origins(["shop.origin.test"]))
    let uncached = URLParts(host: "www.shop.example", path: "/health")
    let timeline = try Self.run(uncached, [(30, .divide(partition)), (90, .unite(partition))])
    let (seoul, london) = (
      Self.failed(timeline, place: 0, 31..<80), Self.failed(timeline, place: 1, 31..<80)
    )
    #expect(seoul.0 == seoul.1 && seoul.1 > 90, "\(seoul)")
    #expect(london.0 == 0 && london.1 > 90, "\(london)")
    #expect(Self.failed(timeline, place: 0, 0..<29).0 == 0)
    #expect(Self.failed(timeline, place: 0, 91..<120).0 == 0)
    #expect(timeline.statuses.isEmpty)
  }

  @Test("a point of presence that is parted from its regional cache does not ask the origin past it")
  func tierPartition() throws {
    var site = VirtualDrillTests.site
    let edge = try #require(site.pointsOfPresence.firstIndex { $0.id == "ICN57-C1" })
    site.pointsOfPresence[edge].regionalCache = site.regionalCaches[0].id
    let partition = Drill.Partition(
      from: .pops(["ICN57-C1"]), to: .regionalCaches([site.regionalCaches[0].id]))
    let page = URLParts(host: "www.example.com", path: "/index.html")
    let timeline = try Self.run(
      page, at: site, seconds: 90, [(0.001, .divide(partition)), (60, .unite(partition))]
    ) {
      // Longer than the edge waits for a connection.
      $0.places[0].timeoutSeconds = 30
    }
    let seoul = Self.failed(timeline, place: 0, 1..<45)
    #expect(seoul.0 == seoul.1 && seoul.1 > 40, "\(seoul)")
    #expect(Self.failed(timeline, place: 0, 75..<90).0 == 0)
    #expect(Self.failed(timeline, place: 1, 0..<90).0 == 0)
  }

  @Test("a region that is lost takes its origins with it")
  func region() throws {
    var refuses = ServerFault()
    refuses.refuses = true
    let near = URLParts(host: "near.shop.example")
    let lost = Drill.Action.region("us-east-1", [.fault(origin: "east.origin.test", refuses)])
    let timeline = try Self.run(near, [(20, lost), (80, try #require(lost.inverse))])
    #expect(timeline.statuses.map(\.check) == ["east", "east"])
    #expect(timeline.statuses.map(\.isHealthy) == [false, true])
  }

  @Test("an empty record, and one that is wrong, and back")
  func records() throws {
    func change(_ addresses: [IPAddress]) -> Drill.RecordChange {
      Drill.RecordChange(name: "www.shop.example.", identifier: "edge", content: .addresses(addresses))
    }
    let wrong = change([IPAddress("192.0.2.1")!])
    let timeline = try Self.run(
      Self.url,
      [
        (20, .change(change([]))), (40, .undo(change([]))), (60, .change(wrong)), (80, .undo(wrong)),
      ])
    let answers = timeline.moves[0].map { "\($0.answer)" }
    // Without the primary record the secondary answers.
    #expect(answers == ["127.0.1.1", "192.0.2.100", "127.0.1.1", "192.0.2.1", "127.0.1.1"])
  }

  @Test("a changed weight moves the answers")
  func weight() throws {
    let app = URLParts(host: "app.shop.example")
    let change = Drill.RecordChange(
      name: "app.shop.example.", identifier: "east", content: .weight(0))
    let timeline = try Self.run(app, [(60, .change(change))])
    let after = timeline.moves[0].filter { $0.at > .seconds(61) }.map { "\($0.answer)" }
    #expect(Set(after).isSubset(of: ["192.0.2.111"]))
    #expect(Set(timeline.moves[0].map { "\($0.answer)" }).count == 2)
  }

  @Test("a fault that grows drops more and more")
  func ramp() throws {
    let app = URLParts(host: "standby.shop.example")
    let timeline = try Self.run(
      app, seconds: 240, [(20, .fault(origin: "east.origin.test", try ServerFault(words: ["drop=0.6"])))]
    ) { $0.events[0].ramp = .seconds(200) }
    let shares = [(20.0..<60), (100..<140), (180..<220)].map { window in
      let (failed, all) = Self.failed(timeline, place: 0, window)
      return Double(failed) / Double(all)
    }
    #expect(shares[0] < 0.2 && shares[1] > shares[0] && shares[2] > shares[1], "\(shares)")
  }

  @Test("resolvers that fail their users: new questions fail, answers that are known go on")
  func resolvers() throws {
    func failed(_ fault: Drill.ResolverFault) throws -> UserFigures {
      let drill = try VirtualUsersTests.drill(
        180,
        VirtualUsersTests.users(
          countries: ["KR"], resolvers: .honouring, VirtualUsersTests.images, rate: 20),
        [(60, .resolvers(nil, fault)), (120, .resolvers(nil, nil))])
      return try VirtualUsersTests.run(drill)
    }
    let servfail = try failed(Drill.ResolverFault(.servfail))
    #expect(servfail.phases.map(\.count.failed)[0] == 0)
    let share =
      Double(servfail.phases[1].count.failed) / Double(servfail.phases[1].count.requests)
    #expect(share > 0.2 && share < 1, "\(share)")
    #expect(servfail.phases[2].count.failed == 0)
    #expect(try failed(Drill.ResolverFault(.hang)).phases[1].count.failed > 0)
    // Of some questions, and late.
    let some = try failed(Drill.ResolverFault(.servfail, share: 0.2)).phases[1].count.failed
    #expect(some > 0 && some < servfail.phases[1].count.failed / 2, "\(some)")
    let slow = try failed(Drill.ResolverFault(nil, delay: .seconds(2)))
    #expect(slow.phases[1].count.failed == 0)
    #expect(try #require(slow.phases[1].firstOctet.quantile(0.9)) > 2)
    #expect(try #require(slow.phases[0].firstOctet.quantile(0.9)) < 2)
  }

  @Test(
    "after an outage an origin with a backlog is slow by what queued up, and its health check late by that")
  func backlog() throws {
    var refuses = ServerFault()
    refuses.refuses = true
    let url = URLParts(host: "standby.shop.example")
    func back(_ end: Drill.Action) throws -> Double {
      let timeline = try Self.run(
        url, seconds: 400, [(20, .fault(origin: "east.origin.test", refuses)), (140, end)])
      return try #require(timeline.statuses.last { $0.check == "east" && $0.isHealthy }?.at.seconds)
    }
    let usual = try back(.clear(origin: "east.origin.test"))
    // Some hundred requests came before the answers moved: at one a second they take minutes.
    let slow = try back(.recover(origin: "east.origin.test", requestsPerSecond: 1))
    #expect(slow > usual + 60, "\(usual) \(slow)")
  }

  @Test("a backlog is worked off at its rate, and each request joins it at its end")
  func fluid() {
    var backlog = Backlog(waiting: 100, requestsPerSecond: 20, at: 0)
    #expect(backlog.delay(at: 0) == 5_000_000_000)
    #expect(backlog.delay(at: 1_000_000_000) == 4_000_000_000)
    for _ in 0..<20 { backlog.join() }
    #expect(backlog.delay(at: 1_000_000_000) == 5_000_000_000)
    #expect(backlog.delay(at: 6_000_000_000) == 0)
  }

  @Test("an origin's clock that is wrong is seen in Date")
  func originClock() throws {
    var origins = OriginState(
      VirtualDrillTests.site.origins, seed: 1, startedAt: Instant(secondsSinceEpoch: 0))
    let request = RequestHead("GET", "/", ["Host": "shop.origin.test"])
    func date() -> String? {
      let head = origins.answer(
        request, of: "shop.origin.test", now: Instant(secondsSinceEpoch: 1_767_225_600)
      ).0
      return head.fields["Date"]
    }
    #expect(date() == "Thu, 01 Jan 2026 00:00:00 GMT")
    origins.set(try ServerFault(words: ["clock=-5m"]), of: "shop.origin.test")
    #expect(date() == "Wed, 31 Dec 2025 23:55:00 GMT")
  }

  @Test(
    "clocks that are wrong bring no answer that is older than they account for", arguments: ["-1h", "1h"])
  func clocks(offset: String) throws {
    let skew = try #require(ServerFault.offset(offset))
    let images = URLParts(host: "www.example.com", path: "/images/generated/1.png")
    let fault = try ServerFault(words: ["clock=\(offset)"])
    let timeline = try Self.run(
      images,
      [
        (20, .skew(pop: "ICN57-C1", skew)), (40, .fault(origin: "www.origin.test", fault)),
        (60, .skew(pop: "ICN57-C1", .zero)), (80, .clear(origin: "www.origin.test")),
      ])
    #expect(timeline.requests.count > 400)
    #expect(timeline.requests.allSatisfy { !$0.hasFailed })
  }

  @Test("a steady state that does not hold ends the run before anything is broken")
  func unsteady() throws {
    var refuses = ServerFault()
    refuses.refuses = true
    let timeline = try Self.run(Self.url, [(30, .fault(origin: "shop.origin.test", refuses))]) {
      $0.steadyState = [.status(check: "shop-origin", isHealthy: false)]
    }
    #expect(timeline.findings.map(\.holds) == [false])
    #expect(timeline.events == [nil])
    #expect(timeline.requests.last!.ended <= .seconds(31))
  }

  @Test("a guardrail that is broken lifts the faults: later events stay away, and the drill ends well")
  func guardrail() throws {
    var refuses = ServerFault()
    refuses.refuses = true
    let standby = URLParts(host: "standby.shop.example")
    let timeline = try Self.run(
      standby, seconds: 240,
      [
        (30, .fault(origin: "east.origin.test", refuses)),
        (100, .fault(origin: "west.origin.test", refuses)),
      ]
    ) { $0.guardrails = [.measure(try Measure("failed < 20 %"))] }
    let breach = try #require(timeline.findings.last)
    #expect(!breach.holds && breach.at > .seconds(30) && breach.at < .seconds(60), "\(breach)")
    #expect(timeline.events[0] == .seconds(30))
    #expect(timeline.events[1] == nil)
    #expect(Self.failed(timeline, place: 0, (breach.at.seconds + 1)..<240).0 == 0)
    #expect(timeline.statuses.last.map(\.isHealthy) ?? true)
  }
}
