import Foundation
import Testing

/// What `edgesim replay --edge-config` says is what `edgesim serve` does.
@Suite struct EdgeReplayCommandTests {
  private static let edgeConfig = [
    "distributions/site.yaml": """
    Id: EREPLAY
    DomainName: dreplay.cloudfront.net
    Aliases: [www.replay.test]
    Origins:
      - {Id: site, DomainName: replay.origin.test, CustomOriginConfig: {HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: http-only}}
    CacheBehaviors:
      - {PathPattern: /1024/*, TargetOriginId: site, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
    DefaultCacheBehavior: {TargetOriginId: site, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
    Enabled: true
    """,
    "pops.yaml": """
    pops:
      - {id: REP1-C1, city: A, latitude: 0, longitude: 0, address: 127.0.1.1, capacity: 4MiB, eviction: sieve}
    """,
    // A pattern for each power of two: the object is as large.
    "origins.yaml": "origins:\n  - name: replay.origin.test\n    objects:\n"
      + (0...21).map { "      - {path: /\(1 << $0)/*, size: \(1 << $0)}\n" }.joined(),
  ]

  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-replay-\(UUID().uuidString)")

  /// The first requests of nasa-19950801 (EvictionTests/Fixtures/README.md), sizes rounded up to a power of two.
  private func paths(_ count: Int) throws -> [String] {
    let trace = LabProcess.repository.appending(
      path: "Tests/EvictionTests/Fixtures/nasa-19950801.oracleGeneral")
    let bytes = [UInt8](try Data(contentsOf: trace))
    return (0..<count).map { number in
      func value(_ offset: Int, _ octets: Int) -> UInt64 {
        (0..<octets).reduce(0) { $0 | UInt64(bytes[number * 24 + offset + $1]) << UInt64(8 * $1) }
      }
      var size = 1
      while size < value(12, 4) { size *= 2 }
      return "/\(size)/\(value(4, 8))"
    }
  }

  /// In place of the one above: most of what it does not hold comes from the regional cache.
  private static let withRegionalCache = """
    regionalCaches:
      - {region: eu-west-1, capacity: 6MiB}
    pops:
      - {id: REP1-C1, city: A, latitude: 0, longitude: 0, address: 127.0.1.1, capacity: 2MiB, eviction: sieve, regionalCache: eu-west-1}
    """

  @Test(
    "Hours of a web server's requests through a live lab, and its log through the core alone: the same figures",
    arguments: [false, true])
  func agreement(hasRegionalCache: Bool) throws {
    let manager = FileManager.default
    defer { try? manager.removeItem(at: directory) }
    for name in ["distributions", "zones"] {
      try manager.createDirectory(at: directory.appending(path: name), withIntermediateDirectories: true)
    }
    for (name, text) in Self.edgeConfig {
      let content = hasRegionalCache && name == "pops.yaml" ? Self.withRegionalCache : text
      try content.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
    }
    let log = directory.appending(path: "access.log").path
    let lab = try LabProcess(
      zones: directory.appending(path: "zones"), edgeConfig: directory, ["--access-log", log])
    let paths = try paths(2_000)
    let client = try RawClient(port: lab.httpPort())
    for path in paths {
      #expect(client.get(path, host: "www.replay.test", count: 1) == 1)
    }
    let metrics = try lab.metrics()
    #expect(lab.stop() == 0)

    func replayed(_ options: [String] = []) throws -> [String: Any] {
      let run = try Command(
        LabProcess.program.path,
        ["replay", log, "--edge-config", directory.path, "--format", "json"] + options)
      #expect(run.status == 0, "\(run.errors)")
      let reports = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      return try #require((reports as? [[String: Any]])?.first)
    }
    let report = try replayed(["--built-in-origins"])
    let total = try #require(report["total"] as? [String: Any])
    let family = "edgesim_http_requests_total"
    #expect(total["requests"] as? Int == paths.count)
    #expect(total["hits"] as? Int == metrics.sum(family, ["result": "Hit"]))
    #expect(total["misses"] as? Int == metrics.sum(family, ["result": "Miss"]))
    #expect(total["originRequests"] as? Int == metrics.sum("edgesim_origin_requests_total"))
    #expect(total["originOctets"] as? Int == metrics.sum("edgesim_origin_bytes_total"))
    #expect(total["hitsAbove"] as? Int == metrics.sum("edgesim_http_upper_tier_hits_total"))
    let points = try #require(report["pointsOfPresence"] as? [[String: Any]])
    let regional = try #require(report["regionalCaches"] as? [[String: Any]])
    func sum(_ figure: String) -> Int {
      (points + regional).reduce(0) { $0 + ($1[figure] as? Int ?? 0) }
    }
    #expect(sum("evictions") == metrics.sum("edgesim_cache_evictions_total"))
    #expect(sum("objects") == metrics.sum("edgesim_cache_objects"))
    #expect((points.first?["evictions"] as? Int ?? 0) > 100)
    #expect(regional.count == (hasRegionalCache ? 1 : 0))
    #expect((total["hitsAbove"] as? Int ?? 0) > (hasRegionalCache ? 100 : -1))
    let behaviors = try #require(report["behaviors"] as? [[String: Any]])
    #expect(behaviors.compactMap { $0["behavior"] as? String } == ["/1024/*", "*"])

    // Of origins that are not known the log tells enough: hits differ only as heads do in what they take of the cache.
    let told = try #require(try replayed()["total"] as? [String: Any])
    let difference = (told["hits"] as? Int ?? 0) - (total["hits"] as? Int ?? 0)
    #expect(abs(difference) <= paths.count / 100, "\(difference)")
  }

  @Test("Options that do not go together, and a log that does not say enough, are refused")
  func faults() throws {
    let log = FileManager.default.temporaryDirectory.appending(path: "edgesim-log-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: log) }
    let line = #"192.0.2.1 - - [01/Aug/1995:00:00:01 +0000] "GET / HTTP/1.0" 200 10"# + "\n"
    try line.write(to: log, atomically: true, encoding: .utf8)
    let config = ["--edge-config", LabProcess.repository.appending(path: "edge-config").path]
    for (options, words) in [
      (config, "say it with --host"), (config + ["--host", "a", "--ttl", "1h"], "change them"),
      (config + ["--host", "a", "--curve"], "--curve"),
      (config + ["--host", "a", "--sample", "0.5"], "--sample"),
      (config + ["--host", "a", "--prices", "gib=1"], "--prices"),
      (config + ["--host", "a", "--seeds", "0"], "--seeds"),
      (config + ["--host", "a", "--tiers", "2xlru@1%"], "pops.yaml"),
      (
        config + ["--host", "a", "--baseline", log.path], "is no result of edgesim replay with --edge-config"
      ),
      (config + ["--host", "a", "--window", "soon"], "--window"),
      (["--host", "a"], "only with --edge-config"), (config + ["--host", "a", "--size", "1%"], "octets"),
      (config + ["--host", "a", "--policy", "belady"], "beforehand"),
      (["--edge-config", "/nonexistent"], "/nonexistent"),
      (config + ["--host", "a", "--response-header", "x"], "name: value"),
      (config + ["--host", "a", "--fetch-time", "soon"], "--fetch-time"),
      (config + ["--host", "a", "--input-format", "oracleGeneral"], "record "),
    ] {
      let run = try Command(LabProcess.program.path, ["replay", log.path] + options)
      #expect(
        run.status == 2 && run.output.isEmpty && run.errors.contains(words), "\(options): \(run.errors)")
    }
    let run = try Command(
      LabProcess.program.path, ["replay", log.path, "--host", "www.example.com"] + config)
    #expect(run.status == 0 && run.output.contains("E2EXAMPLEWWW01"), "\(run.errors)")
  }

  @Test("Windows, seeds, a page and what changed since an earlier result")
  func comparison() throws {
    let manager = FileManager.default
    try manager.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: directory) }
    func replay(_ options: [String]) throws -> Command {
      try Command(
        LabProcess.program.path,
        [
          "replay", "synthetic:zipf,alpha=0.8,objects=2000,requests=20000,rate=10,size=10000,seed=1",
          "--edge-config",
          LabProcess.repository.appending(path: "edge-config").path, "--host", "www.example.com", "--seeds",
          "3",
          "--split", "client", "--window", "10m",
        ] + options)
    }
    let before = try replay(["--policy", "lru", "--size", "2MiB", "--format", "json"])
    #expect(before.status == 0, "\(before.errors)")
    let path = directory.appending(path: "before.json").path
    try before.output.write(toFile: path, atomically: true, encoding: .utf8)
    let report = try #require(
      (JSONSerialization.jsonObject(with: Data(before.output.utf8)) as? [[String: Any]])?.first)
    #expect((report["hitRatios"] as? [Double]).map { Set($0).count } == 3)
    let windows = try #require(report["windows"] as? [[String: Any]])
    #expect(windows.compactMap { $0["start"] as? Int } == [0, 600, 1200, 1800])
    let requests = windows.compactMap { ($0["total"] as? [String: Any])?["requests"] as? Int }
    #expect(requests.reduce(0, +) == 20_000)

    let page = directory.appending(path: "page.html").path
    let now = try replay(["--policy", "lru,fifo", "--size", "2MiB", "--baseline", path, "--report", page])
    #expect(now.status == 0, "\(now.errors)")
    #expect(now.output.contains("By time") && now.output.contains("Hit ratio over 3 seeds"))
    #expect(now.output.contains("compared with \(path)") && now.output.contains(" same"))
    #expect(now.output.contains("1 caches are in one of the results only"))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(
      html.contains("Hit ratio over time") && html.contains("fifo 2MiB")
        && !html.contains("http://www.w3.org/1999/xlink"))

    let other = try replay(["--policy", "lru", "--size", "2MiB", "--baseline", path, "--fetch-time", "1s"])
    #expect(other.status == 2 && other.errors.contains("replay with the same options"))
    // Another policy in place of the same one is another cache; as configured, one edge is compared with another.
    let configured = try replay(["--format", "json"])
    try configured.output.write(toFile: path, atomically: true, encoding: .utf8)
    let again = try replay(["--baseline", path])
    #expect(again.status == 0 && again.output.contains("as configured"), "\(again.errors)")
  }
}
