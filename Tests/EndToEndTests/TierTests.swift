import Foundation
import Testing

/// Regional caches and Origin Shields on workers of their own, over real sockets.
@Suite(.serialized) struct TierTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// Ashburn and Boston ask us-east-1, Frankfurt eu-central-1, which is the Origin Shield.
  private func lab(_ extra: [String] = []) throws -> LabProcess {
    try files.write(
      "pops.yaml",
      """
      regionalCaches: [{region: us-east-1, capacity: 64MiB}, {region: eu-central-1, capacity: 64MiB}]
      pops:
        - {id: IAD89-C1, city: Ashburn, latitude: 38.95, longitude: -77.46, address: 127.0.2.1, capacity: 1MiB}
        - {id: BOS50-C1, city: Boston, latitude: 42.36, longitude: -71.01, address: 127.0.2.2, capacity: 1MiB}
        - {id: FRA56-C1, city: Frankfurt, latitude: 50.03, longitude: 8.57, address: 127.0.2.3, capacity: 1MiB}

      """)
    try files.write(
      "origins.yaml",
      """
      origins:
        - name: o.test
          objects:
            - {path: /slow, body: slow, latency: 300ms, headers: {Cache-Control: max-age=60}}
            - {path: /large, size: 20MiB, headers: {Cache-Control: max-age=60}}
            - {path: /*, body: content, headers: {Cache-Control: max-age=60}}

      """)
    try files.write(
      "distributions/d.yaml",
      """
      Id: E1
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: o.test, OriginShield: {Enabled: true, OriginShieldRegion: eu-central-1}}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
        CachePolicyId: CachingOptimized

      """)
    return try files.lab(extra)
  }

  /// `X-Cache` of the answer.
  private func ask(
    _ lab: LabProcess, _ pop: Int, _ path: String = "/a", _ extra: [String] = []
  ) throws -> String {
    try Self.ask(lab.httpPort(), pop, path, extra)
  }

  private static func ask(_ port: UInt16, _ pop: Int, _ path: String, _ extra: [String] = []) throws -> String
  {
    let answer = try Command(
      "curl",
      [
        "-s", "-o", "/dev/null", "-D", "-", "-H", "Host: www.example.com",
        "http://127.0.2.\(pop):\(port)\(path)",
      ] + extra)
    let line = answer.output.split(separator: "\r\n").first { $0.hasPrefix("X-Cache: ") }
    return line.map { String($0.dropFirst("X-Cache: ".count).prefix { $0 != " " }) } ?? answer.output
  }

  @Test("each tier answers what it has, on one worker and on two", arguments: ["1", "2"])
  func hits(workers: String) throws {
    let log = files.url.appending(path: "access.log")
    let lab = try lab(["--workers", workers, "--access-log", log.path])
    #expect(try [1, 1, 2, 2, 3].map { try ask(lab, $0) } == ["Miss", "Hit", "Hit", "Hit", "Hit"])
    #expect(try ask(lab, 2, "/a", ["-X", "POST", "-d", "form=1"]) == "Miss")
    let metrics = try lab.metrics()
    #expect(metrics.sum("edgesim_origin_requests_total", ["pop": "eu-central-1"]) == 2)
    #expect(metrics.sum("edgesim_origin_requests_total") == 2)
    #expect(metrics.sum("edgesim_http_requests_total") == 6)
    #expect(metrics.sum("edgesim_http_upper_tier_hits_total") == 2)
    #expect(metrics.sum("edgesim_tier_requests_total", ["tier": "regional"]) == 3)
    #expect(metrics.sum("edgesim_tier_requests_total", ["tier": "origin-shield"]) == 2)
    let top = try Command(
      LabProcess.program.path, ["top", "--once", "--admin", "127.0.0.1:\(lab.adminPort())"])
    let rows = top.output.split(separator: "\n").map {
      $0.split(separator: " ").prefix(5).joined(separator: " ")
    }
    #expect(rows.contains("all all all regional 3") && rows.contains("all all all edge 6"), "\(top.output)")
    #expect(lab.stop() == 0)
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").filter {
      !$0.hasPrefix("#")
    }
    #expect(lines.count == 6, "caches' requests are not viewers'")
  }

  @Test("viewers of several points of presence cost one request to the origin")
  func collapses() throws {
    let lab = try lab()
    let (port, counter) = (try lab.httpPort(), Counter())
    DispatchQueue.concurrentPerform(iterations: 9) { number in
      let result = try? Self.ask(port, number % 3 + 1, "/slow")
      if result == "Hit" || result == "Miss" { counter.add(1) }
    }
    #expect(counter.value == 9)
    #expect(try lab.metrics().sum("edgesim_origin_requests_total") == 1)
  }

  @Test("an invalidation is in effect in every tier when it is Completed")
  func invalidates() throws {
    let lab = try lab(["--workers", "2"])
    for pop in 1...3 { _ = try ask(lab, pop) }
    let made = try Command(
      LabProcess.program.path,
      ["invalidate", "/a", "--wait", "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(made.output.contains("Completed"), "\(made)")
    #expect(try ask(lab, 2) == "Miss")
    #expect(try lab.metrics().sum("edgesim_origin_requests_total") == 2)
  }

  @Test("a large body passes through all tiers in bounded memory, whole, and to a viewer that leaves")
  func passesThrough() throws {
    let lab = try lab()
    let url = "http://127.0.2.1:\(try lab.httpPort())/large"
    let whole = try Command(
      "curl", ["-s", "-o", "/dev/null", "-w", "%{size_download}", "-H", "Host: www.example.com", url])
    #expect(whole.output == "\(20 << 20)")
    let cut = try Command(
      "curl",
      ["-s", "-m", "1", "--limit-rate", "1000", "-o", "/dev/null", "-H", "Host: www.example.com", url])
    #expect(cut.status == 28)
    #expect(try ask(lab, 1) == "Miss")
    #expect(lab.stop() == 0)
  }

  @Test("a reload takes a regional cache away")
  func reloads() throws {
    let lab = try lab()
    _ = try ask(lab, 1)
    let text = try String(contentsOf: files.url.appending(path: "pops.yaml"), encoding: .utf8)
    try files.write(
      "pops.yaml", text.replacingOccurrences(of: "{region: us-east-1, capacity: 64MiB}, ", with: ""))
    lab.signal(SIGHUP)
    try eventually("the lab is reloaded") { lab.errors.contains("reloaded") }
    try eventually("us-east-1 is not asked any more") {
      _ = try ask(lab, 2, "/\(UUID().uuidString)")
      return try lab.metrics().sum(
        "edgesim_tier_requests_total", ["cache": "eu-central-1", "tier": "regional"]) > 0
    }
    #expect(lab.stop() == 0)
  }

  @Test("explain http names the caches that are asked")
  func explains() throws {
    _ = try lab()
    let explained = try Command(
      LabProcess.program.path,
      ["explain", "http", "www.example.com/a", "--edge-config", files.url.path])
    #expect(explained.status == 0, "\(explained)")
    #expect(explained.output.contains("the regional cache us-east-1 is asked"))
    #expect(
      explained.output.contains("origin        o (http://o.test:80), asked by the Origin Shield eu-central-1")
    )
  }
}
