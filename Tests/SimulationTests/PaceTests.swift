import Simulation
import Testing

/// An open loop, and somebody who is late for it.
@Suite struct PaceTests {
  /// Ten a second from 0.05 s on, until 2 s: 20.
  private static func pace() -> Pace {
    Pace(phase: 50_000_000, interval: 100_000_000, end: 2_000_000_000, patience: 500_000_000)
  }

  @Test("Who comes in time begins one after the other, and the last before the end")
  func punctual() {
    var pace = Self.pace()
    var times: [Int64] = []
    #expect(pace.due(at: 0) == 0)
    while let next = pace.next {
      times.append(next)
      #expect(pace.due(at: next - 1) == 0)
      #expect(pace.due(at: next) == 1)
    }
    #expect(times.count == 20 && times.count == pace.total)
    #expect(times.first == 50_000_000 && times.last == 1_950_000_000)
    #expect(pace.missed == 0 && pace.due(at: 9_000_000_000) == 0)
  }

  @Test("Who comes late begins all that is due, so that none is lost")
  func late() {
    var pace = Self.pace()
    // At 50, 150, 250, 350 and 450 ms.
    #expect(pace.due(at: 500_000_000) == 5)
    #expect(pace.next == 550_000_000)
    #expect(pace.due(at: 500_000_000) == 0)
    #expect(pace.due(at: 990_000_000) == 5)
    #expect(pace.missed == 0)
  }

  @Test("Who comes too late leaves out what is later than his patience")
  func tooLate() {
    var pace = Self.pace()
    // Those of 50 to 650 ms are 500 ms late and more; 750, 850, 950, 1050 and 1150 ms are not.
    #expect(pace.due(at: 1_150_000_000) == 5)
    #expect(pace.missed == 7)
    #expect(pace.due(at: 60_000_000_000) == 0)
    #expect(pace.missed == 15 && pace.next == nil)
  }

  @Test("There is nothing to begin where the first would come after the end")
  func none() {
    var pace = Pace(phase: 3, interval: 1, end: 2, patience: 1)
    #expect(pace.total == 0 && pace.next == nil && pace.due(at: 9_000_000_000) == 0 && pace.missed == 0)
  }

  @Test("What was not asked is told in words, with what to do")
  func shortfall() {
    var shortfall = Shortfall()
    #expect(shortfall.isNone)
    (shortfall.queries, shortfall.dueQueries, shortfall.dueRequests) = (5856, 27_000, 5400)
    #expect(
      shortfall.text(timeScale: 60)
        == "this machine was too slow for the drill: 5856 of 27000 queries (21.6 %) were not asked; give it a lower timeScale than 60"
    )
    shortfall.requests = 54
    let text = shortfall.text(timeScale: 1)
    #expect(text.contains("(21.6 %) and 54 of 5400 requests (1.0 %) were not asked"))
    #expect(text.hasSuffix("give its places fewer queriesPerSecond and requestsPerSecond"))
  }
}
