import Primitives
import Simulation
import Testing

/// How far two runs of one drill are apart.
@Suite struct DrillComparisonTests {
  /// The outage, seen so many seconds later than usual, with answers that move so long after that.
  private static func timeline(seenLater shift: Double, movesAfter lag: Double = 0.5) -> Timeline {
    var timeline = Timeline(places: 2, events: 2)
    func at(_ seconds: Double, _ observation: Observation) {
      timeline.record(observation, at: .milliseconds(Int64(seconds * 1000)))
    }
    let (edge, sorry) = ([IPAddress("127.0.1.1")!], [IPAddress("192.0.2.100")!])
    func answer(_ seconds: Double, _ addresses: [IPAddress]) {
      for place in 0..<2 { at(seconds, .answer(place: place, DNSAnswer(addresses, code: "NOERROR"))) }
    }
    answer(0, edge)
    at(30, .event(0))
    at(58 + shift, .status(check: "shop", isHealthy: false, reason: ""))
    answer(58 + shift + lag, sorry)
    at(90, .event(1))
    at(111 + shift, .status(check: "shop", isHealthy: true, reason: ""))
    answer(111 + shift + lag, edge)
    return timeline
  }

  private static func compare(_ first: Timeline, _ second: Timeline) -> DrillComparison {
    DrillComparison(.outage([]), first, second)
  }

  private static func row(_ comparison: DrillComparison, _ start: String) throws -> DrillComparison.Row {
    try #require(comparison.rows.first { $0.what.hasPrefix(start) }, "\(comparison.rows.map(\.what))")
  }

  @Test("a change that comes later within a request interval moves all that follows, and is close")
  func shifted() throws {
    let comparison = Self.compare(Self.timeline(seenLater: 0), Self.timeline(seenLater: 6))
    #expect(comparison.agrees)
    #expect(try Self.row(comparison, "shares of answers").isClose == true)
    let clock = try Self.row(comparison, "the same by the clock")
    #expect(clock.isClose == nil)
    #expect(clock.what.contains("most at 60 s") || clock.what.contains("most at 110 s"), "\(clock)")
  }

  @Test("later than an interval is far apart")
  func late() throws {
    let comparison = Self.compare(Self.timeline(seenLater: 0), Self.timeline(seenLater: 11))
    #expect(!comparison.agrees)
    #expect(try Self.row(comparison, "shop, change 1").isClose == false)
  }

  @Test("answers that follow the change too late are far apart, whenever it came", arguments: [0.0, 6])
  func slow(shift: Double) throws {
    let comparison = Self.compare(
      Self.timeline(seenLater: 0), Self.timeline(seenLater: shift, movesAfter: 2))
    #expect(try Self.row(comparison, "shares of answers").isClose == false)
    #expect(!comparison.agrees)
  }

  @Test("a change that one run alone has is far apart")
  func missing() throws {
    var other = Timeline(places: 2, events: 2)
    other.record(.answer(place: 0, DNSAnswer([IPAddress("127.0.1.1")!], code: "NOERROR")), at: .zero)
    let comparison = Self.compare(Self.timeline(seenLater: 0), other)
    #expect(try Self.row(comparison, "shop, change 2").isClose == false)
  }
}
