import Primitives
import Testing
import World

/// How long clients stay with the old answer after the authoritative one has changed, against the table and formulas of
/// the failover model: resolvers that are always busy, clients that always want an address.
@Suite struct StaleTimeTests {
  static let second: Int64 = 1_000_000_000

  /// Seconds each of `count` clients stays stale, sorted.
  static func staleTimes(
    ttl: Int64, resolvers: [ResolverProfile], clients: [ClientProfile], count: Int = 12_000
  ) -> [Double] {
    var stream = RandomStream(seed: 5, kind: "stale")
    let resolverMix = Mixture(resolvers.map(\.weight))
    let clientMix = Mixture(clients.map(\.weight))
    return (0..<count).map { _ in
      let resolver = resolvers[resolverMix.draw(&stream)]
      let client = clients[clientMix.draw(&stream)]
      return staleTime(ttl: ttl, resolver, client, &stream)
    }.sorted()
  }

  private static func staleTime(
    ttl: Int64, _ resolver: ResolverProfile, _ client: ClientProfile, _ stream: inout RandomStream
  ) -> Double {
    let period = resolver.lifetime(ttl: ttl) * second
    let phases = (0..<resolver.cacheShards).map { _ in Int64(stream.uniform() * Double(period)) }
    // The change is at 0, and finds everybody in the middle of something: what is bounded by a TTL began well before; a
    // long-lived process is anywhere in its life.
    var now: Int64 = 0
    switch client.caching {
    case .timeToLive: now = -Int64((1 + stream.uniform()) * max(60e9, Double(period)))
    case .fixed(let seconds): now = -Int64((1 + stream.uniform()) * seconds * 1e9)
    case .lognormal:
      now = Int64((1 - stream.uniform()) * Double(client.caching.lifetime(remaining: 0, &stream)))
    }
    while true {
      var cache = ResolverCache()
      let phase = phases[stream.below(phases.count)]
      // The busy resolver asked last at the last multiple of its period.
      let since = (now - phase) % period
      let asked = now - (since < 0 ? since + period : since)
      cache.store(asked < 0 ? 0 : 1, lifetime: period, at: asked)
      guard case .answer(let answer, let remaining) = cache.lookUp(resolver.staleMode, at: now) else {
        return .nan
      }
      if answer == 1 { return Double(now) / 1e9 }
      now += max(1, client.caching.lifetime(remaining: remaining, &stream))
      if client.caching == .fixed(seconds: 0) { now += period / 300 }
    }
  }

  static func quantile(_ sorted: [Double], _ q: Double) -> Double {
    max(0, sorted[min(sorted.count - 1, Int(q * Double(sorted.count)))])
  }

  @Test(
    "S(t) = 1 - t/T for a constant TTL, honouring resolvers and clients without a cache, within 1 %",
    arguments: [20, 60, 300])
  func linear(ttl: Int64) {
    let times = Self.staleTimes(ttl: ttl, resolvers: [.honouring], clients: [.cacheless])
    for tenth in 1...9 {
      let t = Double(ttl) * Double(tenth) / 10
      let stale = Double(times.count { $0 > t }) / Double(times.count)
      #expect(abs(stale - (1 - t / Double(ttl))) < 0.01, "t = \(t): \(stale)")
    }
  }

  /// The table of the failover model adds up a resolver's remainder and a client's; here both are followed as they are,
  /// which moves the tails: hence the tolerances.
  @Test(
    "The default population, seconds until clients have moved: p50, p90, p95; share stale at 15 minutes",
    arguments: [
      (20, [39.0, 72, 189], 0.022), (60, [58, 102, 193], 0.023), (300, [182, 308, 336], 0.024),
      (3600, [1852, 3296, 3476], 0.76),
    ] as [(Int64, [Double], Double)])
  func defaultPopulation(ttl: Int64, quantiles: [Double], stale: Double) {
    let times = Self.staleTimes(ttl: ttl, resolvers: ResolverProfile.usual, clients: ClientProfile.usual)
    for (q, expected, tolerance) in zip3([0.5, 0.9, 0.95], quantiles, [0.1, 0.1, 0.2]) {
      let found = Self.quantile(times, q)
      #expect(abs(found / expected - 1) < tolerance, "p\(Int(q * 100)): \(found), not \(expected)")
    }
    let found = Double(times.count { $0 > 900 }) / Double(times.count)
    #expect(abs(found - stale) < 0.01, "stale at 15 minutes: \(found), not \(stale)")
  }
}

private func zip3(_ a: [Double], _ b: [Double], _ c: [Double]) -> [(Double, Double, Double)] {
  zip(zip(a, b), c).map { ($0.0, $0.1, $1) }
}
