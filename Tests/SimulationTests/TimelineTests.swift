import Primitives
import Testing

@testable import Simulation

struct TimelineTests {
  @Test("only moves of the answers are kept, in whatever order a server sends its records")
  func moves() {
    let (one, two) = (IPAddress("192.0.2.1")!, IPAddress("192.0.2.2")!)
    var timeline = Timeline(places: 1, events: 0)
    let answers: [DNSAnswer?] = [
      DNSAnswer([one, two], code: "NOERROR"), DNSAnswer([two, one], code: "NOERROR"), nil,
      DNSAnswer([one], code: "NOERROR"), DNSAnswer([], code: "SERVFAIL"), DNSAnswer([], code: "NOERROR"),
    ]
    for (second, answer) in answers.enumerated() {
      timeline.record(.answer(place: 0, answer), at: .seconds(second))
    }
    #expect(timeline.moves[0].map(\.at) == [.seconds(0), .seconds(3), .seconds(4), .seconds(5)])
    #expect(
      timeline.moves[0].map { "\($0.answer)" } == [
        "192.0.2.1 192.0.2.2", "192.0.2.1", "SERVFAIL", "no address",
      ])
    #expect(timeline.queries[0].asked == 6)
    #expect(timeline.queries[0].unanswered == 1)
  }

  @Test("moves beyond the limit are counted")
  func limit() {
    var timeline = Timeline(places: 1, events: 0)
    for number in 0..<Limits.moves + 5 {
      let address = IPAddress(v4: UInt32(number))
      timeline.record(.answer(place: 0, .addresses([address])), at: .seconds(number))
    }
    #expect(timeline.moves[0].count == Limits.moves)
    #expect(timeline.queries[0].forgottenMoves == 5)
  }

  @Test("the status at a time is that of the last change")
  func status() {
    let timeline = Timeline.outage()
    #expect(timeline.isHealthy("shop", at: .seconds(57)))
    #expect(!timeline.isHealthy("shop", at: .seconds(58)))
    #expect(timeline.isHealthy("shop", at: .seconds(111)))
    #expect(timeline.isHealthy("unknown", at: .seconds(60)))
  }

  @Test func `a line of progress`() {
    #expect(
      Drill.outage([]).progress(.outage(), at: .seconds(60))
        == "60.0 s of 150.0 s | shop Unhealthy | Seoul 127.0.1.1 | Lagos 127.0.1.1 | 300 requests, 58 failed")
  }
}
