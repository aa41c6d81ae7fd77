import Primitives
import Simulation
import Testing
import World

/// How long users stay with an old answer, through the whole of the path: `Responder`, resolvers, programs.
@Suite struct StaleUsersTests {
  /// The site of the examples, with a zone of its own in which `a.stale.test` leads to the eastern server while its check is
  /// healthy, and to the western one then.
  static func site(ttl: Int) throws -> VirtualSite {
    try ZoneSite.make(
      "stale.test",
      """
      $TTL \(ttl)
      @ IN SOA ns1 hostmaster 1 7200 900 1209600 60
      @ IN NS ns1
      ns1 IN A 192.0.2.53
      a IN A 192.0.2.110 ; AWS routing="FAILOVER" failover="PRIMARY" healthCheckId="east" identifier="east"
      a IN A 192.0.2.111 ; AWS routing="FAILOVER" failover="SECONDARY" healthCheckId="west" identifier="west"

      """)
  }

  /// The shares of the users who would still go to the old address at the end of each bin, after it has changed at the start:
  /// means over `seeds`.
  static func stale(
    ttl: Int, seconds: Int64, clients: Int, seeds: Int, _ resolvers: Drill.Population.Resolvers,
    _ programs: Drill.Population.Programs
  ) throws -> (binSeconds: Double, shares: [Double]) {
    let site = try site(ttl: ttl)
    let drill = try VirtualUsersTests.drill(
      seconds,
      VirtualUsersTests.users(
        clients: clients, resolvers: resolvers, programs: programs,
        URLParts(host: "a.stale.test", path: "/"), rate: 0.001),
      [(0.000_001, .force(check: "east", .down))])
    var (shares, binSeconds) = ([Double](), 0.0)
    for seed in 1...UInt64(seeds) {
      let figures = try #require(VirtualDrill.run(drill, at: site, seed: seed).users)
      let old = figures.destinations.firstIndex(of: "east.origin.test") ?? 0
      shares = figures.standings.enumerated().map {
        (shares.isEmpty ? 0 : shares[$0.offset]) + (old < $0.element.count ? $0.element[old] : 0)
      }
      binSeconds = figures.binSeconds
    }
    return (binSeconds, shares.map { $0 / Double(seeds) })
  }

  @Test("S(t) = 1 - t/T within 1 %: resolvers that honour a constant TTL, programs without a cache")
  func linear() throws {
    let ttl = 20
    let (binSeconds, shares) = try Self.stale(
      ttl: ttl, seconds: Int64(ttl), clients: 500, seeds: 60, .honouring, .cacheless)
    for (bin, share) in shares.enumerated() {
      let expected = 1 - Double(bin + 1) * binSeconds / Double(ttl)
      #expect(abs(share - expected) < 0.01, "\(Double(bin + 1) * binSeconds) s: \(share), not \(expected)")
    }
  }

  @Test("TTL 20: of the default population 2 % are stale at 15 minutes (Flavel, Mani, Maltz, LANMAN 2014)")
  func tail() throws {
    let (binSeconds, shares) = try Self.stale(
      ttl: 20, seconds: 900, clients: 1000, seeds: 5, .usual, .usual)
    let stale = shares[Int(900 / binSeconds) - 1]
    #expect(abs(stale - 0.02) < 0.005, "\(stale)")
    // Nine of ten had moved within a minute.
    #expect(shares[Int(64 / binSeconds) - 1] < 0.1, "\(shares)")
  }
}
