import Eviction
import Testing
import Traces

@Suite("Caches that ask each other") struct TierTests {
  static func figures(
    _ text: String, _ requests: [Request], _ rules: ReplayRules = ReplayRules(),
    split: RequestSplit = .client,
    seed: UInt64 = 1
  ) throws -> [ReplayFigures] {
    let tiers = try TierSpecification.list(parsing: text)
    let capacities = tiers.map { $0.size.capacity(footprint: 0) }
    var replay = TieredReplay(tiers, capacities: capacities, split: split, seed: seed, rules)
    var division = ReplayDivision()
    replay.replay(requests, division.pieces(of: requests), number: 1)
    return replay.finish().map { $0[0] }
  }

  static func lane(_ text: String, capacity: Int, _ requests: [Request], _ rules: ReplayRules = ReplayRules())
    throws -> ReplayFigures
  {
    var lane = ReplayLane(try PolicySpecification(parsing: text), capacity: capacity, seed: 1, rules)
    var division = ReplayDivision()
    lane.replay(requests, division.pieces(of: requests), number: 1)
    return lane.finish()[0]
  }

  /// Of ten clients.
  static let requests = skewedRequests(3_000).enumerated().map { index, request in
    var request = request
    request.client = UInt32(index * 7 % 10)
    return request
  }

  @Test("One cache in one tier is a cache by itself", arguments: ["lru", "fifo", "random", "s3fifo", "gdsf"])
  func single(policy: String) throws {
    let alone = try Self.lane(policy, capacity: 200, Self.requests)
    #expect(try Self.figures("\(policy)@200", Self.requests) == [alone])
    #expect(alone.evictions > 0)
  }

  @Test("A tier that holds nothing lets everything through")
  func transparent() throws {
    let requests = Self.requests.map {
      Request(id: $0.id, size: $0.size + 1, time: $0.time, client: $0.client)
    }
    let figures = try Self.figures("4xlru+size:max=1@8/sieve@200", requests)
    #expect(figures[0].misses == requests.count && figures[0].insertions == 0)
    #expect(try figures[1] == Self.lane("sieve", capacity: 200, requests))
  }

  @Test("What one tier misses is what the next is asked for")
  func conservation() throws {
    let figures = try Self.figures("5xlru@100/2xlru@300/lru@900", Self.requests)
    let missed = figures.map(\.misses)
    #expect(missed[0] > missed[1] && missed[1] > missed[2] && missed[2] > 0)
    // Split by key the caches of a tier have no object twice, so that together they hold more different ones.
    let byKey = try Self.figures("5xlru@100/2xlru@300/lru@900", Self.requests, split: .key)
    #expect(byKey[0].misses < missed[0])
    let large = try Self.figures("5xlru@100000", Self.requests, split: .key)
    #expect(large[0].misses == Set(Self.requests.map(\.id)).count)
    let perClient = try Self.figures("5xlru@100000", Self.requests)
    #expect(perClient[0].misses > large[0].misses)
  }

  @Test("An object is as old everywhere as where it was fetched first")
  func age() throws {
    // Two clients that are served by different caches.
    let clients = try #require(
      (UInt32(1)..<50).first { other in
        let both = [0, other].map { Request(id: 1, size: 1, time: 0, client: $0) }
        return (try? Self.figures("2xlru@9", both))?[0].misses == 2
      })
    func misses(_ last: Int) throws -> [Int] {
      let requests = [(0, 0), (clients, 8), (clients, last)].map {
        Request(id: 1, size: 1, time: $0.1, client: $0.0)
      }
      return try Self.figures("2xlru@9/lru@9", requests, ReplayRules(ttl: .fixed(seconds: 10))).map(\.misses)
    }
    #expect(try misses(9) == [2, 1])
    #expect(try misses(10) == [3, 2])
  }

  @Test("A copy that still holds costs a request at each tier, and no octets")
  func revalidation() throws {
    let requests = [0, 20].map { Request(id: 1, size: 5, time: $0) }
    let rules = ReplayRules(ttl: .fixed(seconds: 10), changes: ObjectChanges(period: nil))
    for figures in try Self.figures("lru@9/lru@9", requests, rules) {
      #expect(figures.misses == 1 && figures.renewed == 1 && figures.expired == 1 && figures.sentOn == 2)
      #expect(figures.missedOctets == 5 && figures.writtenOctets == 5 && figures.insertions == 1)
    }
    let changed = ReplayRules(ttl: .fixed(seconds: 10), changes: ObjectChanges(period: 1))
    for figures in try Self.figures("lru@9/lru@9", requests, changed) {
      #expect(figures.misses == 2 && figures.renewed == 0 && figures.expired == 1)
    }
  }

  @Test("Who asks while the origin is being asked waits for the same answer, at every tier")
  func collapsing() throws {
    let requests = [0, 0, 1, 2, 3].map { Request(id: 1, size: 5, time: $0) }
    let figures = try Self.figures("lru@9/lru@9", requests, ReplayRules(fetchSeconds: 2))
    #expect(figures.map(\.misses) == [1, 1] && figures.map(\.collapsed) == [2, 0])
    // It is fresh from when it is there.
    let aging = ReplayRules(ttl: .fixed(seconds: 2), fetchSeconds: 2)
    #expect(try Self.lane("lru", capacity: 9, requests, aging).misses == 1)
    let later = requests + [Request(id: 1, size: 5, time: 4)]
    #expect(try Self.lane("lru", capacity: 9, later, aging).misses == 2)
  }

  @Test(
    "Refused tiers",
    arguments: [
      "", "lru", "lru@", "@1%", "0xlru@1%", "1001xlru@1%", "2xlru@1%/3xlru@1%", "sive@1%", "belady@1%",
      "4xlru@1%/lru@1%/lru@1%/lru@1%", "lru@1%/",
    ])
  func refused(text: String) {
    #expect(throws: TierSpecification.TextError.self) { try TierSpecification.list(parsing: text) }
  }
}

@Suite struct ObjectChangesTests {
  @Test("Objects change once a period, each at a moment of its own")
  func periods() {
    let changes = ObjectChanges(period: 100)
    var moments: Set<Int> = []
    for id in UInt64(0)..<200 {
      let turns = (1...1_000).filter {
        changes.version(of: id, at: $0) != changes.version(of: id, at: $0 - 1)
      }
      #expect(turns.count == 10 && Set(turns.map { $0 % 100 }).count == 1)
      moments.insert(turns[0] % 100)
    }
    #expect(moments.count > 70)
    #expect(ObjectChanges(period: 0) == ObjectChanges(period: nil))
    #expect(ObjectChanges(period: nil).version(of: 7, at: 1_000_000) == 0)
  }
}
