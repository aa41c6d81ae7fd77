import EdgeCache
import EdgeReplaying
import Eviction
import Primitives
import Testing
import Traces

/// `ReplayCache` is fast for it knows nothing of HTTP; `EdgeCache` serves viewers. What they keep is decided by the same
/// policies, and they count the same.
@Suite("A trace through a policy and through the edge") struct AgreementTests {
  /// Skewed, with sizes of three digits each that change if asked to, some hundred a minute.
  static func requests(_ count: Int, sizesChange: Bool = true) -> [Request] {
    var generator = SplitMix64(seed: 5)
    return (0..<count).map { index in
      let wide = Int(generator.next() % 1_000)
      let id = wide * wide / 1_500
      let size = Int(generator.next() % 900)
      return Request(id: UInt64(id), size: 100 + (sizesChange ? size : id * 7 % 900), time: index / 4)
    }
  }

  static func log(_ requests: some Sequence<Request>) -> String {
    requests.map { logged($0.time, "/\(1_000_000 + $0.id)", $0.size) }.joined()
  }

  /// What an object takes of the store beside its octets.
  static func overhead(_ rules: EdgeReplay.Rules = .init()) throws -> Int {
    let tally = try edge(CachePolicy(name: "test"), pops: [pop()], rules).replay(
      log([Request(id: 1, size: 500, time: 0)]))
    return tally.occupied[0] - 500
  }

  @Test(
    "Hits, misses, octets, evictions and objects are the same",
    arguments: [
      "fifo", "lru", "mru", "random", "clock", "slru", "twoq", "lruk", "lfu", "lfuda", "gdsf", "arc", "lecar",
      "hyperbolic", "lhd", "sieve", "s3fifo", "qdlp", "wtinylfu", "lirs:counted=1",
    ], [30_000, 200_000])
  func agreement(name: String, capacity: Int) throws {
    let policy = try PolicySpecification(parsing: name)
    // LHD alone takes the size that a hit brings; the edge's hits bring what is stored.
    let requests = Self.requests(3_000, sizesChange: policy.name != .lhd)
    let overhead = try Self.overhead()
    let tally = try edge(
      CachePolicy(name: "test", minTTL: 86_400, defaultTTL: 86_400), pops: [pop(capacity, policy)], seed: 3
    ).replay(Self.log(requests))
    var cache = policy.replayCache(capacity: capacity, seed: 3, ReplayRules())
    let costs = requests.map { Request(id: $0.id, size: $0.size + overhead, time: $0.time) }
    cache.replay(costs, in: 0..<costs.count, number: 1)
    let figures = cache.takeFigures()
    #expect(figures.misses == tally.all.misses)
    // The smaller one is too small for policies that admit a hundredth of it at most.
    #expect(figures.misses < requests.count || capacity == 30_000)
    #expect(figures.missedOctets - figures.misses * overhead == tally.all.originOctets)
    #expect(tally.all.hits == requests.count - figures.misses)
    #expect(cache.objects == tally.objects[0] && cache.occupied == tally.occupied[0])
    #expect(figures.evictions == tally.evictions[0])
  }

  /// For policies whose other objects a hit leaves alone: at the edge an expired copy has been found before it is replaced.
  @Test("With TTLs, too", arguments: ["fifo", "lru", "clock", "sieve", "gdsf", "lfu"], [10, 20])
  func lifetimes(name: String, ttl: Int64) throws {
    let policy = try PolicySpecification(parsing: name)
    let requests = Self.requests(3_000)
    let overhead = try Self.overhead()
    let tally = try edge(
      CachePolicy(name: "test", minTTL: ttl, defaultTTL: ttl, maxTTL: ttl), pops: [pop(90_000, policy)]
    ).replay(Self.log(requests))
    var cache = policy.replayCache(
      capacity: 90_000, seed: 1, ReplayRules(ttl: .fixed(seconds: UInt32(ttl))))
    let costs = requests.map { Request(id: $0.id, size: $0.size + overhead, time: $0.time) }
    cache.replay(costs, in: 0..<costs.count, number: 1)
    let figures = cache.takeFigures()
    #expect(figures.misses == tally.all.misses && figures.expired == tally.all.expired)
    #expect(figures.expired > 0 && figures.misses < requests.count)
    #expect(figures.missedOctets - figures.misses * overhead == tally.all.originOctets)
    #expect(figures.evictions == tally.evictions[0] && cache.objects == tally.objects[0])
  }

  @Test(
    "With answers that take time and copies that are revalidated, too",
    arguments: ["fifo", "lru", "clock", "sieve", "gdsf", "lfu", "slru", "twoq", "arc", "s3fifo"], [0, 3])
  func fetches(name: String, fetchSeconds: Int) throws {
    let policy = try PolicySpecification(parsing: name)
    // Each object changes its size three times.
    let requests = Self.requests(3_000, sizesChange: false).enumerated().map { index, request in
      var request = request
      request.size = 100 + (Int(request.id) * 7 + index / 750) % 900
      return request
    }
    var rules = EdgeReplay.Rules()
    rules.logged.changes = ObjectChanges(period: nil)
    rules.fetchTime = Int64(fetchSeconds) * 1_000_000_000
    let overhead = try Self.overhead(rules)
    let tally = try edge(
      CachePolicy(name: "test", minTTL: 20, defaultTTL: 20, maxTTL: 20), pops: [pop(200_000, policy)], rules
    ).replay(Self.log(requests))
    var lane = ReplayLane(
      policy, capacity: 200_000, seed: 1,
      ReplayRules(
        ttl: .fixed(seconds: 20), changes: ObjectChanges(period: nil), fetchSeconds: fetchSeconds))
    let costs = requests.map { Request(id: $0.id, size: $0.size + overhead, time: $0.time) }
    var division = ReplayDivision()
    lane.replay(costs, division.pieces(of: costs), number: 1)
    let figures = lane.finish()[0]
    #expect(figures.misses == tally.all.misses && figures.renewed == tally.all.refreshHits)
    #expect(figures.collapsed == tally.all.collapsed && (figures.collapsed > 0) == (fetchSeconds > 0))
    #expect(figures.renewed > 20 && figures.expired > figures.renewed)
    #expect(figures.sentOn == tally.all.originRequests)
    #expect(figures.missedOctets - figures.misses * overhead == tally.all.originOctets)
  }
}
