import Primitives
import RateLimiting
import Testing

/// In virtual time.
@Suite struct RequestRatesTests {
  private static func at(_ seconds: Double) -> Instant {
    Instant(nanosecondsSinceEpoch: 1_800_000_000_000_000_000 + Int64(seconds * 1e9))
  }
  private static func address(_ number: UInt32) -> IPAddress { IPAddress(v4: 0x0A00_0000 + number) }

  @Test func countsWithinTheWindow() {
    var rates = RequestRates(windowSeconds: 60, slots: 64, seed: 1)
    for number in 1...100 { #expect(rates.count(Self.address(1), now: Self.at(1)) == number) }
    #expect(rates.count(Self.address(2), now: Self.at(1)) == 1)
  }

  /// What the earlier window still counts falls evenly over the one after it.
  @Test func whatIsBehindFallsAway() {
    var rates = RequestRates(windowSeconds: 60, slots: 64, seed: 1)
    for _ in 0..<600 { _ = rates.count(Self.address(1), now: Self.at(59)) }
    let later = [(60.0, 601), (75, 452), (90, 303), (119, 14)]
    for (second, expected) in later {
      #expect(rates.count(Self.address(1), now: Self.at(second)) == expected)
    }
    #expect(rates.count(Self.address(1), now: Self.at(300)) == 1)
  }

  @Test("a steady rate is estimated within a few in a hundred") func steady() {
    var rates = RequestRates(windowSeconds: 60, slots: 64, seed: 1)
    for tenth in 0..<6_000 {
      let count = rates.count(Self.address(1), now: Self.at(Double(tenth) / 10))
      if tenth >= 1_200 { #expect((590...610).contains(count), "\(tenth)") }
    }
  }

  @Test("a clock that is set back begins anew, and traps nothing") func setBack() {
    var rates = RequestRates(windowSeconds: 60, slots: 64, seed: 1)
    for _ in 0..<5 { _ = rates.count(Self.address(1), now: Self.at(100)) }
    #expect(rates.count(Self.address(1), now: Self.at(0)) == 1)
    #expect(rates.count(Self.address(1), now: Instant(nanosecondsSinceEpoch: -5)) >= 1)
    #expect(rates.count(Self.address(1), now: .distantPast) >= 1)
  }

  @Test("an IPv6 client is its /64") func networks() {
    var rates = RequestRates(windowSeconds: 60, slots: 64, seed: 1)
    #expect(rates.count(IPAddress("2001:db8::1"), now: Self.at(0)) == 1)
    #expect(rates.count(IPAddress("2001:db8::ffff"), now: Self.at(0)) == 2)
    #expect(rates.count(IPAddress("2001:db8:0:1::1"), now: Self.at(0)) == 1)
    // Not the IPv4 address with the same bits, and not all together.
    #expect(rates.count(IPAddress("::1"), now: Self.at(0)) == 1)
    #expect(rates.count(IPAddress(v4: 0), now: Self.at(0)) == 1)
    #expect(rates.count(nil, now: Self.at(0)) == 1)
  }

  /// 200 who ask often among 100,000 who ask once, in a table of 4,096: the many cannot make it forget the few.
  @Test func aFloodOfAddressesForgetsTheQuiet() {
    var rates = RequestRates(windowSeconds: 300, slots: 4_096, seed: 1)
    for round in 0..<100 as Range<UInt32> {
      for heavy in 0..<200 as Range<UInt32> {
        _ = rates.count(Self.address(heavy), now: Self.at(Double(round)))
      }
      for light in 0..<1_000 as Range<UInt32> {
        _ = rates.count(Self.address(1_000_000 + round * 1_000 + light), now: Self.at(Double(round)))
      }
    }
    let kept = (0..<200 as Range<UInt32>).filter { rates.count(Self.address($0), now: Self.at(100)) > 90 }
    #expect(kept.count >= 198, "\(kept.count)")
  }
}
