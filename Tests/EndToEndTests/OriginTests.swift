import Foundation
import Testing

/// What the edge does with origins that fail, asked over real sockets.
@Suite(.serialized) struct OriginTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// A lab of one PoP and one distribution, `www.example.com`, which caches nothing.
  private func lab(origins: [String], groups: String = "", target: String = "o", rules: String = "") throws
    -> LabProcess
  {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n",
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins:
      \(origins.map { "  - {\($0)}\n" }.joined())
      \(groups)
      DefaultCacheBehavior:
        TargetOriginId: \(target)
        \(rules)
        ViewerProtocolPolicy: allow-all
        AllowedMethods: [GET, HEAD, OPTIONS\(groups.isEmpty ? ", PUT, POST, PATCH, DELETE" : "")]
        CachePolicyId: CachingDisabled

      """,
    ])
    return try files.lab()
  }

  private func origin(
    _ id: String = "o", port: UInt16, _ settings: String = "", _ custom: String = "OriginReadTimeout: 1"
  ) -> String {
    "Id: \(id), DomainName: 127.0.0.1, \(settings) CustomOriginConfig: {HTTPPort: \(port), HTTPSPort: \(port), \(custom)}"
  }

  private func get(_ lab: LabProcess, _ extra: String...) throws -> Reply {
    let port = try lab.httpPort()
    let command = try Command(
      "curl",
      ["-s", "-i", "--max-time", "20", "-H", "Host: www.example.com", "http://127.0.0.1:\(port)/a"] + extra)
    return Reply(command.output)
  }

  private static func ok(_ body: String) -> String {
    "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
  }

  @Test("OriginReadTimeout: GET is tried ConnectionAttempts times, POST once; then 504")
  func readTimeout() throws {
    let server = try RawServer(pieces: { _ in [RawServer.Piece("", after: 8)] })
    let lab = try lab(origins: [origin(port: server.port, "ConnectionAttempts: 2,")])
    #expect(try get(lab).status == 504)
    #expect(server.requests.count == 2)
    #expect(try get(lab, "-d", "x").status == 504)
    #expect(server.requests.count == 3)
  }

  @Test("ResponseCompletionTimeout: before the head 504, within the body a cut connection")
  func completionTimeout() throws {
    let server = try RawServer(pieces: { request in
      let head = RawServer.Piece("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n", after: 0)
      let drip = (0..<20).map { _ in RawServer.Piece("x", after: 0.4) }
      return request.hasPrefix("GET /body") ? [head] + drip : [RawServer.Piece("HTTP", after: 0.5)] + drip
    })
    let lab = try lab(origins: [origin(port: server.port, "ResponseCompletionTimeout: 2,")])
    #expect(try get(lab).status == 504)
    let command = try Command(
      "curl",
      ["-s", "--max-time", "20", "-H", "Host: www.example.com", "http://127.0.0.1:\(lab.httpPort())/body"])
    // CURLE_PARTIAL_FILE
    #expect(command.status == 18 && command.output.utf8.count < 20)
  }

  @Test("nobody listens: 502, for every method")
  func refused() throws {
    let port = try RawServer { _ in "" }.port
    let lab = try lab(origins: [origin(port: port)])
    #expect(try get(lab).status == 502)
    #expect(try get(lab, "-X", "DELETE").status == 502)
  }

  @Test("origin group: the secondary answers for a primary that fails")
  func group() throws {
    let dead = try RawServer { _ in "" }.port
    let secondary = try RawServer { _ in Self.ok("second") }
    let lab = try lab(
      origins: [origin("p", port: dead), origin("s", port: secondary.port)],
      groups:
        "OriginGroups: [{Id: g, FailoverCriteria: {StatusCodes: [503]}, Members: [{OriginId: p}, {OriginId: s}]}]",
      target: "g")
    for count in 1...3 {
      #expect(try get(lab).body == "second")
      #expect(secondary.requests.count == count)
    }
    #expect(try lab.metrics().sum("edgesim_origin_failovers_total") == 3)
  }

  @Test("paid members to one origin, others to another")
  func rules() throws {
    let (plain, paid) = (try RawServer { _ in Self.ok("plain") }, try RawServer { _ in Self.ok("paid") })
    let lab = try lab(
      origins: [origin("o", port: plain.port), origin("paid", port: paid.port)],
      rules: "OriginRules: [{Cookie: tier, Values: [paid], TargetOriginId: paid}]")
    #expect(try get(lab).body == "plain")
    #expect(try get(lab, "-H", "Cookie: a=b; tier=paid").body == "paid")
  }

  // MARK: HTTPS

  /// Makes `name.pem` and `name.key` for a subject alternative name.
  private func makeCertificate(_ name: String, for host: String) throws {
    let command = try Command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=\(name)", "-addext", "subjectAltName=\(host)", "-days", "2", "-keyout", "\(name).key", "-out",
        "\(name).pem",
      ], in: files.url)
    #expect(command.status == 0, "\(command.errors)")
  }

  private func server(_ name: String) throws -> TLSServer {
    try TLSServer(
      certificate: files.url.appending(path: "\(name).pem").path,
      key: files.url.appending(path: "\(name).key").path)
  }

  @Test(
    "https-only: a certificate that is trusted and for the name is taken, others give 502",
    arguments: [("IP:127.0.0.1", true, 200), ("IP:127.0.0.1", false, 502), ("DNS:other.test", true, 502)])
  func https(host: String, isTrusted: Bool, status: Int) throws {
    try makeCertificate("server", for: host)
    let server = try server("server")
    let trust = isTrusted ? "TrustedCertificates: ../server.pem," : ""
    let lab = try lab(origins: [origin(port: server.port, trust, "OriginProtocolPolicy: https-only")])
    let reply = try get(lab)
    #expect(reply.status == status)
    if status == 502 { #expect(reply.body.contains("certificate is not one the edge trusts")) }
  }

  @Test("https-only to a server that speaks no TLS: 502")
  func noTLS() throws {
    let server = try RawServer { _ in Self.ok("plain") }
    let lab = try lab(origins: [origin(port: server.port, "", "OriginProtocolPolicy: https-only")])
    #expect(try get(lab).status == 502)
  }
}
