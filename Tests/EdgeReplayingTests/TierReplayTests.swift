import EdgeCache
import EdgeReplaying
import Eviction
import Testing
import Traces
import World

@Suite("An access log through regional caches and an Origin Shield") struct TierReplayTests {
  static let policy = CachePolicy(name: "test", minTTL: 0, defaultTTL: 100, maxTTL: 1_000)

  /// Asked for at A1 and B1, which ask `region`, and at C1, which asks origins.
  static func tally(
    _ log: String, region: String = "us-east-1", shield: String? = nil, _ rules: EdgeReplay.Rules = .init()
  ) throws -> EdgeTally {
    var pops = ["A1", "B1", "C1"].map { pop(id: $0) }
    for index in 0..<2 { pops[index].regionalCache = region }
    let caches = ["us-east-1", "eu-central-1"].map {
      CacheSite(id: $0, capacity: 1 << 24, eviction: PolicySpecification(.lru))
    }
    var rules = rules
    rules.host = "d.example"
    return try edge(policy, pops: pops, regionalCaches: caches, rules) {
      $0.origins[0].originShieldRegion = shield
    }.replay(log, .cloudFrontLog(keepsQuery: false))
  }

  /// Lines of CloudFront's log: second, point of presence, path, octets.
  static func log(_ requests: [(Int, String, String, Int)]) -> String {
    "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
      + "cs-uri-query cs-protocol x-host-header sc-content-len\n"
      + requests.map { second, pop, path, octets in
        let clock = "17:\(second / 600 % 6)\(second / 60 % 10):\(second / 10 % 6)\(second % 10)"
        return
          "2026-11-20\t\(clock)\t\(pop)\t\(octets + 400)\t192.0.2.1\tGET\td.example\t\(path)\t200\t-\thttp"
          + "\td.example\t\(octets)\n"
      }.joined()
  }

  @Test("What one point of presence has fetched the next one gets from the regional cache")
  func regional() throws {
    let tally = try Self.tally(
      Self.log([(0, "A1", "/a", 500), (1, "B1", "/a", 500), (2, "B1", "/a", 500), (3, "C1", "/a", 500)]))
    #expect(tally.all.requests == 4 && tally.all.misses == 2 && tally.all.hits == 2)
    #expect(tally.all.hitsAbove == 1 && tally.all.originRequests == 2 && tally.all.originOctets == 1_000)
    let (east, europe) = (tally.regionalCaches[0], tally.regionalCaches[1])
    #expect(east.pop == "us-east-1" && east.requests == 2 && east.misses == 1 && east.hits == 1)
    #expect(east.originRequests == 1 && east.originOctets == 500 && europe.requests == 0)
    #expect(tally.objects == [1, 1, 1, 1, 0])
  }

  @Test("With an Origin Shield the origin is asked once for all")
  func shield() throws {
    let log = Self.log([(0, "A1", "/a", 500), (1, "C1", "/a", 500), (2, "C1", "/b", 7)])
    let tally = try Self.tally(log, shield: "eu-central-1")
    #expect(tally.all.misses == 2 && tally.all.hits == 1 && tally.all.hitsAbove == 1)
    #expect(tally.all.originRequests == 2 && tally.all.originOctets == 507)
    let (east, europe) = (tally.regionalCaches[0], tally.regionalCaches[1])
    #expect(east.requests == 1 && east.misses == 1 && east.originRequests == 0)
    #expect(europe.requests == 3 && europe.hits == 1 && europe.misses == 2 && europe.originRequests == 2)
  }

  @Test("While the origin is asked, those who ask at other points of presence wait for the same answer")
  func collapsing() throws {
    var rules = EdgeReplay.Rules()
    rules.fetchTime = 5_000_000_000
    let log = Self.log([
      (0, "A1", "/a", 500), (1, "B1", "/a", 500), (2, "A1", "/a", 500), (6, "B1", "/a", 500),
    ])
    let tally = try Self.tally(log, rules)
    #expect(tally.all.requests == 4 && tally.all.originRequests == 1)
    #expect(tally.all.collapsed == 1 && tally.regionalCaches[0].requests == 2)
  }

  @Test("No tier adds to the life of an object; a copy that still holds is confirmed through the tiers")
  func lifetimes() throws {
    let log = Self.log([(0, "A1", "/a", 500), (90, "B1", "/a", 500), (101, "B1", "/a", 500)])
    #expect(try Self.tally(log).all.originRequests == 2)
    var rules = EdgeReplay.Rules()
    rules.logged.changes = ObjectChanges(period: nil)
    let confirmed = try Self.tally(log, rules).all
    #expect(confirmed.originRequests == 2 && confirmed.originOctets == 500 && confirmed.refreshHits == 1)
  }
}
