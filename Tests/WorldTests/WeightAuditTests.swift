import Configuration
import DNSWire
import Health
import Primitives
import Simulation
import Testing

@testable import World

/// Whether answers may have been drawn by the weights of their records.
@Suite struct WeightAuditTests {
  @Test(
    "Chernoff's bound with the relative entropy of two coins: 10^-9, shared out over all that is tested",
    arguments: [
      // 1000 KL(0.6, 0.5) = 20.1, and ln(2/10^-9) = 21.4.
      (500, 1_000, 0.5, 1, false), (600, 1_000, 0.5, 1, false), (610, 1_000, 0.5, 1, true),
      // ln(2000/10^-9) = 28.3, 1000 KL(0.61, 0.5) = 24.4.
      (610, 1_000, 0.5, 1_000, false), (630, 1_000, 0.5, 1_000, true),
      // Where nothing may be drawn one is too much; what always is cannot be too often.
      (0, 1_000, 0, 1, false), (1, 1_000, 0, 1, true), (1_000, 1_000, 1, 1, false), (0, 0, 0.5, 1, false),
      // 0.5^n < 10^-9 / 2 from 31 on.
      (30, 30, 0.5, 1, false), (31, 31, 0.5, 1, true),
    ] as [(Int, Int, Double, Int, Bool)])
  func bound(count: Int, draws: Int, share: Double, tests: Int, isFar: Bool) {
    #expect(WeightAudit.isFar(count, of: draws, share: share, tests: tests) == isFar)
  }

  @Test("The divergence of a coin from itself is nothing, and from an impossible one without bound")
  func divergence() {
    #expect(WeightAudit.divergence(0.3, 0.3) == 0)
    #expect(WeightAudit.divergence(0.3, 0) == .infinity)
    #expect(WeightAudit.divergence(0, 0) == 0)
    // 0.6 ln 1.2 + 0.4 ln 0.8
    #expect(abs(WeightAudit.divergence(0.6, 0.5) - 0.020136) < 1e-6)
  }

  /// The two servers of app.shop.example at their weights; `health`: which of the checks are healthy.
  private static func possible(_ health: HealthSnapshot = .allHealthy) -> PossibleAnswers {
    let site = VirtualDrillTests.site
    return PossibleAnswers(
      catalog: site.catalog(Publication()), health: health, checks: site.checks, edges: NearestEdges([]))
  }

  private static let app = Name("app.shop.example.")!

  private static func reply(_ address: IPAddress) -> AnswerAudit.Reply {
    AnswerAudit.Reply(addresses: [address], ttl: 60, scope: nil)
  }

  /// Of the record sets, in the order of the zone.
  private static func shares() throws -> [(address: IPAddress, share: Double)] {
    try #require(possible().shares(of: app, .a)).map { (try #require($0.choice.addresses.first), $0.share) }
  }

  @Test(
    "Answers at the weights of the records are in order, others are not, and those before a change count by themselves"
  )
  func counts() throws {
    let shares = try Self.shares()
    #expect(shares.count == 2 && abs(shares.map(\.share).reduce(0, +) - 1) < 1e-12)
    let possible = Self.possible()
    func audit(_ counts: [Int]) -> WeightAudit {
      var audit = WeightAudit()
      audit.begin()
      for (entry, count) in zip(shares, counts) {
        for _ in 0..<count { audit.count(Self.app, .a, Self.reply(entry.address), possible) }
      }
      return audit
    }
    let right = shares.map { Int(($0.share * 1_000).rounded()) }
    #expect(audit(right).faults.isEmpty)
    let wrong = audit([1_000, 0]).faults
    #expect(wrong.map(\.name) == [Self.app, Self.app])
    #expect(wrong[0].text.contains("was drawn 1000 times of 1000"), "\(wrong)")
  }

  @Test("While one of two is unhealthy the other is all there is")
  func unhealthy() throws {
    let shares = try Self.shares()
    let checks = VirtualDrillTests.site.checks
    let east = try #require(checks.index(of: "east"))
    let ill = HealthSnapshot(healthy: (0..<checks.checks.count).map { $0 != east })
    let (possible, one) = (Self.possible(), Self.possible(ill))
    let left = try #require(one.shares(of: Self.app, .a))
    #expect(left.map(\.share) == [1])
    var audit = WeightAudit()
    audit.begin()
    for entry in shares {
      let count = Int((entry.share * 200).rounded())
      for _ in 0..<count { audit.count(Self.app, .a, Self.reply(entry.address), possible) }
    }
    audit.begin()
    let other = try #require(left[0].choice.addresses.first)
    for _ in 0..<1_000 { audit.count(Self.app, .a, Self.reply(other), one) }
    #expect(audit.faults.isEmpty)
  }
}
