import Primitives
import Testing

@testable import World

/// When a program begins to connect, and in which order it tries addresses.
@Suite struct AddressRaceTests {
  private static func race(
    v4: Int, v6: Int, at arrivals: (v4: Double, v6: Double) = (0, 0), isHappy: Bool = true,
    preferred: IPAddress.Family = .v6
  ) -> AddressRace {
    AddressRace(
      counts: PerFamily(v4: v4, v6: v6), arrivals: PerFamily(v4: arrivals.v4 * 1e6, v6: arrivals.v6 * 1e6),
      isHappy: isHappy, preferred: preferred)
  }

  @Test(
    "RFC 8305 section 3: with AAAA records at once; with A records after the Resolution Delay of 50 ms at the latest",
    arguments: [
      // v4 and v6 addresses; their arrivals and the first attempt, milliseconds.
      (1, 1, 20.0, 20.0, 20.0), (1, 1, 50, 20, 20), (1, 1, 20, 50, 50), (1, 1, 20, 69, 69),
      (1, 1, 20, 71, 70), (1, 0, 20, 50, 50), (1, 0, 50, 20, 50), (1, 0, 20, 10_000, 70),
      (0, 1, 20, 50, 50), (0, 1, 10_000, 20, 20), (0, 0, 20, 50, 50),
    ])
  func start(v4: Int, v6: Int, v4At: Double, v6At: Double, start: Double) {
    #expect(Self.race(v4: v4, v6: v6, at: (v4At, v6At)).start == start * 1e6)
  }

  @Test("getaddrinfo() waits for the answers to both", arguments: [(20.0, 90.0), (90, 20)])
  func waits(v4: Double, v6: Double) {
    #expect(Self.race(v4: 1, v6: 1, at: (v4, v6), isHappy: false).start == 90e6)
  }

  private static func order(_ race: AddressRace) -> String {
    (0..<race.counts.v4 + race.counts.v6).map { number in
      let (family, place) = race.attempt(number)
      return "\(family == .v4 ? "a" : "A")\(place)"
    }.joined(separator: " ")
  }

  @Test(
    "RFC 8305 section 4: families take turns, IPv6 first",
    arguments: [
      (1, 1, "A0 a0"), (2, 2, "A0 a0 A1 a1"), (3, 1, "A0 a0 a1 a2"), (1, 3, "A0 a0 A1 A2"),
      (0, 2, "A0 A1"), (2, 0, "a0 a1"), (3, 2, "A0 a0 A1 a1 a2"),
    ])
  func interleaved(v4: Int, v6: Int, order: String) {
    #expect(Self.order(Self.race(v4: v4, v6: v6)) == order)
  }

  @Test("RFC 8305 section 3: AAAA records that come after the Resolution Delay take the next turn")
  func late() {
    #expect(Self.order(Self.race(v4: 2, v6: 2, at: (20, 90))) == "a0 A0 a1 A1")
  }

  @Test("RFC 6724: who does not race goes through one family, then through the other")
  func sorted() {
    #expect(Self.order(Self.race(v4: 2, v6: 2, isHappy: false)) == "A0 A1 a0 a1")
    #expect(Self.order(Self.race(v4: 2, v6: 1, isHappy: false, preferred: .v4)) == "a0 a1 A0")
    #expect(Self.order(Self.race(v4: 0, v6: 1, isHappy: false, preferred: .v4)) == "A0")
  }
}
