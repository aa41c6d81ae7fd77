import Foundation
import Testing

/// DNS over TLS (RFC 7858), asked with kdig and OpenSSL.
@Suite(.serialized) struct DNSOverTLSTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-tls-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) }

  private func cleanUp() { try? FileManager.default.removeItem(at: directory) }

  private func lab(_ extra: String...) throws -> LabProcess {
    try LabProcess(["--dot", "127.0.0.1:0"] + extra)
  }

  private func kdig(_ lab: LabProcess, _ arguments: String..., pin: String? = nil) throws -> Command {
    try Command(
      "kdig",
      ["@127.0.0.1", "-p", String(lab.tlsPort()), "+retry=0", "+timeout=5", "+tls-pin=\(pin ?? lab.pin())"]
        + arguments)
  }

  /// What `openssl s_client` says of the handshake.
  private func handshake(_ lab: LabProcess, _ arguments: String...) throws -> String {
    let command = try Command("openssl", ["s_client", "-connect", "127.0.0.1:\(lab.tlsPort())"] + arguments)
    return command.output + command.errors
  }

  /// Makes `name.pem` and `name.key`.
  private func makeCertificate(_ name: String) throws {
    let command = try Command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
        "/CN=localhost",
        "-days", "2", "-keyout", "\(name).key", "-out", "\(name).pem",
      ], in: directory)
    #expect(command.status == 0, "\(command.errors)")
  }

  private func path(_ name: String) -> String { directory.appending(path: name).path }

  @Test("A client that pins the key is answered; with another pin it trusts nobody")
  func pinned() throws {
    defer { cleanUp() }
    let lab = try lab("--dot", "127.0.0.2:0")
    #expect(lab.output.components(separatedBy: "listening dns tls 127.0.0.").count == 3)
    let reply = try kdig(lab, "www.example.com", "A", "+subnet=53.0.0.0/24")
    #expect(reply.output.contains("TLS1.3") && reply.output.contains("127.0.1.5"), "\(reply.output)")
    let other = try kdig(
      lab, "www.example.com", "A", pin: Data(repeating: 1, count: 32).base64EncodedString())
    #expect(other.status != 0)
    #expect(try lab.metrics().sum("edgesim_dns_queries_total", ["transport": "tls"]) == 1)
  }

  @Test("ALPN may be dot or absent; TLS is 1.2 or later; sessions are resumed on any worker")
  func negotiation() throws {
    defer { cleanUp() }
    let lab = try lab("--workers", "2", "--tcp-keepalive", "1")
    #expect(try handshake(lab, "-alpn", "dot").contains("ALPN protocol: dot"))
    #expect(try handshake(lab).contains("No ALPN negotiated"))
    #expect(try handshake(lab, "-alpn", "h2").contains("no application protocol"))
    #expect(try handshake(lab, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0").contains("alert protocol version"))
    #expect(try handshake(lab, "-tls1_2", "-cipher", "AES256-SHA").contains("handshake failure"))
    // A ticket of TLS 1.3 comes after the handshake: keep the connection until the server ends it.
    for version in ["-tls1_2", "-tls1_3"] {
      _ = try handshake(lab, version, "-sess_out", path("session"), "-ign_eof")
      for _ in 0..<4 {
        #expect(try handshake(lab, version, "-sess_in", path("session")).contains("Reused"), "\(version)")
      }
    }
  }

  @Test("RFC 7766 section 6.2.1.1: queries need not wait for answers")
  func pipelining() throws {
    defer { cleanUp() }
    let lab = try lab("--tcp-keepalive", "1")
    let question: [UInt8] =
      [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7] + Array("example".utf8) + [3]
      + Array("com".utf8) + [0, 0, 1, 0, 1]
    let count = 2000
    let query = [0, UInt8(question.count)] + question
    try Data([[UInt8]](repeating: query, count: count).joined()).write(
      to: directory.appending(path: "queries"))
    // -quiet: bytes only, until the server closes.
    let command = try Command(
      "sh",
      [
        "-c",
        "openssl s_client -quiet -connect 127.0.0.1:\(lab.tlsPort()) <\(path("queries")) >\(path("answers"))",
      ])
    let answers = [UInt8](try Data(contentsOf: directory.appending(path: "answers")))
    var (offset, answered) = (0, 0)
    while offset + 14 < answers.count {
      #expect(answers[offset + 3] == 7 && answers[offset + 5] & 15 == 0)
      offset += 2 + Int(answers[offset]) << 8 + Int(answers[offset + 1])
      answered += 1
    }
    #expect(answered == count && offset == answers.count, "\(command.errors)")
  }

  @Test("RFC 8467 section 4.1: blocks of 468 octets for who pads, and over TLS only")
  func padding() throws {
    defer { cleanUp() }
    let lab = try lab()
    let padded = try kdig(lab, "www.example.com", "A", "+padding=128").output
    #expect(padded.contains("PADDING: ") && padded.contains("Received 468 B"), "\(padded)")
    let plain = try kdig(lab, "www.example.com", "A", "+nopadding", "+edns").output
    #expect(!plain.contains("PADDING: ") && plain.contains("NOERROR"), "\(plain)")
    let clear = try Command(
      "kdig",
      ["@127.0.0.1", "-p", String(lab.dnsPort()), "+tcp", "+padding=128", "www.example.com", "A"])
    #expect(!clear.output.contains("PADDING: ") && clear.output.contains("NOERROR"), "\(clear.output)")
  }

  @Test("RFC 9103: a zone of many messages goes out over TLS, whole")
  func transfer() throws {
    defer { cleanUp() }
    let records = (0..<20_000).map { "h\($0) IN A 10.0.\($0 / 256).\($0 % 256)\n" }.joined()
    try "$TTL 300\n@ IN SOA ns1 hostmaster 1 3600 600 86400 300\n@ IN NS ns1\nns1 IN A 192.0.2.1\n\(records)"
      .write(
        to: directory.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    try "allow:\n  - {prefix: 127.0.0.1/32}\n".write(
      to: directory.appending(path: "transfer.yaml"), atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: directory, ["--dot", "127.0.0.1:0"])
    let lines = try kdig(lab, "moving.test", "AXFR").output.split(separator: "\n")
    #expect(lines.count { $0.contains("\tA\t10.") } == 20_000)
    try eventually("the transfer is logged") {
      lab.errors.contains("transfer of moving.test. serial 1 to 127.0.0.1:")
    }
  }

  @Test("What is no TLS is closed, and handshakes that do not go on too")
  func garbage() throws {
    defer { cleanUp() }
    let lab = try lab()
    let openingOctets: [[UInt8]] = [
      [], [0x16, 3, 1, 2, 0, 1, 0], Array("GET / HTTP/1.1\r\n\r\n".utf8),
      [0, 29] + [UInt8](repeating: 0, count: 29),
      [UInt8](repeating: 0xFF, count: 5000),
    ]
    let clients = try openingOctets.map { octets in
      let client = try RawClient(port: lab.tlsPort())
      client.send(octets)
      return client
    }
    let start = Date()
    // An alert may come before the end.
    for client in clients { while !client.receive().isEmpty {} }
    #expect(Date().timeIntervalSince(start) < 15)
    #expect(try kdig(lab, "www.example.com", "A").output.contains("NOERROR"))
    try eventually("no connection is left") {
      try lab.metrics().sum("edgesim_dns_connections", ["transport": "tls"]) == 0
    }
  }

  @Test("A flood of handshakes that do not go on makes room for itself")
  func flood() throws {
    defer { cleanUp() }
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let lab = try lab("--workers", "1")
    let before = try lab.residentBytes()
    let clients = try (0..<1200).map { _ in
      let client = try RawClient(port: lab.tlsPort())
      client.send([0x16, 3, 1, 2, 0, 1, 0])
      return client
    }
    #expect(try kdig(lab, "www.example.com", "A").output.contains("NOERROR"))
    let evicted = try lab.metrics().sum(
      "edgesim_dns_connections_total", ["transport": "tls", "event": "evicted"])
    #expect(evicted > 0)
    #expect(try lab.residentBytes() - before < 100 << 20)
    withExtendedLifetime(clients) {}
  }

  @Test("A reload reads the files again; a pair that does not fit is refused and the old one serves")
  func reload() throws {
    defer { cleanUp() }
    for name in ["first", "second", "third"] { try makeCertificate(name) }
    func use(_ certificate: String, _ key: String) throws {
      for (from, to) in [("\(certificate).pem", "cert.pem"), ("\(key).key", "key.pem")] {
        try Data(contentsOf: directory.appending(path: from)).write(to: directory.appending(path: to))
      }
    }
    try use("first", "first")
    let lab = try lab("--tls-cert", path("cert.pem"), "--tls-key", path("key.pem"))
    let first = try lab.pin()
    #expect(try kdig(lab, "www.example.com", "A").output.contains("NOERROR"))
    try use("second", "third")
    lab.signal(SIGHUP)
    try eventually("the pair is refused") {
      lab.errors.contains("key.pem:1:1: it is not the key of the certificate in")
        && lab.errors.contains("the old configuration keeps serving")
    }
    #expect(try kdig(lab, "www.example.com", "A").output.contains("NOERROR"))
    try use("second", "second")
    lab.signal(SIGHUP)
    try eventually("the new certificate is served") {
      try lab.pin() != first && kdig(lab, "www.example.com", "A").output.contains("NOERROR")
    }
    #expect(try kdig(lab, "www.example.com", "A", pin: first).status != 0)
  }

  @Test(
    "What cannot be is said at the start",
    arguments: [
      (
        ["--dot", "127.0.0.1:0", "--tls-cert", "/nonexistent", "--tls-key", "/nonexistent"],
        "/nonexistent:1:1: no certificate"
      ),
      (["--dot", "127.0.0.1:0", "--tls-cert", "a"], "--tls-cert and --tls-key go together"),
      (["--tls-cert", "a", "--tls-key", "a"], "of no use without --dot"),
      (["--no-dns", "--dot", "127.0.0.1:0"], "of no use with --no-dns"),
    ])
  func refusals(arguments: [String], message: String) throws {
    let zones = LabProcess.repository.appending(path: "zones").path
    let edge = LabProcess.repository.appending(path: "edge-config").path
    let command = try Command(
      LabProcess.program.path,
      [
        "serve", "--zones", zones, "--edge-config", edge, "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0",
        "--admin", "127.0.0.1:0",
      ] + arguments)
    #expect(command.status == 2)
    #expect(command.errors.contains(message), "\(command.errors)")
  }
}
