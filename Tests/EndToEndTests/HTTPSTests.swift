import Foundation
import Testing

/// HTTPS for viewers, asked with curl and OpenSSL.
@Suite(.serialized) struct HTTPSTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-https-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.copyItem(
      at: LabProcess.repository.appending(path: "edge-config"), to: directory)
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: directory) }
  private func path(_ name: String) -> String { directory.appending(path: name).path }
  private func lab() throws -> LabProcess {
    try LabProcess(edgeConfig: directory, ["--https", "127.0.0.1:0"])
  }

  private func curl(_ lab: LabProcess, _ path: String, host: String = "www.example.com", _ extra: String...)
    throws
    -> Command
  {
    let port = try lab.httpsPort()
    return try Command(
      "curl",
      [
        "-s", "-i", "--max-time", "20", "--resolve", "\(host):\(port):127.0.0.1",
        "https://\(host):\(port)\(path)",
      ]
        + extra)
  }

  private func openssl(_ lab: LabProcess, _ arguments: String...) throws -> String {
    let command = try Command(
      "openssl", ["s_client", "-connect", "127.0.0.1:\(lab.httpsPort())"] + arguments)
    return command.output + command.errors
  }

  /// Writes what is presented for `name` to `file`.
  private func saveCertificate(_ lab: LabProcess, of name: String, to file: String) throws {
    let text = try openssl(lab, "-servername", name)
    let start = try #require(text.range(of: "-----BEGIN CERTIFICATE-----"))
    let end = try #require(text.range(of: "-----END CERTIFICATE-----"))
    try (text[start.lowerBound..<end.upperBound] + "\n").write(
      to: directory.appending(path: file), atomically: true, encoding: .utf8)
  }

  private func makeCertificate(_ name: String, for host: String) throws {
    let command = try Command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test",
        "-addext", "subjectAltName=DNS:\(host)", "-days", "2", "-keyout", "\(name).key", "-out",
        "\(name).pem",
      ], in: directory)
    #expect(command.status == 0, "\(command.errors)")
  }

  @Test("RFC 6066 section 3: each distribution has a certificate, which is good for its names and no other")
  func serverNames() throws {
    defer { cleanUp() }
    let lab = try lab()
    try saveCertificate(lab, of: "www.example.com", to: "site.pem")
    for host in ["www.example.com", "example.com", "EXAMPLE.com", "d111111abcdef8.cloudfront.net"] {
      let reply = try Reply(curl(lab, "/index.html", host: host, "--cacert", path("site.pem")).output)
      #expect(reply.status == 200, "\(host)")
    }
    let other = try curl(lab, "/", host: "www.shop.example", "--cacert", path("site.pem"))
    #expect(other.status == 60)
    // Who asks for no name, or one that nobody serves, is shown where it is.
    try saveCertificate(lab, of: "nobody.test", to: "default.pem")
    let unknown = try Reply(curl(lab, "/", host: "localhost", "--cacert", path("default.pem")).output)
    #expect(unknown.status == 403)
  }

  @Test("Certificates from files, chosen by the names in them, read again at a reload")
  func files() throws {
    defer { cleanUp() }
    try makeCertificate("one", for: "*.example.com")
    try makeCertificate("two", for: "www.example.com")
    func use(_ name: String) throws {
      try "certificates:\n  - {certificate: \(name).pem, key: \(name).key}\n".write(
        to: directory.appending(path: "certificates.yaml"), atomically: true, encoding: .utf8)
    }
    try use("one")
    let lab = try lab()
    #expect(try Reply(curl(lab, "/index.html", "--cacert", path("one.pem")).output).status == 200)
    #expect(try curl(lab, "/index.html", "--cacert", path("two.pem")).status == 60)
    #expect(try curl(lab, "/", host: "example.com", "--cacert", path("one.pem")).status == 60)
    try use("two")
    lab.signal(SIGHUP)
    try eventually("the new certificate is presented") {
      try Reply(curl(lab, "/index.html", "--cacert", path("two.pem")).output).status == 200
    }
    try "certificates:\n  - {certificate: one.pem, key: two.key}\n".write(
      to: directory.appending(path: "certificates.yaml"), atomically: true, encoding: .utf8)
    lab.signal(SIGHUP)
    try eventually("the pair is refused") { lab.errors.contains("two.key:1:1: it is not the key of the") }
    #expect(try Reply(curl(lab, "/index.html", "--cacert", path("two.pem")).output).status == 200)
  }

  @Test("TLS 1.2 and 1.3 with forward secrecy, sessions resumed by ticket, ALPN http/1.1")
  func negotiation() throws {
    defer { cleanUp() }
    let lab = try lab()
    #expect(try openssl(lab, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0").contains("alert protocol version"))
    #expect(try openssl(lab, "-tls1_2", "-cipher", "AES256-SHA").contains("handshake failure"))
    #expect(try openssl(lab, "-alpn", "http/1.1").contains("ALPN protocol: http/1.1"))
    #expect(try openssl(lab, "-alpn", "spdy/1").contains("no application protocol"))
    let request = "printf 'GET / HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n'"
    for version in ["-tls1_2", "-tls1_3"] {
      func session(_ option: String) throws -> String {
        let command = try Command(
          "sh",
          [
            "-c",
            "\(request) | openssl s_client -connect 127.0.0.1:\(lab.httpsPort()) \(version) -ign_eof \(option) session",
          ], in: directory)
        return command.output
      }
      _ = try session("-sess_out")
      #expect(try session("-sess_in").contains("Reused"), "\(version)")
    }
  }

  /// Adds a line to a distribution of the example.
  private func add(_ line: String, to file: String) throws {
    let file = directory.appending(path: "distributions/\(file)")
    let text = try String(contentsOf: file, encoding: .utf8) + "\n" + line + "\n"
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  @Test(
    "HttpVersion and MinimumProtocolVersion hold for each distribution by its names; handshakes are counted")
  func versions() throws {
    defer { cleanUp() }
    try add("HttpVersion: http1.1", to: "www.yaml")
    try add(
      "ViewerCertificate: {ACMCertificateArn: a, SSLSupportMethod: sni-only, MinimumProtocolVersion: TLSv1.3_2025}",
      to: "shop.yaml")
    let lab = try lab()
    for (host, version) in [("www.example.com", "1.1"), ("www.shop.example", "2")] {
      let reply = try curl(lab, "/", host: host, "-k", "--http2", "-o", path("body"), "-w", "%{http_version}")
      #expect(reply.output == version, "\(host)")
    }
    #expect(try openssl(lab, "-servername", "www.example.com", "-tls1_2").contains("Protocol  : TLSv1.2"))
    #expect(try openssl(lab, "-servername", "www.shop.example", "-tls1_2").contains("alert protocol version"))
    #expect(try openssl(lab, "-servername", "www.shop.example", "-tls1_3").contains("TLSv1.3"))
    let metrics = try lab.metrics()
    #expect(metrics.sum("edgesim_tls_handshakes_total", ["version": "TLSv1.3"]) == 3)
    #expect(metrics.sum("edgesim_tls_handshakes_total", ["version": "TLSv1.2"]) == 1)
    #expect(metrics.sum("edgesim_tls_handshake_failures_total") == 1)
  }

  @Test(
    "RFC 9110 section 15.5.20: 421 for a host that the connection's certificate is not for",
    arguments: [
      "--http1.1", "--http2",
    ])
  func misdirected(version: String) throws {
    defer { cleanUp() }
    let lab = try lab()
    func status(_ host: String) throws -> Int {
      try Reply(curl(lab, "/index.html", "-k", version, "-H", "Host: \(host)").output).status
    }
    #expect(try status("www.shop.example") == 421 && status("nobody.test") == 421)
    // Another name of the same certificate may share the connection (RFC 9113 section 9.1.1).
    #expect(try status("example.com") == 200)
    // Who names no host is shown none of the distributions' certificates, and may ask for any.
    let port = try lab.httpsPort()
    let unnamed = try Command(
      "curl", ["-s", "-i", "-k", "-H", "Host: www.example.com", "https://127.0.0.1:\(port)/index.html"])
    #expect(Reply(unnamed.output).status == 200)
  }

  @Test("Bodies of any size come whole, up and down")
  func bodies() throws {
    defer { cleanUp() }
    let lab = try lab()
    for (path, size) in [("/downloads/100MiB.bin", 100 << 20), ("/downloads/stream.bin", 10 << 20)] {
      for _ in 0..<2 {
        let reply = try curl(lab, path, "-k", "-o", self.path("body"), "-w", "%{http_code}")
        #expect(reply.output == "200")
        // With `-i` the head goes before the body.
        let written = try Data(contentsOf: directory.appending(path: "body"))
        let head = try #require(written.firstRange(of: Data("\r\n\r\n".utf8)))
        #expect(written.count - head.upperBound == size)
      }
    }
    try Data(repeating: 120, count: 3_000_000).write(to: directory.appending(path: "upload"))
    let upload = try curl(
      lab, "/api/orders", "-k", "--data-binary", "@\(path("upload"))", "-o", "/dev/null", "-w", "%{http_code}"
    )
    #expect(upload.output == "200")
  }

  @Test("A viewer over HTTPS is not sent to HTTPS, and one over HTTP is")
  func viewerProtocolPolicy() throws {
    defer { cleanUp() }
    let file = directory.appending(path: "distributions/www.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacingOccurrences(of: "allow-all", with: "redirect-to-https").write(
      to: file, atomically: true, encoding: .utf8)
    let lab = try lab()
    #expect(try lab.curl("/index.html", at: "127.0.0.1").status == 301)
    #expect(try Reply(curl(lab, "/index.html", "-k").output).status == 200)
  }

  @Test("What is no TLS is closed, and handshakes that do not go on too; the rest is served")
  func garbage() throws {
    defer { cleanUp() }
    let lab = try lab()
    let openings: [[UInt8]] = [
      [], [0x16, 3, 1, 2, 0, 1, 0], Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8),
      [UInt8](repeating: 255, count: 5000),
    ]
    let clients = try openings.map { octets in
      let client = try RawClient(port: lab.httpsPort())
      client.send(octets)
      return client
    }
    let start = Date()
    for client in clients { while !client.receive().isEmpty {} }
    #expect(Date().timeIntervalSince(start) < 15)
    #expect(try Reply(curl(lab, "/index.html", "-k").output).status == 200)
    #expect(lab.stop() == 0)
  }
}
