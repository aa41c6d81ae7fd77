import Configuration
import Health
import Primitives
import Simulation
import Testing

@testable import World

/// Servers that are slow or fail a share of what they are asked, and places and users that are cut off.
@Suite struct VirtualServerFaultTests {
  private static let cart = URLParts(host: "www.shop.example", path: "/cart")

  /// One place that asks each second, for 100 s; something is wrong from 30 s to 80 s.
  private static func run(_ action: Drill.Action, url: URLParts = cart) throws -> Timeline {
    let place = Drill.Place(
      name: "Seoul", subnet: IPPrefix("10.1.2.0/24")!, url: url, queriesPerSecond: 1, requestsPerSecond: 10,
      timeoutSeconds: 5)
    let end = try #require(action.inverse)
    let drill = Drill(
      name: "faults", duration: .seconds(100), places: [place],
      events: [
        Drill.Event(at: .seconds(30), name: "begins", action: action),
        Drill.Event(at: .seconds(80), name: "ends", action: end),
      ], expectations: [], checks: [])
    let timeline = VirtualDrill.run(drill, at: VirtualDrillTests.site, seed: 1)
    #expect(timeline.violations == [])
    return timeline
  }

  /// Why the requests failed that began then, and how many began.
  private static func failures(
    _ timeline: Timeline, _ seconds: Range<Double>
  ) -> (share: Double, reasons: Set<String>) {
    let asked = timeline.requests.filter { seconds.contains($0.began.seconds) }
    let reasons = asked.compactMap { timeline.failure(of: $0) }
    return (Double(reasons.count) / Double(max(1, asked.count)), Set(reasons))
  }

  @Test("An origin has a status for a share of its answers; its checks see as much")
  func errorRate() throws {
    let fault = try ServerFault(words: ["status=503", "share=0.3"])
    let timeline = try Self.run(
      .fault(origin: "shop.origin.test", fault), url: URLParts(host: "www.shop.example", path: "/health"))
    let (share, reasons) = Self.failures(timeline, 30..<79)
    // 490 requests, 2.1 % the standard deviation.
    #expect(abs(share - 0.3) < 0.08 && reasons == ["status 503"], "\(share) \(reasons)")
    #expect(Self.failures(timeline, 0..<29).share == 0)
    #expect(Self.failures(timeline, 81..<100).share == 0)
  }

  @Test(
    "A point of presence that answers with errors, resets, drops or is slow does so to its share of the requests",
    arguments: [
      (["status=500", "share=0.5"], 0.5, "status 500"), (["status=503"], 1, "status 503"),
      (["reset"], 1, "connection closed before the answer was whole"),
      (["drop=0.3"], 0.3, "connection closed before the answer was whole"), (["delay=2s"], 0, ""),
      (["delay=6s"], 1, "timed out"), (["hang"], 1, "timed out"), (["refuse"], 1, "connection refused"),
    ] as [([String], Double, String)])
  func pointOfPresence(words: [String], share: Double, reason: String) throws {
    let timeline = try Self.run(.edge(pop: "ICN57-C1", try ServerFault(words: words)))
    let found = Self.failures(timeline, 30..<73)
    #expect(abs(found.share - share) < (share == 0 || share == 1 ? 0.001 : 0.1), "\(found)")
    #expect(found.reasons == (share == 0 ? [] : [reason]))
    #expect(Self.failures(timeline, 81..<100).share == 0)
  }

  @Test("A point of presence that is slow takes its time")
  func slow() throws {
    let timeline = try Self.run(.edge(pop: "ICN57-C1", try ServerFault(words: ["delay=2s"])))
    let late = timeline.requests.filter { (30.0..<79).contains($0.began.seconds) }
    #expect(late.allSatisfy { $0.ended - $0.began >= .seconds(2) })
    let usual = timeline.requests.filter { $0.began.seconds < 29 || $0.began.seconds > 81 }
    #expect(usual.allSatisfy { $0.ended - $0.began < .seconds(2) })
  }

  @Test("A place that does not reach the authoritative servers keeps to the answer that it has")
  func nameServers() throws {
    let timeline = try Self.run(
      .divide(Drill.Partition(from: .places(["Seoul"]), to: .nameServers)))
    #expect(Self.failures(timeline, 0..<100).share == 0)
    #expect(timeline.moves[0].map { "\($0.answer)" } == ["127.0.1.1"])
  }

  @Test("A place that does not reach a point of presence, or an origin that it asks itself, waits in vain")
  func servers() throws {
    let edge = try Self.run(
      .divide(Drill.Partition(from: .places(["Seoul"]), to: .pops(["ICN57-C1"]))))
    #expect(Self.failures(edge, 30..<79) == (1, ["timed out"]))
    #expect(Self.failures(edge, 81..<100).share == 0)
    let other = try Self.run(
      .divide(Drill.Partition(from: .places(["London"]), to: .pops(["ICN57-C1"]))))
    #expect(Self.failures(other, 0..<100).share == 0)
    let origin = try Self.run(
      .divide(Drill.Partition(from: .places(["Seoul"]), to: .origins(["east.origin.test"]))),
      url: URLParts(host: "standby.shop.example"))
    #expect(Self.failures(origin, 30..<79) == (1, ["timed out"]))
    #expect(Self.failures(origin, 81..<100).share == 0)
  }

  /// Users of Korea and Japan, half of them each perhaps, from 60 s to 180 s.
  private static func users(_ action: Drill.Action) throws -> UserFigures {
    let drill = try VirtualUsersTests.drill(
      240,
      VirtualUsersTests.users(
        countries: ["KR"], programs: .cacheless, VirtualUsersTests.images, rate: 20),
      [(60, action), (180, try #require(action.inverse))])
    let timeline = VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1)
    #expect(timeline.violations == [])
    return try #require(timeline.users)
  }

  private static func share(_ figures: UserFigures, _ phase: Int) -> Double {
    Double(figures.phases[phase].count.failed) / Double(figures.phases[phase].count.requests)
  }

  @Test("Users who do not reach their resolvers fail; those of other resolvers and countries do not")
  func resolvers() throws {
    func cut(_ countries: [String], _ kinds: [String]) throws -> UserFigures {
      try Self.users(.divide(Drill.Partition(from: .countries(countries), to: .resolvers(kinds))))
    }
    let isp = try cut(["KR"], ["isp"])
    // Three fifths of the users have one, and their programs keep nothing.
    #expect(abs(Self.share(isp, 1) - 0.6) < 0.1, "\(Self.share(isp, 1))")
    #expect(Self.share(isp, 0) == 0 && Self.share(isp, 2) == 0)
    #expect(Self.share(try cut(["JP"], ["isp"]), 1) == 0)
    #expect(Self.share(try cut(["KR"], ["quad9_opendns"]), 1) < 0.1)
  }

  @Test("Resolvers of a country that do not reach the authoritative servers answer as long as TTLs last")
  func authority() throws {
    func cut(_ country: String) throws -> UserFigures {
      try Self.users(.divide(Drill.Partition(from: .countries([country]), to: .nameServers)))
    }
    let figures = try cut("KR")
    let early = figures.bins[Int(62 / figures.binSeconds)..<Int(70 / figures.binSeconds)]
    let late = figures.bins[Int(130 / figures.binSeconds)..<Int(178 / figures.binSeconds)]
    func share(_ bins: ArraySlice<UserFigures.Count>) -> Double {
      Double(bins.reduce(0) { $0 + $1.failed }) / Double(bins.reduce(0) { $0 + $1.requests })
    }
    #expect(share(early) < 0.4 && share(late) > 0.6, "\(share(early)) \(share(late))")
    #expect(Self.share(figures, 2) < 0.01)
    #expect(Self.share(try cut("JP"), 1) == 0)
  }
}
