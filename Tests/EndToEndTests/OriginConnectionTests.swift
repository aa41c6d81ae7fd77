import Foundation
import Testing

/// Connections to origins: made, kept, given up, over real sockets.
@Suite struct OriginConnectionTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// A lab of one PoP and one distribution, `www.example.com`, which caches nothing. `origin`: of the map; `custom`: of its
  /// CustomOriginConfig.
  private func lab(
    port: UInt16, httpsPort: UInt16? = nil, domainName: String = "127.0.0.1", _ origin: String = "",
    custom: String = "OriginReadTimeout: 10", behavior: String = "", _ extra: [String] = []
  ) throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n",
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins:
        - Id: o
          DomainName: \(domainName)
          \(origin)
          CustomOriginConfig: {HTTPPort: \(port), HTTPSPort: \(httpsPort ?? port), \(custom)}
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
        CachePolicyId: CachingDisabled
        \(behavior)

      """,
    ])
    return try files.lab(extra)
  }

  private func get(_ lab: LabProcess, _ extra: String..., scheme: String = "http") throws -> Reply {
    let port = try scheme == "http" ? lab.httpPort() : lab.httpsPort()
    let command = try Command(
      "curl",
      ["-sk", "-i", "--max-time", "20", "-H", "Host: www.example.com", "\(scheme)://127.0.0.1:\(port)/a"]
        + extra)
    return Reply(command.output)
  }

  private func connections(_ lab: LabProcess, _ event: String) throws -> Int {
    try lab.metrics().sum("edgesim_origin_server_connections_total", ["event": event])
  }

  // MARK: Kept connections

  @Test(
    "a kept connection that the origin has closed: once more on a new one, what is idempotent (RFC 9112 9.3.1)"
  )
  func closedMeanwhile() throws {
    let origin = try RecordingOrigin { _, number in number == 1 ? RecordingOrigin.ok : nil }
    let lab = try lab(port: origin.port, "ConnectionAttempts: 1")
    #expect(try get(lab).status == 200)
    #expect(try get(lab).status == 200)
    #expect(origin.requests == ["GET /a", "GET /a", "GET /a"] && origin.connections == 2)
    #expect(try get(lab, "-X", "DELETE").status == 200)
    #expect(origin.connections == 3)
    #expect(try connections(lab, "reused") == 2)
    #expect(try lab.metrics().sum("edgesim_origin_server_failures_total") == 0)
    // Who would be harmed by a second time is sent on a connection of its own.
    #expect(try get(lab, "-d", "x").status == 200)
    #expect(origin.requests.suffix(1) == ["POST /a x"] && origin.connections == 4)
  }

  @Test("closed without an answer, on a new connection: GET ConnectionAttempts times, POST once; then 502")
  func closedAtOnce() throws {
    let origin = try RecordingOrigin { _, _ in nil }
    let lab = try lab(port: origin.port, "ConnectionAttempts: 2")
    #expect(try get(lab).status == 502)
    #expect(origin.requests.count == 2)
    #expect(try get(lab, "-d", "x").status == 502)
    #expect(origin.requests.suffix(1) == ["POST /a x"] && origin.requests.count == 3)
  }

  @Test("a kept connection that is silent costs an attempt, as any")
  func silentMeanwhile() throws {
    let end = DispatchSemaphore(value: 0)
    defer { end.signal() }
    let origin = try RecordingOrigin { _, number in
      if number == 2 { end.wait() }
      return RecordingOrigin.ok
    }
    let lab = try lab(port: origin.port, "ConnectionAttempts: 1", custom: "OriginReadTimeout: 1")
    #expect(try get(lab).status == 200)
    #expect(try get(lab).status == 504)
    #expect(origin.requests.count == 2 && origin.connections == 1)
  }

  @Test("OriginKeepaliveTimeout: kept so long and no longer")
  func keepAlive() throws {
    let origin = try RecordingOrigin()
    let lab = try lab(port: origin.port, custom: "OriginKeepaliveTimeout: 1")
    for _ in 0..<3 { #expect(try get(lab).status == 200) }
    #expect(origin.connections == 1)
    try eventually("the edge has closed it") { origin.openConnections == 0 }
    #expect(try get(lab).status == 200)
    #expect(origin.connections == 2)
  }

  // MARK: Making them

  @Test("an address that does not answer: ConnectionTimeout, ConnectionAttempts times; then 504")
  func connectTimeout() throws {
    let listener = try FullListener()
    let lab = try lab(port: listener.port, "ConnectionAttempts: 2\n    ConnectionTimeout: 1")
    let start = Date()
    let reply = try get(lab)
    #expect(reply.status == 504 && reply.body.contains("could not connect to the origin in time"))
    #expect(Date().timeIntervalSince(start) >= 2)
    #expect(try connections(lab, "opened") == 2)
    #expect(try lab.metrics().sum("edgesim_origin_server_failures_total") == 2)
  }

  @Test("ConnectionLimit: one more is 503 at once, and there is room again afterwards")
  func limit() throws {
    let answers = DispatchSemaphore(value: 0)
    let origin = try RecordingOrigin { head, _ in
      if head.hasPrefix("GET /slow") { answers.wait() }
      return RecordingOrigin.ok
    }
    let lab = try lab(port: origin.port, "ConnectionLimit: 1")
    let slow = try RawClient(port: lab.httpPort())
    slow.send("GET /slow HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
    try eventually("the origin is asked") { origin.requests.count == 1 }
    let refused = try get(lab)
    #expect(refused.status == 503 && refused.body.contains("no connection to the origin to spare"))
    answers.signal()
    #expect(slow.receiveAll().hasPrefix("HTTP/1.1 200"))
    #expect(try get(lab).status == 200)
    // What is kept makes room for what must have a connection of its own.
    #expect(try get(lab, "-d", "x").status == 200)
    #expect(origin.requests == ["GET /slow", "GET /a", "POST /a x"] && origin.connections == 2)
  }

  // MARK: TLS

  /// Makes `name.pem` and `name.key` for a host.
  private func makeCertificate(_ name: String, for host: String) throws {
    let command = try Command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=\(name)", "-addext", "subjectAltName=DNS:\(host)", "-days", "2", "-keyout", "\(name).key",
        "-out", "\(name).pem",
      ], in: files.url)
    #expect(command.status == 0, "\(command.errors)")
  }

  @Test(
    "SNI is the origin's domain name, or the Host that is forwarded; the certificate must be for one of them",
    arguments: [
      // (what the server shows to all, to `name`, what is forwarded, the answer)
      ("other.test", "localhost", "", 200), ("other.test", "localhost", "HostHeaderOnly", 502),
      ("other.test", "www.example.com", "HostHeaderOnly", 200), ("other.test", "www.example.com", "", 502),
      ("localhost", "none.test", "HostHeaderOnly", 200),
    ])
  func serverName(shown: String, name: String, policy: String, status: Int) throws {
    try makeCertificate("all", for: shown)
    try makeCertificate("one", for: name)
    let path = { (name: String) in files.url.appending(path: name).path }
    let trusted = try ["all.pem", "one.pem"].map { try String(contentsOfFile: path($0), encoding: .utf8) }
    try files.write("trusted.pem", trusted.joined())
    let server = try TLSServer(
      certificate: path("all.pem"), key: path("all.key"),
      ["-servername", name, "-cert2", path("one.pem"), "-key2", path("one.key")])
    let lab = try lab(
      port: server.port, domainName: "localhost", "TrustedCertificates: ../trusted.pem",
      custom: "OriginProtocolPolicy: https-only",
      behavior: policy.isEmpty ? "" : "OriginRequestPolicyId: \(policy)")
    #expect(try get(lab).status == status)
  }

  @Test("match-viewer: HTTP for HTTP, HTTPS for HTTPS, each on its port")
  func matchViewer() throws {
    try makeCertificate("server", for: "localhost")
    let plain = try RecordingOrigin()
    let secure = try TLSServer(
      certificate: files.url.appending(path: "server.pem").path,
      key: files.url.appending(path: "server.key").path)
    let lab = try lab(
      port: plain.port, httpsPort: secure.port, domainName: "localhost",
      "TrustedCertificates: ../server.pem", custom: "OriginProtocolPolicy: match-viewer", behavior: "",
      ["--https", "127.0.0.1:0"])
    #expect(try get(lab).body == "ok" && plain.requests == ["GET /a"])
    let reply = try get(lab, scheme: "https")
    // The page of `openssl s_server -www`.
    #expect(reply.status == 200 && reply.body.contains("s_server") && plain.requests == ["GET /a"])
  }
}
