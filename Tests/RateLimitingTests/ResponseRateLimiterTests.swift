import Primitives
import RateLimiting
import Testing

/// In virtual time: nothing here waits.
@Suite struct ResponseRateLimiterTests {
  static let client = IPAddress("192.0.2.1")!

  /// What becomes of `count` responses, spread evenly over the second `second`.
  private func run(
    _ limiter: inout ResponseRateLimiter, _ count: Int, second: Int64,
    _ kind: ResponseRateLimiter.Kind = .positive, name: UInt64 = 1, to client: IPAddress = client
  ) -> (sent: Int, truncated: Int, dropped: Int) {
    var result = (sent: 0, truncated: 0, dropped: 0)
    for index in 0..<count {
      let now = Instant(nanosecondsSinceEpoch: second * 1_000_000_000 + Int64(index * (999_999_999 / count)))
      switch limiter.judge(kind, name: name, to: client, now: now) {
      case .send: result.sent += 1
      case .truncate: result.truncated += 1
      case .drop: result.dropped += 1
      }
    }
    return result
  }

  private func limiter(_ rate: Int, slip: Int = 2, exempt: [IPPrefix] = [], slots: Int = 4096)
    -> ResponseRateLimiter
  {
    var settings = ResponseRateLimiter.Settings(responsesPerSecond: rate)
    (settings.slip, settings.exempt, settings.slots) = (slip, exempt, slots)
    return ResponseRateLimiter(settings, seed: 1)
  }

  @Test func aRateBelowTheLimitIsNeverTouched() {
    var limiter = limiter(100)
    for second in 0..<60 { #expect(run(&limiter, 99, second: Int64(second)).sent == 99) }
  }

  @Test func aFloodIsStoppedInItsFirstSecondAndHeldDown() {
    var limiter = limiter(100)
    #expect(run(&limiter, 10_000, second: 0).sent == 199)
    for second in 1..<10 { #expect(run(&limiter, 10_000, second: Int64(second)).sent == 0) }
  }

  @Test("slip", arguments: [(0, 0), (1, 801), (2, 401), (3, 267)])
  func slip(slip: Int, truncated: Int) {
    var limiter = limiter(100, slip: slip)
    let result = run(&limiter, 1000, second: 0)
    #expect(result.sent == 199)
    #expect(abs(result.truncated - truncated) <= 1)
    #expect(result.sent + result.truncated + result.dropped == 1000)
  }

  @Test func silenceForgives() {
    var limiter = limiter(100)
    _ = run(&limiter, 1000, second: 0)
    #expect(run(&limiter, 50, second: 1).sent == 0)
    #expect(run(&limiter, 50, second: 6).sent == 50)
    _ = run(&limiter, 100_000, second: 7)
    #expect(run(&limiter, 50, second: 60).sent == 50)
  }

  @Test(
    "A network is a /24 or a /56",
    arguments: [
      ("192.0.2.1", "192.0.2.200", true), ("192.0.2.1", "192.0.3.1", false),
      ("2001:db8:0:1::1", "2001:db8:0:ff::1", true), ("2001:db8:0:1::1", "2001:db8:0:100::1", false),
    ])
  func networks(first: String, second: String, isShared: Bool) throws {
    var limiter = limiter(10)
    _ = run(&limiter, 1000, second: 0, to: try #require(IPAddress(first)))
    #expect((run(&limiter, 1, second: 0, to: try #require(IPAddress(second))).sent == 0) == isShared)
  }

  @Test func kindsAndNamesAreCountedApart() {
    var limiter = limiter(10)
    _ = run(&limiter, 1000, second: 0, .noSuchName)
    #expect(run(&limiter, 1, second: 0, .noSuchName).sent == 0)
    #expect(run(&limiter, 1, second: 0, .positive).sent == 1)
    #expect(run(&limiter, 1, second: 0, .noSuchName, name: 2).sent == 1)
  }

  @Test func exemptNetworksAreNotLimited() throws {
    var limiter = limiter(10, exempt: [try #require(IPPrefix("192.0.2.0/28"))])
    #expect(run(&limiter, 1000, second: 0).sent == 1000)
    #expect(run(&limiter, 1000, second: 0, to: try #require(IPAddress("192.0.2.16"))).sent == 19)
  }

  @Test func aCollisionTakesTheSlotOver() {
    var limiter = limiter(10, slots: 1)
    _ = run(&limiter, 1000, second: 0)
    #expect(run(&limiter, 1, second: 0, name: 2).sent == 1)
    #expect(run(&limiter, 1, second: 0).sent == 1)
  }

  @Test func aClockSetBackAndExtremesDoNotTrap() {
    var limiter = limiter(.max, slip: .max)
    for now in [Instant.distantFuture, .distantPast, Instant(secondsSinceEpoch: 0)] {
      _ = limiter.judge(.error, name: .max, to: Self.client, now: now)
    }
  }
}
