import Foundation
import Synchronization
import Testing

/// Health checks with real probes: fast intervals, everything else as in life.
@Suite(.serialized) struct HealthTests {
  let zones = FileManager.default.temporaryDirectory.appending(path: "edgesim-health-\(UUID().uuidString)")

  private func cleanUp() { try? FileManager.default.removeItem(at: zones) }

  /// The example lab with `checks`, thirty times as fast.
  private func start(_ checks: String, records: String = "") throws -> LabProcess {
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    try Data("\(checks)\ncheckers: {timeScale: 30}\n".utf8).write(
      to: zones.appending(path: "health-checks.yaml"))
    try Data("$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n\(records)\n".utf8).write(
      to: zones.appending(path: "a.test.zone"))
    return try LabProcess(zones: zones)
  }

  @discardableResult
  private func edgesim(_ lab: LabProcess, _ arguments: String...) throws -> Command {
    try Command(LabProcess.program.path, arguments + ["--admin", "127.0.0.1:\(lab.adminPort())"])
  }

  private func status(_ lab: LabProcess, _ id: String) throws -> [String: Any] {
    let command = try edgesim(lab, "health", "status", id, "--format", "json")
    #expect(command.status == 0, "\(command.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
  }

  private func wait(_ lab: LabProcess, until id: String, is wanted: String) throws {
    try eventually("\(id) is \(wanted)") { try status(lab, id)["status"] as? String == wanted }
  }

  /// Until every checker has something to tell.
  private func waitForData(_ lab: LabProcess, of id: String) throws {
    try eventually("all checkers of \(id) have asked") {
      let seen = try status(lab, id)["observations"] as? [[String: Any]] ?? []
      return seen.count == 16 && seen.allSatisfy { $0["status"] != nil }
    }
  }

  @Test("an origin that refuses is found out, and found well again; the hook and /metrics hear of it")
  func failover() throws {
    defer { cleanUp() }
    let told = FileManager.default.temporaryDirectory.appending(path: "edgesim-told-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: told) }
    let hook = try RawServer { request in
      request.hasPrefix("POST /changed ")
        ? "HTTP/1.1 204 No Content\r\n\r\n" : "HTTP/1.1 404 Not Found\r\n\r\n"
    }
    let lab = try start(
      """
      HealthChecks:
        web: {Type: HTTP, FullyQualifiedDomainName: www.origin.test, ResourcePath: /news}
        all: {Type: CALCULATED, HealthThreshold: 1, ChildHealthChecks: [web]}
      notify:
        - {url: "http://127.0.0.1:\(hook.port)/changed"}
        - {command: [sh, -c, 'echo "$0" >> \(told.path)']}
      """)
    try waitForData(lab, of: "web")
    #expect(try status(lab, "web")["healthyCheckers"] as? Int == 16)
    #expect(try edgesim(lab, "fault", "set", "www.origin.test", "refuse").status == 0)
    try wait(lab, until: "all", is: "Unhealthy")
    let list = try edgesim(lab, "health", "list", "--format", "tsv").output.split(separator: "\n")
    // A title, and those of the example's load balancer behind.
    #expect(list.count == 5)
    #expect(list[1].hasPrefix("web\tHTTP\thttp://www.origin.test:80/news\tUnhealthy\t"))
    #expect(list[1].hasSuffix("\tConnection refused"))
    #expect(try lab.metrics().text.contains("edgesim_health_check_status{id=\"web\",type=\"HTTP\"} 0\n"))
    #expect(try edgesim(lab, "fault", "clear", "www.origin.test").status == 0)
    try wait(lab, until: "all", is: "Healthy")
    try eventually("everybody is told") {
      let lines = (try? String(contentsOf: told, encoding: .utf8))?.split(separator: "\n") ?? []
      return lines.count >= 4 && hook.requests.count >= 4
    }
    let request = try #require(hook.requests.first { $0.contains("\"id\":\"all\"") })
    #expect(request.contains("\"status\":\"Unhealthy\""), "\(request)")
    #expect(lab.stop() == 0)
  }

  @Test("12 of 16 checkers cut off change nothing, all of them do; viewers notice neither")
  func partition() throws {
    defer { cleanUp() }
    // A connection that is lost takes four seconds, thirty times as fast or not.
    let lab = try start(
      "HealthChecks: {web: {Type: HTTP, FullyQualifiedDomainName: www.origin.test, ResourcePath: /news, FailureThreshold: 1}}"
    )
    try waitForData(lab, of: "web")
    try edgesim(
      lab, "fault", "set", "www.origin.test",
      "partition=us-east-1,us-west-1,us-west-2,eu-west-1,ap-southeast-1,ap-southeast-2")
    try eventually("12 checkers see nothing") { try status(lab, "web")["healthyCheckers"] as? Int == 4 }
    #expect(try status(lab, "web")["status"] as? String == "Healthy")
    let failure = try #require(status(lab, "web")["lastFailureReason"] as? String)
    #expect(failure == "Connection timed out")
    #expect(try lab.curl("/news", at: "127.0.0.1").status == 200)
    try edgesim(lab, "fault", "set", "www.origin.test", "partition=all")
    try wait(lab, until: "web", is: "Unhealthy")
    #expect(try lab.curl("/news", at: "127.0.0.1").status == 200)
  }

  @Test("faults of an origin, and what a checker calls them")
  func faults() throws {
    defer { cleanUp() }
    let lab = try start(
      "HealthChecks: {web: {Type: HTTP, FullyQualifiedDomainName: www.origin.test, ResourcePath: /news, FailureThreshold: 1}}"
    )
    for (fault, failure) in [
      ("status=503", "HTTP Status Code: 503"), ("hang", "Response timed out"),
      ("delay=2500ms", "Response timed out"),
      ("drop=1", "Connection closed before the response"),
    ] {
      #expect(try edgesim(lab, "fault", "set", "www.origin.test", fault).status == 0)
      try wait(lab, until: "web", is: "Unhealthy")
      try eventually("it is said why: \(fault)") {
        try status(lab, "web")["lastFailureReason"] as? String == failure
      }
      try edgesim(lab, "fault", "clear", "www.origin.test")
      try wait(lab, until: "web", is: "Healthy")
    }
    let unknown = try edgesim(lab, "fault", "set", "nothing.test", "hang")
    #expect(unknown.status == 2 && unknown.errors.contains("there is no built-in origin nothing.test"))
    #expect(try edgesim(lab, "fault", "set", "www.origin.test", "explode").status == 2)
  }

  @Test("forced down for a time, alarms and routing controls")
  func told() throws {
    defer { cleanUp() }
    let lab = try start(
      """
      HealthChecks:
        web: {Type: HTTP, FullyQualifiedDomainName: www.origin.test, ResourcePath: /news}
        alarm:
          Type: CLOUDWATCH_METRIC
          AlarmIdentifier: {Region: us-east-1, Name: latency}
          InsufficientDataHealthStatus: LastKnownStatus
        switch: {Type: RECOVERY_CONTROL, RoutingControlArn: "arn:aws:x"}
      """)
    #expect(try edgesim(lab, "health", "force", "web", "down", "--for", "6s").status == 0)
    #expect(try status(lab, "web")["status"] as? String == "Unhealthy")
    try wait(lab, until: "web", is: "Healthy")
    try edgesim(lab, "health", "force", "web", "down")
    try edgesim(lab, "health", "force", "web", "obey")
    #expect(try status(lab, "web")["status"] as? String == "Healthy")
    try edgesim(lab, "health", "alarm", "alarm", "ALARM")
    try edgesim(lab, "health", "alarm", "alarm", "INSUFFICIENT_DATA")
    #expect(try status(lab, "alarm")["status"] as? String == "Unhealthy")
    try edgesim(lab, "health", "switch", "switch", "off")
    #expect(try status(lab, "switch")["status"] as? String == "Unhealthy")
    // Forced or told, a reload keeps it.
    lab.signal(SIGHUP)
    try eventually("the reload is logged") { lab.errors.contains("reloaded") }
    #expect(try status(lab, "switch")["status"] as? String == "Unhealthy")
    let wrong = try edgesim(lab, "health", "switch", "web", "off")
    #expect(
      wrong.status == 2 && wrong.errors.contains("health check web has Type HTTP, not RECOVERY_CONTROL"))
    #expect(try edgesim(lab, "health", "status", "nothing").status == 2)
  }

  @Test("what endpoints answer, and what a checker makes of it")
  func endpoints() throws {
    defer { cleanUp() }
    let long = String(repeating: "x", count: 6_000)
    let server = try RawServer { request in
      let path = request.split(separator: " ").dropFirst().first ?? ""
      return switch path {
      case "/moved": "HTTP/1.1 301 Moved Permanently\r\nLocation: /gone\r\nContent-Length: 0\r\n\r\n"
      case "/late": "HTTP/1.1 200 OK\r\n\r\n\(long)needle"
      case "/early": "HTTP/1.1 200 OK\r\n\r\nneedle\(long)"
      case "/garbage": "SSH-2.0-OpenSSH\r\n\r\n"
      case "/head": "HTTP/1.1 200 OK\r\nX-Long: \(String(repeating: "y", count: 17_000))\r\n\r\n"
      case "/chunked":
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnee\r\n3\r\ndle\r\n0\r\n\r\n"
      default: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
      }
    }
    let paths = ["moved", "late", "early", "garbage", "head", "chunked", "missing"]
    let searching = ["late", "early", "chunked"]
    let checks = paths.map { path in
      let match = searching.contains(path) ? "Type: HTTP_STR_MATCH, SearchString: needle" : "Type: HTTP"
      return "  \(path): {\(match), IPAddress: 192.0.2.10, ResourcePath: /\(path), FailureThreshold: 1}"
    }
    let lab = try start(
      "HealthChecks:\n\(checks.joined(separator: "\n"))\nendpoints: {192.0.2.10: 127.0.0.1:\(server.port)}")
    let expected = [
      "moved": "Success: HTTP Status Code: 301. Resolved IP: 127.0.0.1. OK",
      "late":
        "Failure: HTTP Status Code: 200. Resolved IP: 127.0.0.1. Search string not found in the first 5120 octets",
      "early": "Success: HTTP Status Code: 200. Resolved IP: 127.0.0.1. OK",
      "garbage": "Failure: Resolved IP: 127.0.0.1. Invalid response",
      "head": "Failure: Resolved IP: 127.0.0.1. Response header is longer than 16384 octets",
      "chunked": "Success: HTTP Status Code: 200. Resolved IP: 127.0.0.1. OK",
      "missing": "Failure: HTTP Status Code: 404. Resolved IP: 127.0.0.1",
    ]
    for path in paths {
      try waitForData(lab, of: path)
      let seen = try status(lab, path)["observations"] as? [[String: Any]] ?? []
      #expect(Set(seen.compactMap { $0["status"] as? String }) == [expected[path]!], "\(path)")
    }
    let request = try #require(server.requests.first { $0.hasPrefix("GET /moved ") })
    #expect(request.contains("Host: 192.0.2.10\r\n"))
    #expect(request.contains("User-Agent: Amazon-Route53-Health-Check-Service (ref moved; report http"))
    #expect(request.contains("Accept-Encoding: identity,gzip,deflate\r\n"))
    #expect(!server.requests.contains { $0.hasPrefix("GET /gone ") }, "redirects are not followed")
  }

  /// Route 53 Developer Guide, "How Amazon Route 53 determines whether a health check is healthy".
  @Test("the rules of a probe: status, time-outs, the first 5,120 octets, Host, TCP, deflate")
  func probeRules() throws {
    defer { cleanUp() }
    @Sendable func body(_ octets: Int) -> String { String(repeating: "x", count: octets - 6) + "needle" }
    // "hay needle hay", as zlib deflates it.
    let deflated: [UInt8] = [
      0x78, 0x9c, 0xcb, 0x48, 0xac, 0x54, 0xc8, 0x4b, 0x4d, 0x4d, 0xc9, 0x49, 0x55, 0xc8, 0x48, 0xac, 0x04,
      0x00, 0x26, 0xe8, 0x05, 0x32,
    ]
    let server = try RawServer(pieces: { request in
      let path = request.split(separator: " ").dropFirst().first ?? ""
      func piece(_ text: String, after seconds: Double = 0) -> RawServer.Piece { .init(text, after: seconds) }
      let ok = "HTTP/1.1 200 OK\r\n\r\n"
      return switch path {
      case "/399": [piece("HTTP/1.1 399 Odd\r\nContent-Length: 0\r\n\r\n")]
      case "/400": [piece("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
      case "/slow-ok": [piece(ok, after: 0.7)]
      case "/slow": [piece(ok, after: 2.6)]
      case "/body-ok": [piece(ok), piece("needle", after: 0.7)]
      case "/body-slow": [piece(ok), piece("needle", after: 2.6)]
      case "/5120": [piece(ok + body(5_120))]
      case "/5121": [piece(ok + body(5_121))]
      case "/case": [piece(ok + "NEEDLE")]
      case "/empty": []
      case "/deflate":
        [piece("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n"), .init(deflated)]
      default: [piece(ok)]
      }
    })
    // A port nobody has at this moment.
    let closed = try RawServer { _ in "" }.port
    let plain = ["399", "400", "slow-ok", "slow", "empty"]
    let searching = ["body-ok", "body-slow", "5120", "5121", "case", "deflate"]
    let checks = (plain + searching).map { path in
      let type = plain.contains(path) ? "Type: HTTP" : "Type: HTTP_STR_MATCH, SearchString: needle"
      return "  '\(path)': {\(type), IPAddress: 192.0.2.10, ResourcePath: \(path), FailureThreshold: 1}"
    }
    let lab = try start(
      """
      HealthChecks:
      \(checks.joined(separator: "\n"))
        host: {Type: HTTP, IPAddress: 192.0.2.10, FullyQualifiedDomainName: a.test, ResourcePath: /host, FailureThreshold: 1}
        port: {Type: HTTP, IPAddress: 192.0.2.10, Port: 8080, FullyQualifiedDomainName: a.test, ResourcePath: /port, FailureThreshold: 1}
        open: {Type: TCP, IPAddress: 192.0.2.10, Port: 25, FailureThreshold: 1}
        closed: {Type: TCP, IPAddress: 192.0.2.20, Port: 25, FailureThreshold: 1}
      endpoints: {192.0.2.10: 127.0.0.1:\(server.port), 192.0.2.20: 127.0.0.1:\(closed)}
      """)
    let found = "Success: HTTP Status Code: 200. Resolved IP: 127.0.0.1. OK"
    let missing =
      "Failure: HTTP Status Code: 200. Resolved IP: 127.0.0.1. Search string not found in the first 5120 octets"
    let expected = [
      "399": "Success: HTTP Status Code: 399. Resolved IP: 127.0.0.1. OK",
      "400": "Failure: HTTP Status Code: 400. Resolved IP: 127.0.0.1",
      "slow-ok": found, "slow": "Failure: Resolved IP: 127.0.0.1. Response timed out",
      "body-ok": found,
      "body-slow": "Failure: HTTP Status Code: 200. Resolved IP: 127.0.0.1. Response body timed out",
      "5120": found, "5121": missing, "case": missing, "deflate": found,
      "empty": "Failure: Resolved IP: 127.0.0.1. Connection closed before the response",
      "open": "Success: Resolved IP: 127.0.0.1. Connection established",
      "closed": "Failure: Resolved IP: 127.0.0.1. Connection refused",
    ]
    for (id, text) in expected.sorted(by: { $0.key < $1.key }) {
      // Most of the checkers: a machine with other work may let single probes time out.
      try eventually("\(id): \(text)") {
        let seen = try status(lab, id)["observations"] as? [[String: Any]] ?? []
        return seen.count { $0["status"] as? String == text } > 8
      }
    }
    try waitForData(lab, of: "host")
    try waitForData(lab, of: "port")
    #expect(server.requests.contains { $0.hasPrefix("GET /host ") && $0.contains("\r\nHost: a.test\r\n") })
    #expect(
      server.requests.contains { $0.hasPrefix("GET /port ") && $0.contains("\r\nHost: a.test:8080\r\n") })
    // A path without its slash gets one.
    #expect(server.requests.contains { $0.hasPrefix("GET /399 HTTP/1.1\r\n") })
    try wait(lab, until: "closed", is: "Unhealthy")
    #expect(try status(lab, "open")["status"] as? String == "Healthy")
  }

  @Test("alarms come from a file, and records follow; a file that is wrong changes nothing")
  func alarmFile() throws {
    defer { cleanUp() }
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    let file = zones.appending(path: "alarms.yaml")
    func write(_ text: String) throws { try text.write(to: file, atomically: true, encoding: .utf8) }
    try write("latency: ALARM\n")
    let lab = try start(
      """
      alarms: alarms.yaml
      HealthChecks:
        last:
          Type: CLOUDWATCH_METRIC
          AlarmIdentifier: {Region: us-east-1, Name: latency}
          InsufficientDataHealthStatus: LastKnownStatus
        none: {Type: CLOUDWATCH_METRIC, AlarmIdentifier: {Region: us-east-1, Name: latency}, InsufficientDataHealthStatus: Healthy}
        turned:
          {Type: CLOUDWATCH_METRIC, AlarmIdentifier: {Region: us-east-1, Name: latency}, InsufficientDataHealthStatus: Healthy, Inverted: true}
      """,
      records: """
        a A 192.0.2.1 ; AWS routing="FAILOVER" failover="PRIMARY" healthCheckId="last" identifier="p"
        a A 192.0.2.2 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
        """)
    func statuses() throws -> [String] {
      try ["last", "none", "turned"].map { try status(lab, $0)["status"] as? String ?? "" }
    }
    // From the first query on.
    #expect(try lab.answers("+short", "a.a.test", "A") == ["192.0.2.2"])
    #expect(try statuses() == ["Unhealthy", "Unhealthy", "Healthy"])
    try write("# nothing is known\nother: OK\n")
    try eventually("the alarm has no data") { try statuses() == ["Unhealthy", "Healthy", "Unhealthy"] }
    try write("latency: OK\n")
    try eventually("the alarm is over") { try lab.answers("+short", "a.a.test", "A") == ["192.0.2.1"] }
    #expect(try statuses() == ["Healthy", "Healthy", "Unhealthy"])
    try write("latency: BROKEN\n")
    try eventually("the fault is told") { lab.errors.contains("alarms.yaml:1:10: latency is 'BROKEN'") }
    #expect(try statuses() == ["Healthy", "Healthy", "Unhealthy"])
    try write("latency: ALARM\n")
    try eventually("the alarm is back") { try lab.answers("+short", "a.a.test", "A") == ["192.0.2.2"] }
    try FileManager.default.removeItem(at: file)
    try eventually("a file that is gone is no data") {
      try statuses() == ["Unhealthy", "Healthy", "Unhealthy"]
    }
  }

  @Test("alarms come from Prometheus: over the threshold, under it, no data, no answer")
  func prometheus() throws {
    defer { cleanUp() }
    let reply = Mutex("")
    let server = try RawServer { request in
      guard request.hasPrefix("GET /api/v1/query?query=max%28seconds%7Bjob%3D%22a%22%7D%29 HTTP/1.1\r\n")
      else {
        return "HTTP/1.1 404 Not Found\r\n\r\n"
      }
      return reply.withLock { $0 }
    }
    func measure(_ result: String) {
      reply.withLock {
        $0 =
          "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[\(result)]}}"
      }
    }
    measure("{\"metric\":{},\"value\":[1,\"0.7\"]}")
    let lab = try start(
      """
      HealthChecks:
        slow:
          {Type: CLOUDWATCH_METRIC, AlarmIdentifier: {Region: us-east-1, Name: slow}, InsufficientDataHealthStatus: Healthy}
      prometheus:
        url: "http://127.0.0.1:\(server.port)"
        alarms:
          - {AlarmName: slow, Query: 'max(seconds{job="a"})', ComparisonOperator: GreaterThanThreshold, Threshold: 0.5, Period: 1}
      """)
    try wait(lab, until: "slow", is: "Unhealthy")
    measure("{\"metric\":{},\"value\":[1,\"0.3\"]}")
    try wait(lab, until: "slow", is: "Healthy")
    measure("{\"metric\":{},\"value\":[1,\"0.9\"]}")
    try wait(lab, until: "slow", is: "Unhealthy")
    measure("")
    try wait(lab, until: "slow", is: "Healthy")
    measure("{\"metric\":{},\"value\":[1,\"0.9\"]}")
    try wait(lab, until: "slow", is: "Unhealthy")
    reply.withLock { $0 = "HTTP/1.1 503 Service Unavailable\r\n\r\n" }
    try wait(lab, until: "slow", is: "Healthy")
    try eventually("it is said once") {
      lab.errors.contains("alarm slow has no data from http://127.0.0.1:\(server.port): status 503")
    }
  }

  @Test("the string is looked for in what gzip held")
  func compressed() throws {
    defer { cleanUp() }
    // 50 times "hay ", "needle", 50 times " hay".
    let gzip: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xac, 0x54, 0xc8, 0x18, 0x06,
      0x38, 0x2f, 0x35, 0x35, 0x25, 0x27, 0x75, 0x58, 0x78, 0x05, 0x88, 0x01, 0x7b, 0xe3, 0x8a, 0x06, 0x96,
      0x01, 0x00, 0x00,
    ]
    let server = try RawServer(bytes: { _ in
      Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(gzip.count)\r\n\r\n".utf8) + gzip
    })
    let place = "IPAddress: 192.0.2.10, FailureThreshold: 1"
    let lab = try start(
      """
      HealthChecks:
        there: {Type: HTTP_STR_MATCH, SearchString: hay needle hay, \(place)}
        missing: {Type: HTTP_STR_MATCH, SearchString: Needle, \(place)}
      endpoints: {192.0.2.10: 127.0.0.1:\(server.port)}
      """)
    for id in ["there", "missing"] { try waitForData(lab, of: id) }
    #expect(try status(lab, "there")["healthyCheckers"] as? Int == 16)
    #expect(try status(lab, "missing")["healthyCheckers"] as? Int == 0)
  }

  @Test("HTTPS: self-signed and for another name is fine; plain HTTP is not")
  func https() throws {
    defer { cleanUp() }
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    let (key, certificate) = (zones.appending(path: "key.pem").path, zones.appending(path: "cert.pem").path)
    let made = try Command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
        "-out", certificate, "-days", "1", "-subj", "/CN=other.test",
      ])
    #expect(made.status == 0, "\(made.errors)")
    let plain = try RawServer { _ in "HTTP/1.1 400 Bad Request\r\n\r\n" }
    let secure = try TLSServer(certificate: certificate, key: key)
    let lab = try start(
      """
      HealthChecks:
        good: {Type: HTTPS, FullyQualifiedDomainName: example.com, IPAddress: 192.0.2.10, FailureThreshold: 1}
        match:
          {Type: HTTPS_STR_MATCH, SearchString: s_server, IPAddress: 192.0.2.10, FailureThreshold: 1, EnableSNI: false}
        bad: {Type: HTTPS, IPAddress: 192.0.2.20, FailureThreshold: 1}
        page:
          {Type: CLOUDWATCH_METRIC, InsufficientDataHealthStatus: Healthy, AlarmIdentifier: {Region: us-east-1, Name: page}}
      endpoints:
        192.0.2.10: 127.0.0.1:\(secure.port)
        192.0.2.20: 127.0.0.1:\(plain.port)
      prometheus:
        url: "https://127.0.0.1:\(secure.port)"
        alarms: [{AlarmName: page, Query: q, ComparisonOperator: GreaterThanThreshold, Threshold: 1, Period: 1}]
      """)
    for id in ["good", "match", "bad"] { try waitForData(lab, of: id) }
    #expect(try status(lab, "good")["healthyCheckers"] as? Int == 16)
    #expect(try status(lab, "match")["healthyCheckers"] as? Int == 16)
    try wait(lab, until: "bad", is: "Unhealthy")
    #expect(try status(lab, "bad")["lastFailureReason"] as? String == "TLS handshake failed")
    // The page comes over TLS, and is no number.
    try eventually("Prometheus is asked over TLS") {
      lab.errors.contains("no data from https://127.0.0.1:\(secure.port): the answer is no number")
    }
    #expect(try lab.metrics().text.contains("edgesim_health_check_ssl_handshake_time_seconds{id=\"good\""))
  }

  @Test("a web page cannot change the lab")
  func webPages() throws {
    defer { cleanUp() }
    let lab = try start("HealthChecks: {tcp: {Type: TCP, IPAddress: 127.0.0.1, Port: 1}}")
    let url = "http://127.0.0.1:\(try lab.adminPort())/health-checks/tcp?force=up"
    func code(_ extra: String...) throws -> String {
      try Command("curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", url] + extra).output
    }
    #expect(try code("-H", "Origin: http://evil.test") == "403")
    #expect(try code() == "200")
    try eventually("refused but forced up") {
      let tcp = try status(lab, "tcp")
      return tcp["healthyCheckers"] as? Int == 0 && tcp["status"] as? String == "Healthy"
    }
  }
}
