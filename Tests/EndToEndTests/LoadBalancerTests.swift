import Foundation
import Testing

/// Load balancers over real servers. Their health checks run a hundred times as fast as in life.
@Suite(.serialized) struct LoadBalancerTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func writeBalancer(_ settings: String, _ targets: [String]) throws {
    try files.write(
      "origins.yaml",
      """
      origins:
        - {name: a.test, objects: [{path: /*, body: a, headers: {Cache-Control: max-age=60}}]}
        - {name: b.test, objects: [{path: /*, body: b, headers: {Cache-Control: max-age=60}}]}
      loadBalancers: [{name: app.test, \(settings) targets: [\(targets.joined(separator: ", "))]}]

      """)
  }

  /// `caching`: cookies are keyed and forwarded.
  private func lab(
    _ settings: String = "", targets: [String] = ["a.test", "b.test"],
    caching: String = "MinTTL: 0, DefaultTTL: 0, MaxTTL: 0", cookies: String = "all"
  ) throws -> LabProcess {
    try writeBalancer(settings, targets)
    try files.write(
      "pops.yaml",
      "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n"
    )
    try files.write(
      "distributions/d.yaml",
      """
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: app.test}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
        ForwardedValues: {QueryString: true, Cookies: {Forward: \(cookies)}}
        \(caching.replacingOccurrences(of: ", ", with: "\n  "))

      """)
    try files.write("zones/health-checks.yaml", "checkers: {timeScale: 100}\n")
    return try files.lab()
  }

  private func get(_ lab: LabProcess, _ extra: String..., path: String = "/") throws -> Reply {
    let command = try Command(
      "curl",
      [
        "-s", "-i", "--max-time", "20", "-H", "Host: www.example.com",
        "http://127.0.0.1:\(lab.httpPort())\(path)",
      ] + extra)
    return Reply(command.output)
  }

  private func origins(_ lab: LabProcess) throws -> [[String: Any]] {
    let command = try Command(
      LabProcess.program.path,
      ["origins", "--format", "json", "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(command.status == 0, "\(command.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    return try #require(json as? [[String: Any]])
  }

  private func fault(_ lab: LabProcess, _ words: String...) throws {
    let command = try Command(
      LabProcess.program.path, ["fault"] + words + ["--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(command.status == 0, "\(command.errors)")
  }

  @Test("round robin by weight; figures tell requests, connections and their reuse")
  func roundRobin() throws {
    let lab = try lab(targets: ["{name: a.test, weight: 3}", "b.test"])
    let bodies = try (0..<8).map { try get(lab, path: "/\($0)").body }
    #expect(bodies.count { $0 == "a" } == 6 && bodies.count { $0 == "b" } == 2)
    let servers = try origins(lab)
    #expect(servers.map { $0["target"] as? String } == ["a.test", "b.test"])
    #expect(servers.map { $0["requests"] as? Int } == [6, 2])
    #expect(servers.map { $0["connects"] as? Int } == [1, 1])
    #expect(servers.map { $0["reuses"] as? Int } == [5, 1])
    #expect(servers.map { $0["inFlight"] as? Int } == [0, 0])
    #expect(
      try lab.metrics().sum(
        "edgesim_origin_server_connections_total", ["target": "a.test", "event": "reused"]) == 5)
  }

  @Test("a target that refuses: another is asked at once, and a health check keeps all from it")
  func failing() throws {
    let lab = try lab("healthCheck: {RequestInterval: 10, FailureThreshold: 1},")
    func status() throws -> String? { try origins(lab)[0]["status"] as? String }
    #expect(try status() == "Healthy")
    try fault(lab, "set", "a.test", "refuse")
    for path in 0..<4 { #expect(try get(lab, path: "/\(path)").body == "b") }
    try eventually("the target is unhealthy") { try status() == "Unhealthy" }
    let failures = try origins(lab)[0]["failures"] as? Int
    for path in 4..<8 { #expect(try get(lab, path: "/\(path)").body == "b") }
    #expect(try origins(lab)[0]["failures"] as? Int == failures)
    try fault(lab, "clear", "a.test")
    try eventually("the target is healthy again") { try status() == "Healthy" }
    #expect(try Set((8..<12).map { try get(lab, path: "/\($0)").body }) == ["a", "b"])
  }

  @Test("all targets refuse: ConnectionAttempts are made, then 502")
  func allFail() throws {
    let lab = try lab()
    try fault(lab, "set", "a.test", "refuse")
    try fault(lab, "set", "b.test", "refuse")
    #expect(try get(lab).status == 502)
    #expect(try origins(lab).reduce(0) { $0 + (($1["failures"] as? Int) ?? 0) } == 3)
  }

  @Test("the sticky cookie: back to the same target, also while that drains; no stored copy has it")
  func sticky() throws {
    let lab = try lab(
      "stickyCookie: server,", caching: "MinTTL: 0, DefaultTTL: 60, MaxTTL: 60",
      cookies: "whitelist, WhitelistedNames: [server]")
    let first = try get(lab)
    let cookie = try #require(first.fields["set-cookie"]).prefix { $0 != ";" }
    // Who has no cookie gets the stored copy, and no cookie with it.
    let second = try get(lab)
    #expect(second.xCache == "Hit from cloudfront" && second.fields["set-cookie"] == nil)
    for path in 0..<4 {
      let back = try get(lab, "-H", "Cookie: \(cookie)", path: "/\(path)")
      #expect(back.body == first.body && back.fields["set-cookie"] == nil)
    }
    let other = first.body == "a" ? "b" : "a"
    try writeBalancer(
      "stickyCookie: server,", ["{name: \(first.body).test, draining: true}", "\(other).test"])
    lab.signal(SIGHUP)
    try eventually("the target drains") {
      try origins(lab).contains { $0["draining"] as? Bool == true }
    }
    #expect(try get(lab, "-H", "Cookie: \(cookie)", path: "/5").body == first.body)
    #expect(try (6..<9).allSatisfy { try get(lab, path: "/\($0)").body == other })
    try fault(lab, "set", "\(first.body).test", "refuse")
    let moved = try get(lab, "-H", "Cookie: \(cookie)", path: "/10")
    #expect(moved.body == other && moved.fields["set-cookie"] != nil)
  }

  @Test("hash: an URL has its target")
  func hash() throws {
    let lab = try lab("algorithm: hash,")
    let bodies = try (0..<8).map { try get(lab, path: "/\($0)").body }
    #expect(Set(bodies) == ["a", "b"])
    #expect(try (0..<8).map { try get(lab, path: "/\($0)").body } == bodies)
  }

  @Test("least connections: nothing new for a target that does not answer")
  func leastConnections() throws {
    let slow = try RawServer(pieces: { _ in
      [RawServer.Piece("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow", after: 3)]
    })
    let lab = try lab(
      "algorithm: least-connections,", targets: ["\"127.0.0.1:\(slow.port)\"", "a.test"])
    let waiting = try (0..<2).map { number in
      let client = try RawClient(port: lab.httpPort())
      client.send("GET /w\(number) HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
      return client
    }
    try eventually("the slow target has a request") { slow.requests.count == 1 }
    for path in 0..<3 { #expect(try get(lab, path: "/\(path)").body == "a") }
    for client in waiting { #expect(client.receiveAll().contains("HTTP/1.1 200")) }
    #expect(slow.requests.count == 1)
  }
}
