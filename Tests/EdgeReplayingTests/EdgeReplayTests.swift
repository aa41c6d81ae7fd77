import EdgeCache
import EdgeReplaying
import Eviction
import Primitives
import Testing
import Traces

@Suite("An access log through the edge") struct EdgeReplayTests {
  static let policy = CachePolicy(name: "test")

  @Test("Hit, Miss, and what no cache answers; the origin answers as the log says")
  func results() throws {
    let tally = try edge(Self.policy, pops: [pop()]).replay(
      logged(0, "/a", 1_000) + logged(1, "/a", 1_000) + logged(2, "/a?x=1", 1_000) + logged(3, "/b", 404, 50)
        + logged(4, "/b", 404, 50) + logged(20, "/b", 404, 50) + logged(21, "/a", 304, 0)
        + logged(22, "/c", 304, 0) + logged(23, "/a", 206, 10) + logged(24, "/d", 7, method: "POST"))
    let row = tally.all
    // The key has no query string; a 304 and a 206 are for what was sent before; one for what was never sent is left out.
    #expect(row.requests == 9 && row.hits == 4 && row.misses == 2 && row.uncacheable == 1)
    // An error is held for ten seconds.
    #expect(row.errors == 3 && row.originRequests == 4 && row.originOctets == 1_000 + 2 * 50 + 7)
    #expect(row.octets == 5 * 1_000 + 3 * 50 + 7)
    #expect(row.hitRatio == 0.8 && row.byteHitRatio == 0.8)
    #expect(tally.rows.first { $0.requests > 0 }?.behavior == "*")
  }

  @Test(
    "TTLs are of the behavior and of the headers that origins are said to send; with validators: RefreshHit")
  func lifetimes() throws {
    let policy = CachePolicy(name: "test", minTTL: 0, defaultTTL: 10, maxTTL: 100)
    let log = [0, 5, 10, 12, 60, 119, 120].map { logged($0, "/a", 1_000) }.joined()
    func row(_ headers: [Origin.Header] = [], _ changes: ObjectChanges? = nil) throws -> EdgeTally.Row {
      var rules = EdgeReplay.Rules()
      (rules.logged.headers, rules.logged.changes) = (headers, changes)
      return try edge(policy, pops: [pop()], rules).replay(log).all
    }
    #expect(try row().misses == 4 && row().expired == 3 && row().hits == 3)
    let said = try row([Origin.Header(name: "Cache-Control", value: "max-age=60")])
    #expect(said.misses == 3 && said.expired == 2 && said.hits == 4)
    let unchanged = try row([], ObjectChanges(period: nil))
    #expect(unchanged.misses == 1 && unchanged.refreshHits == 3 && unchanged.hits == 3)
    #expect(unchanged.originRequests == 4 && unchanged.originOctets == 1_000)
    let changing = try row([], ObjectChanges(period: 1))
    #expect(changing.misses == 4 && changing.refreshHits == 0 && changing.originOctets == 4_000)
    // Another size is another object.
    var rules = EdgeReplay.Rules()
    rules.logged.changes = ObjectChanges(period: nil)
    let other = try edge(policy, pops: [pop()], rules).replay(log + logged(200, "/a", 1_001))
    #expect(other.all.misses == 2 && other.all.originOctets == 2_001)
  }

  @Test("Windows have what came in each, from the first request on; without the warm-up")
  func windows() throws {
    var rules = EdgeReplay.Rules()
    (rules.window, rules.warmUp) = (10, .requests(1))
    let replay = try edge(Self.policy, pops: [pop()], rules)
    let all = try replay.replay(
      [5, 6, 14, 15, 16, 40].map { logged($0, "/a", 1_000) }.joined() + logged(41, "/b", 500)
    ).all
    #expect(replay.windows.map(\.start) == [0, 10, 30])
    #expect(replay.windows.map(\.tally.all.requests) == [2, 2, 2])
    #expect(replay.windows.map(\.tally.all.misses) == [0, 0, 1])
    #expect(replay.windows.map(\.tally.all.originOctets) == [0, 0, 500])
    #expect(all.requests == 6 && all.misses == 1)
    // Without the option there are none.
    let whole = try edge(Self.policy, pops: [pop()])
    #expect(try whole.replay(logged(0, "/a", 1)).all.requests == 1 && whole.windows.isEmpty)
  }

  @Test("Names that are paths or addresses choose behaviors, and a query string counts as the behavior says")
  func names() throws {
    let trace = """
      time,key,size
      0,https://d.example/images/a.png?v=1,1000
      1,http://d.example/images/a.png?v=2,1000
      2,/images/a.png,1000
      3,/b,10
      4,b,10
      5,https://other.example/b,10

      """
    let tally = try edge(Self.policy, pops: [pop()]) {
      $0.cacheBehaviors = [
        CacheBehavior(pathPattern: "/images/*", targetOriginID: "o", cachePolicy: Self.policy)
      ]
    }.replay(trace, .csv(CSVLayout()))
    let rows = tally.rows.filter { $0.requests > 0 }
    #expect(rows.map(\.behavior) == ["/images/*", "*"] && rows.map(\.requests) == [3, 3])
    #expect(rows.map(\.misses) == [1, 1] && rows.map(\.hits) == [2, 2])
  }

  @Test("What a 304 stands for counts, too: no log adds up to more octets than there are numbers")
  func sums() throws {
    let half = Traces.Limits.octets / 2
    let replay = try edge(Self.policy, pops: [pop()])
    let tally = try replay.replay(
      logged(0, "/a", half) + logged(1, "/a", 304, 0) + logged(2, "/a", 304, 0) + logged(3, "/a", 206, 1))
    #expect(tally.all.requests == 2 && tally.all.octets == 2 * half && replay.leftOut == 2)
  }

  @Test("Who comes while the origin is asked waits for the same answer")
  func collapsing() throws {
    var rules = EdgeReplay.Rules()
    rules.fetchTime = 1_500_000_000
    let tally = try edge(Self.policy, pops: [pop()], rules).replay(
      [0, 0, 1, 2].map { logged($0, "/a", 10) }.joined() + logged(2, "/b", 10))
    #expect(tally.all.misses == 2 && tally.all.hits == 3 && tally.all.collapsed == 2)
    #expect(tally.all.originRequests == 2 && tally.objects == [2])
  }

  @Test("What comes in the warm-up counts nowhere, and fills the cache")
  func warmUp() throws {
    let log = [0, 1, 2, 3].map { logged($0, "/a", 10) }.joined()
    for warmUp in [ReplayDivision.WarmUp.requests(2), .seconds(2)] {
      var rules = EdgeReplay.Rules()
      rules.warmUp = warmUp
      let replay = try edge(Self.policy, pops: [pop()], rules)
      let row = try replay.replay(log).all
      #expect(row.requests == 2 && row.hits == 2 && row.originRequests == 0 && replay.warmUpRequests == 2)
    }
  }

  @Test("Error pages, redirects and refusals are the edge's own")
  func ownAnswers() throws {
    let replay = try edge(Self.policy, pops: [pop()]) {
      $0.customErrorResponses = [
        CustomErrorResponse(errorCode: 404, page: .init(path: "/404.html", responseCode: 404))
      ]
      $0.cacheBehaviors = [
        CacheBehavior(
          pathPattern: "/s/*", targetOriginID: "o", viewerProtocolPolicy: .redirectToHTTPS,
          cachePolicy: Self.policy)
      ]
    }
    let row = try replay.replay(
      logged(0, "/x", 404, 70) + logged(1, "/x", 404, 70) + logged(2, "/s/1", 10)
        + logged(3, "nonsense", 400, 5)
    ).all
    #expect(row.redirects == 1 && row.errors == 3)
    // What is not there, and the page for it.
    #expect(row.originRequests == 2)
  }

  @Test("CloudFront's log: the host that viewers named, HTTPS, percent-encoding, the point of presence")
  func cloudfront() throws {
    let log =
      "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
      + "cs-uri-query cs-protocol x-host-header sc-content-len\n"
      + ["A1\t900", "B1\t900", "B1\t900"].map {
        "2026-11-20\t17:03:09\t\($0)\t192.0.2.1\tGET\td.example\t/a%2520b\t200\tx=%7B\thttps\twww.d.example\t500\n"
      }.joined()
    var rules = EdgeReplay.Rules()
    rules.host = nil
    let distributionHost = try edge(Self.policy, pops: [pop(), pop(id: "B1")]) {
      $0.domainName = "other.example"
      $0.aliases = ["www.d.example", "d.example"]
    }
    let tally = try distributionHost.replay(log, .cloudFrontLog(keepsQuery: false))
    #expect(tally.all.requests == 3 && tally.all.misses == 2 && tally.all.hits == 1)
    #expect(tally.all.originOctets == 1_000)
    #expect(tally.objects == [1, 1])
  }

  @Test("Viewers are split over points of presence by what is asked for, or by who asks")
  func split() throws {
    let log = (0..<400).map { logged($0, "/\($0 % 100)", 10, client: "192.0.2.\($0 % 7)") }.joined()
    let pops = ["A1", "B1", "C1"].map { pop(id: $0) }
    func row(_ split: ViewerSplit) throws -> EdgeTally {
      var rules = EdgeReplay.Rules()
      rules.split = split
      return try edge(Self.policy, pops: pops, rules).replay(log)
    }
    let byKey = try row(.key)
    // One point alone has each object.
    #expect(byKey.all.misses == 100 && byKey.objects.reduce(0, +) == 100 && !byKey.objects.contains(0))
    let byClient = try row(.client)
    #expect(byClient.all.misses > 100 && byClient.objects.reduce(0, +) == byClient.all.misses)
    // Nobody knows where 192.0.2.0/24 is.
    #expect(try row(.place).objects == [100, 0, 0])
  }
}
