import Foundation
import Testing

/// SIGHUP: the configuration is swapped whole, or refused whole.
@Suite(.serialized) struct ReloadTests {
  /// A copy of the example lab that a test may change.
  let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-reload-\(UUID().uuidString)")
  var zones: URL { directory.appending(path: "zones") }
  var edgeConfig: URL { directory.appending(path: "edge-config") }

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for name in ["zones", "edge-config"] {
      try FileManager.default.copyItem(
        at: LabProcess.repository.appending(path: name), to: directory.appending(path: name))
    }
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: directory) }

  private func append(_ line: String) throws {
    let file = zones.appending(path: "example.com.zone")
    try (String(contentsOf: file, encoding: .utf8) + line + "\n").write(
      to: file, atomically: true, encoding: .utf8)
  }

  @Test func newRecordsAreServed() throws {
    defer { cleanUp() }
    let lab = try LabProcess(zones: zones, edgeConfig: edgeConfig)
    #expect(try lab.answers("fresh.example.com", "TXT").isEmpty)
    try append("fresh 60 IN TXT \"after the reload\"")
    lab.signal(SIGHUP)
    try eventually("the new record is served") {
      try lab.answers("fresh.example.com", "TXT") == ["fresh.example.com. 60 IN TXT \"after the reload\""]
    }
  }

  @Test("--watch reloads by itself, and only what has another content is read again")
  func watch() throws {
    defer { cleanUp() }
    let other = zones.appending(path: "other.test.zone")
    try "$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n".write(
      to: other, atomically: true, encoding: .utf8)
    let lab = try LabProcess(zones: zones, edgeConfig: edgeConfig, ["--watch"])
    try append("watched 60 IN TXT \"by itself\"")
    try eventually("the new record is served") { try !lab.answers("watched.example.com", "TXT").isEmpty }
    try eventually("the reload is logged") { lab.errors.contains("reloaded") }
    // The other one, and three more of the example.
    #expect(lab.errors.contains("unchanged=4"), "\(lab.errors)")
    try FileManager.default.removeItem(at: other)
    try eventually("the zone is gone") { try lab.dig("ns1.other.test", "A").contains("REFUSED") }
  }

  @Test func badConfigurationIsRefusedAndTheOldOneServes() throws {
    defer { cleanUp() }
    let lab = try LabProcess(zones: zones, edgeConfig: edgeConfig)
    try append("broken 60 IN A 192.0.2.256")
    lab.signal(SIGHUP)
    try eventually("the refusal is logged") { lab.errors.contains("the old configuration keeps serving") }
    let line =
      try String(contentsOf: zones.appending(path: "example.com.zone"), encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).count - 1
    #expect(lab.errors.contains("example.com.zone:\(line):"))
    #expect(try lab.dig("www.example.com", "A").contains("status: NOERROR"))
    #expect(lab.isRunning)
  }

  @Test func totalsStayWhenAPopGoesAndComesBack() throws {
    defer { cleanUp() }
    let lab = try LabProcess(zones: zones, edgeConfig: edgeConfig)
    let pops = edgeConfig.appending(path: "pops.yaml")
    let all = try String(contentsOf: pops, encoding: .utf8)
    for address in ["127.0.1.1", "127.0.1.5"] { _ = try lab.curl("/index.html", at: address) }
    let family = "edgesim_http_requests_total"
    let without = all.split(separator: "\n", omittingEmptySubsequences: false).filter {
      !$0.contains("FRA56-C1")
    }
    try without.joined(separator: "\n").write(to: pops, atomically: true, encoding: .utf8)
    let descriptors = try lab.openDescriptors()
    lab.signal(SIGHUP)
    try eventually("Frankfurt is gone") {
      try !lab.metrics().text.contains("edgesim_cache_objects{pop=\"FRA56-C1\"}")
    }
    #expect(try lab.metrics().sum(family) == 2)
    // Its listener, and both ends of its kept connection to the built-in origin.
    try eventually("Frankfurt's connections are closed") { try lab.openDescriptors() <= descriptors - 3 }
    try all.replacingOccurrences(of: "127.0.1.1, capacity: 64MiB", with: "127.0.1.1, capacity: 256")
      .write(to: pops, atomically: true, encoding: .utf8)
    lab.signal(SIGHUP)
    try eventually("Frankfurt is back") {
      try lab.metrics().text.contains("edgesim_cache_objects{pop=\"FRA56-C1\"}")
    }
    #expect(try lab.curl("/index.html", at: "127.0.1.5").xCache == "Miss from cloudfront")
    #expect(try lab.metrics().sum(family, ["pop": "FRA56-C1"]) == 2)
    // The other PoP's store has shrunk below what it held.
    #expect(try lab.metrics().sum("edgesim_cache_capacity_bytes", ["pop": "ICN57-C1"]) == 256)
    #expect(try lab.metrics().sum("edgesim_cache_objects", ["pop": "ICN57-C1"]) == 0)
  }

  @Test("SIGHUP under load loses no query and no request")
  func losesNothing() throws {
    defer { cleanUp() }
    let lab = try LabProcess(zones: zones, edgeConfig: edgeConfig)
    let (dnsPort, httpPort) = (try lab.dnsPort(), try lab.httpPort())
    let (queries, requests) = (Counter(), Counter())
    let group = DispatchGroup()
    for _ in 0..<2 {
      DispatchQueue.global().async(group: group) {
        guard let client = try? RawClient(port: httpPort) else { return }
        requests.add(client.get("/index.html", host: "www.example.com", count: 5000))
      }
      DispatchQueue.global().async(group: group) {
        guard let client = try? UDPClient(port: dnsPort) else { return }
        queries.add(client.ask("www.example.com", count: 5000))
      }
    }
    var reloads = 0
    while group.wait(timeout: .now() + .milliseconds(50)) == .timedOut {
      lab.signal(SIGHUP)
      reloads += 1
    }
    #expect(reloads > 0)
    #expect(requests.value == 10_000)
    #expect(queries.value == 10_000)
    #expect(try lab.metrics().sum("edgesim_http_requests_total") == 10_000)
    #expect(try lab.metrics().sum("edgesim_dns_queries_total") == 10_000)
  }
}
