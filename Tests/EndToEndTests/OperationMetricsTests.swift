import Foundation
import Testing

/// `/metrics` and `/status` tell what the DNS server did beside answering.
@Suite struct OperationMetricsTests {
  private static let question: [UInt8] =
    [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7] + Array("example".utf8) + [3]
    + Array("com".utf8) + [0, 0, 1, 0, 1]

  @Test func answersOverTheLimit() throws {
    let lab = try LabProcess(["--workers", "1", "--rrl-limit", "10", "--rrl-slip", "4"])
    let client = try UDPClient(port: lab.dnsPort(), receiveMilliseconds: 300)
    for _ in 0..<500 { client.send(Self.question) }
    var (whole, truncated) = (0, 0)
    try eventually("what came and what is counted are the 500") {
      while case let reply = client.receive(), reply.count >= 12 {
        if reply[2] & 2 == 0 { whole += 1 } else { truncated += 1 }
      }
      let metrics = try lab.metrics()
      return metrics.sum("edgesim_dns_rate_limited_total", ["action": "slipped"]) == truncated
        && metrics.sum("edgesim_dns_rate_limited_total", ["action": "dropped"]) == 500 - whole - truncated
    }
    #expect(truncated > 0 && whole + truncated < 500)
    #expect(try lab.metrics().sum("edgesim_query_log_lost_total") == 0)
  }

  @Test func connections() throws {
    let lab = try LabProcess([
      "--workers", "1", "--tcp-connections", "3", "--tcp-connections-per-source", "2", "--dot", "127.0.0.1:0",
    ])
    func open(_ port: UInt16) throws -> RawClient { try RawClient(port: port) }
    // Two of one source; the third is refused.
    let clients = try (0..<3).map { _ in try open(lab.dnsPort()) }
    #expect(clients[2].receive().isEmpty)
    #expect(try !lab.answers("www.example.com", "A", "+tcp", "-b", "127.0.0.8", "+short").isEmpty)
    func metric(_ transport: String, _ event: String) throws -> Int {
      try lab.metrics().sum("edgesim_dns_connections_total", ["transport": transport, "event": event])
    }
    #expect(try metric("tcp", "accepted") == 3)
    #expect(try metric("tcp", "refused") == 1)
    #expect(try metric("tcp", "evicted") == 0)
    // The address that asks TLS has room for one beside them: the next makes the idlest go.
    let kdig = try Command(
      "kdig",
      [
        "@127.0.0.1", "-p", String(lab.tlsPort()), "-b", "127.0.0.8", "+tls-pin=\(lab.pin())",
        "www.example.com",
      ])
    #expect(kdig.status == 0, "\(kdig.output)")
    #expect(try metric("tls", "accepted") == 1)
    let status = try #require(try lab.status()["operations"] as? [String: Any])
    let tcp = try #require(status["tcp"] as? [String: Any])
    #expect(tcp["open"] as? Int == 2)
    withExtendedLifetime(clients) {}
  }

  @Test func transfersAndNotifies() throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-metrics-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try "$TTL 300\n@ IN SOA ns1 hostmaster 9 3600 600 86400 300\n@ IN NS ns1\nns1 IN A 192.0.2.1\n".write(
      to: directory.appending(path: "moving.test.zone"), atomically: true, encoding: .utf8)
    // Nobody listens on port 9.
    try "allow:\n  - {prefix: 127.0.0.1/32}\nnotify:\n  - {address: 127.0.0.1, port: 9}\n".write(
      to: directory.appending(path: "transfer.yaml"), atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: directory)
    _ = try lab.dig("moving.test", "AXFR")
    _ = try lab.dig("moving.test", "AXFR", "-b", "127.0.0.2")
    let metrics = try lab.metrics()
    #expect(metrics.sum("edgesim_dns_transfers_out_total", ["outcome": "served"]) == 1)
    #expect(metrics.sum("edgesim_dns_transfers_out_total", ["outcome": "refused"]) == 1)
    #expect(metrics.sum("edgesim_dns_notifies_total", ["event": "sent"]) >= 1)
    #expect(lab.errors.contains("transfer of moving.test. serial 9 to 127.0.0.1:"), "\(lab.errors)")
    #expect(lab.errors.contains("transfer of moving.test. to 127.0.0.2:"), "\(lab.errors)")
  }
}
