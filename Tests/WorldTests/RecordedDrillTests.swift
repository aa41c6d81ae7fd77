import Configuration
import EdgeCache
import EdgeReplaying
import Eviction
import Foundation
import Geo
import Primitives
import Replaying
import Routing
import Simulation
import Testing
import Traces

@testable import World

/// Drills whose users want what was recorded. Without faults, where nothing takes time, caches of every layer do what a replay of the
/// same file says.
@Suite struct RecordedDrillTests {
  /// Three layers over the example lab: points of presence, a regional cache for all, an Origin Shield.
  static func site(_ policy: PolicySpecification, _ capacities: [Int]) throws -> VirtualSite {
    var site = VirtualUsersTests.site
    for point in site.pointsOfPresence.indices {
      site.pointsOfPresence[point].cache = CacheSite(
        id: site.pointsOfPresence[point].id, capacity: capacities[0], eviction: policy,
        regionalCache: "us-east-1")
    }
    site.regionalCaches = zip(["us-east-1", "eu-central-1"], capacities.dropFirst()).map {
      CacheSite(id: $0, capacity: $1, eviction: policy)
    }
    site.edge = try EdgeConfiguration(
      // Others have content that is loaded before anybody asks.
      site.edge.distributions.filter { $0.id == "E2EXAMPLEWWW01" }.map { distribution in
        var distribution = distribution
        for origin in distribution.origins.indices {
          distribution.origins[origin].originShieldRegion = "eu-central-1"
        }
        return distribution
      })
    return site
  }

  /// Of users whose resolvers are where they are.
  static func drill(
    _ recording: Drill.Recording, countries: [String] = ["KR", "JP", "DE"], path: String = "/",
    seconds: Int64 = 4000
  ) throws -> Drill {
    var workload = Drill.Workload(
      url: URLParts(host: "www.example.com", path: path), requestsPerSecond: 0)
    workload.recording = recording
    var population = Drill.Population(
      clients: 300, countries: countries, resolvers: .honouring, programs: .usual, workload: workload)
    // A replay knows no ways.
    population.network = .none
    return try VirtualUsersTests.drill(seconds, population)
  }

  static func withFile<Result>(_ name: String, _ text: String, _ body: (String) throws -> Result) throws
    -> Result
  {
    let path = FileManager.default.temporaryDirectory.appending(path: "recorded-\(UUID())-\(name)").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  /// A line of a combined log; seconds of 1 August 1995.
  static func line(
    _ second: Int, _ client: IPAddress, _ target: String, _ status: Int, _ octets: Int,
    _ method: String = "GET"
  ) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    return "\(client) - - [01/Aug/1995:\(clock) +0000] \"\(method) \(target) HTTP/1.1\" \(status) \(octets)\n"
  }

  /// An hour of clients of three countries: skewed, some of it with queries, 304s, parts, errors, other methods and no request at all.
  static func log(_ count: Int) -> String {
    var stream = RandomStream(seed: 4, kind: "log")
    let cities = ["Seoul", "Tokyo", "Berlin"].compactMap { name in
      City.all.firstIndex { $0.name == name }
    }
    return (0..<count).map { index in
      let network = CityNetwork.network(of: cities[stream.below(3)])?.address ?? IPAddress(v4: 0)
      let client = IPAddress(v4: UInt32(network.bits) + UInt32(1 + stream.below(40)))
      let wide = stream.below(400)
      let object = wide * wide / 400
      let second = index * 3600 / count
      let size = 500 + object * 37 % 400
      switch stream.below(40) {
      case 0: return line(second, client, "/page\(object).html", 304, 0)
      case 1: return line(second, client, "/page\(object).html?width=\(object % 3)", 200, size)
      case 2: return line(second, client, "/images/\(object).png?width=\(object % 3)", 200, size)
      case 3: return line(second, client, "/images/\(object).png", 206, 20)
      case 4: return line(second, client, "/gone/\(object % 20)", 404, 120)
      case 5: return line(second, client, "/api/\(object)", 200, size, "POST")
      case 6: return line(second, client, "nonsense", 400, 10)
      case 7...20: return line(second, client, "/images/\(object).png", 200, size)
      default: return line(second, client, "/page\(object).html", 200, size)
      }
    }.joined()
  }

  static func replay(
    _ path: String, _ site: VirtualSite, _ headers: [Origin.Header], _ format: TraceFormat? = nil
  ) throws -> EdgeTally {
    var rules = EdgeReplay.Rules()
    rules.host = "www.example.com"
    rules.logged.headers = headers
    let directory = EdgeDirectory(
      distributions: [],
      pointsOfPresence: site.pointsOfPresence.map {
        PointOfPresence(id: $0.id, coordinates: $0.coordinates, addresses: $0.addresses)
      }, locator: site.locator)
    let replay = EdgeReplay(
      site.edge, site.pointsOfPresence.map(\.cache), regionalCaches: site.regionalCaches, directory, rules,
      seed: 3)
    // The numbers of a trace, as a drill has them.
    var lines = try openLines(
      path: path, format: format, allowsUnsorted: false, as: format.map { _ in RequestLine() })
    while try lines.next({ replay.replay($0, $1) }) {}
    replay.finish()
    return replay.tally
  }

  @Test(
    "Requests and hits of each layer and behaviour are those of a replay of the log through the same edge, exactly",
    arguments: [PolicyName.lru, .s3fifo])
  func agreement(name: PolicyName) throws {
    let site = try Self.site(PolicySpecification(name), [60_000, 120_000, 240_000])
    try Self.withFile("access.log", Self.log(6_000)) { path in
      let tally = try Self.replay(path, site, [Origin.Header(name: "Cache-Control", value: "max-age=300")])
      let recording = Drill.Recording(
        path: path, responseHeaders: [.init(name: "Cache-Control", value: "max-age=300")])
      let timeline = VirtualDrill.run(try Self.drill(recording), at: site, seed: 3)
      #expect(timeline.violations == [] && timeline.fault == nil)
      let counts = try #require(timeline.cacheCounts.last)
      let points = counts.filter { $0.tier == CacheTier.Role.edge.rawValue }
      for count in points {
        let row = tally.sum(distribution: count.distribution, behavior: count.behavior) {
          $0.distribution == count.distribution && $0.behavior == count.behavior
        }
        #expect(count.requests == row.requests && count.hits == row.hits + row.refreshHits - row.hitsAbove)
        #expect(count.hits > 0 || count.behavior == "/api/*" || count.distribution == "-", "\(count)")
      }
      #expect(points.reduce(0) { $0 + $1.requests } == tally.sum(distribution: "", behavior: "").requests)
      for (number, role) in [CacheTier.Role.regional, .originShield].enumerated() {
        let layer = counts.filter { $0.tier == role.rawValue }
        let row = tally.regionalCaches[number]
        #expect(layer.reduce(0) { $0 + $1.requests } == row.requests && row.requests > 1_000)
        #expect(layer.reduce(0) { $0 + $1.hits } == row.hits + row.refreshHits && row.hits > 50)
      }
      let all = tally.sum(distribution: "", behavior: "")
      #expect(timeline.load.originRequests == tally.regionalCaches[1].originRequests)
      // Three of the points of presence are the nearest to somebody, and each pushes something out.
      #expect(tally.evictions.count { $0 > 20 } >= 4, "\(tally.evictions)")
      let users = try #require(timeline.users)
      #expect(users.total.count.requests == all.requests && timeline.load.leftOut > 0)
      // Whatever was answered was answered before, too.
      #expect(users.total.count.failed == 0)
    }
  }

  @Test(
    "Layers of caches over a trace are those of a replay of policies that ask each other (--tiers), exactly")
  func tiers() throws {
    var stream = RandomStream(seed: 9, kind: "trace")
    // Of one size, for what an object takes beside its octets is not the same in all layers: so many of them fit.
    let room = [60, 120, 240]
    let requests = (0..<5_000).map { index in
      let wide = stream.below(600)
      return Request(id: UInt64(1000 + wide * wide / 600), size: 500, time: index / 5)
    }
    func csv(_ requests: some Sequence<Request>) -> String {
      requests.map { "\($0.time),\($0.id),\($0.size)\n" }.joined()
    }
    let policy = PolicySpecification(.lru)
    func site(_ capacities: [Int]) throws -> VirtualSite {
      var site = try Self.site(policy, capacities)
      site.pointsOfPresence = Array(site.pointsOfPresence.prefix(1))
      let all = VirtualUsersTests.site
      site.catalog = { changes in
        var changes = changes
        for point in all.pointsOfPresence.dropFirst() { _ = changes.follow(.withdraw(pop: point.id)) }
        return all.catalog(changes)
      }
      return site
    }
    let columns = "time=1,id=2,size=3"
    let format = TraceFormat.csv(try CSVLayout.parse(columns).get())
    let large = try site([1 << 20, 1 << 20, 1 << 20])
    let costs = try Self.withFile("one.csv", csv(requests.prefix(1))) {
      try Self.replay($0, large, [], format).occupied
    }
    let counts = try Self.withFile("trace.csv", csv(requests)) { path in
      let timeline = VirtualDrill.run(
        try Self.drill(
          Drill.Recording(path: path, columns: columns), path: "/{object}", seconds: 1200),
        at: try site(zip(room, costs).map { $0 * $1 }), seed: 3)
      #expect(timeline.violations == [] && timeline.fault == nil)
      return try #require(timeline.cacheCounts.last)
    }
    var replay = TieredReplay(
      try TierSpecification.list(parsing: "1xlru@1KiB/1xlru@1KiB/1xlru@1KiB"), capacities: room,
      split: .client, seed: 1, ReplayRules(ignoresSizes: true))
    var division = ReplayDivision()
    replay.replay(requests, division.pieces(of: requests), number: 1)
    var asked = requests.count
    for (role, figures) in zip(CacheTier.Role.allCases, replay.finish().map { $0[0] }) {
      let layer = counts.filter { $0.tier == role.rawValue }
      #expect(layer.reduce(0) { $0 + $1.requests } == asked)
      #expect(layer.reduce(0) { $0 + $1.hits } == asked - figures.misses)
      #expect(asked > figures.misses && figures.evictions > 20, "a test of \(figures)")
      asked = figures.misses
    }
  }

  @Test("Requests come at their times, or faster; sizes and lifetimes are those of the trace")
  func times() throws {
    // Two seconds of lifetime: the third request finds the copy expired.
    let site = try Self.site(PolicySpecification(.lru), [1 << 20, 1 << 20, 1 << 20])
    let trace = "100,7,5000,2\n101,7,5000,2\n102,7,5000,2\n140,8,10,0\n140,8,10,0\n"
    try Self.withFile("trace.csv", trace) { path in
      func figures(_ speed: Double) throws -> (UserFigures, Timeline) {
        let recording = Drill.Recording(path: path, columns: "time=1,id=2,size=3,ttl=4", speed: speed)
        let timeline = VirtualDrill.run(
          try Self.drill(recording, countries: ["KR"], path: "/p/{object}", seconds: 60), at: site, seed: 1)
        return (try #require(timeline.users), timeline)
      }
      let (asRecorded, timeline) = try figures(1)
      #expect(asRecorded.bins.indices.filter { asRecorded.bins[$0].requests > 0 } == [0, 1, 2, 40])
      #expect(asRecorded.total.count == UserFigures.Count(requests: 5, failed: 0, atEdge: 5, hits: 2))
      #expect(timeline.load.originRequests == 3)
      let (fast, _) = try figures(4)
      #expect(fast.bins.indices.filter { fast.bins[$0].requests > 0 } == [0, 10])
      // The copy lives as long as ever.
      #expect(fast.total.count.hits == 3)
    }
  }

  @Test(
    "Origins that fail do so with recorded requests, too; a log that is damaged ends the run with its place")
  func faults() throws {
    let client = IPAddress(v4: 0xC000_0201)
    let log = (0..<100).map { Self.line($0, client, "/\($0)", 200, 10) }.joined()
    try Self.withFile("access.log", log) { path in
      var drill = try Self.drill(Drill.Recording(path: path), seconds: 120)
      drill.events = [
        Drill.Event(
          at: .seconds(50), name: "lost",
          action: .fault(origin: "www.origin.test", try ServerFault(words: ["status=503"])))
      ]
      let users = try #require(VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1).users)
      #expect(users.phases[0].count == UserFigures.Count(requests: 50, failed: 0, atEdge: 50, hits: 0))
      #expect(users.phases[1].count.failed == 50)
      // The lab's own origin has no such objects.
      drill.population?.workload.recording?.asksOrigins = true
      drill.events = []
      let own = try #require(VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 1).users)
      #expect(own.total.count.failed == 100)
    }
    try Self.withFile("access.log", log + "192.0.2.1 - - [01/Aug/1995:00:00:00 +0000] \"GET /\n") { path in
      let timeline = VirtualDrill.run(
        try Self.drill(Drill.Recording(path: path), seconds: 120), at: VirtualUsersTests.site, seed: 1)
      #expect(timeline.fault?.hasPrefix("\(path): record 101 at byte ") == true, "\(timeline.fault ?? "-")")
    }
    let gone = VirtualDrill.run(
      try Self.drill(Drill.Recording(path: "/nowhere/access.log")), at: VirtualUsersTests.site, seed: 1)
    #expect(gone.fault?.contains("cannot be read") == true)
  }

  @Test("A client is the same user always, where its address is; or any, where nobody knows that")
  func clients() {
    let cities = ["Seoul", "Busan", "Berlin"].compactMap { name in City.all.firstIndex { $0.name == name } }
    let starts = [0, 60, 80, 100]
    let korea = IPPrefix("198.51.100.0/24")!
    let locator = Locator(
      overrides: CityNetwork.overrides + [
        LocationOverride(
          network: korea,
          location: Gazetteer.place(row: Gazetteer.row(of: City.all[cities[0]].country)!))
      ])
    var clients = RecordedClients(cities: cities, starts: starts, locator)
    func users(_ network: IPPrefix?) -> Set<Int> {
      let first = network.map { UInt32(truncatingIfNeeded: $0.address.bits) } ?? 0
      return Set((0..<250).map { clients.user(at: IPAddress(v4: first + $0)).user })
    }
    for (number, city) in cities.enumerated() {
      let found = users(CityNetwork.network(of: city))
      #expect(found.allSatisfy { (starts[number]..<starts[number + 1]).contains($0) } && found.count > 10)
    }
    // The country alone: its users, in both cities.
    let korean = users(korea)
    #expect(korean.allSatisfy { $0 < 80 } && korean.contains { $0 < 60 } && korean.contains { $0 >= 60 })
    // Nobody of the population is in France, and nobody knows where 192.0.2.0/24 is.
    let paris = City.all.firstIndex { $0.name == "Paris" }.flatMap { CityNetwork.network(of: $0) }
    for network in [paris, IPPrefix("192.0.2.0/24")] {
      #expect(users(network).contains { $0 < 60 } && users(network).contains { $0 >= 80 })
    }
    let address = IPAddress(v4: 0xC000_0201)
    #expect(clients.user(at: address).user == clients.user(at: address).user)
  }
}
