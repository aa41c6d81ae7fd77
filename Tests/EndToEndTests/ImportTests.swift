import Foundation
import Testing

/// `edgesim import` and `edgesim export`, with documents laid out as the AWS command line prints them.
@Suite struct ImportTests {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures/route53")
  static let pages = ["record-sets-1.json", "record-sets-2.json"].map { fixtures.appending(path: $0).path }
  static let collection = "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106"

  private func scratch() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "edgesim-import-\(UUID().uuidString)")
  }

  private func run(_ arguments: [String]) throws -> Command {
    try Command(LabProcess.program.path, arguments)
  }

  private func importAll(into zones: URL, _ extra: [String] = []) throws -> Command {
    let others = ["health-checks.json", "cidr-blocks.json", "hosted-zones.json"]
    return try run(
      ["import", "route53", "--zones", zones.path] + extra + Self.pages
        + others.map { Self.fixtures.appending(path: $0).path })
  }

  @Test func `what is imported passes the check and answers`() throws {
    let zones = scratch()
    defer { try? FileManager.default.removeItem(at: zones) }
    let command = try importAll(into: zones)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("shop.example.zone: 30 record sets, 3 of them as comments"))
    #expect(
      command.errors.contains(
        "record-sets-2.json:94:9: warning: ResourceRecordSets[7]: lzg.shop.example. A is left out"))
    // Without the drills: they speak of the example's zones.
    let edge = scratch()
    defer { try? FileManager.default.removeItem(at: edge) }
    try FileManager.default.copyItem(at: LabProcess.repository.appending(path: "edge-config"), to: edge)
    try FileManager.default.removeItem(at: edge.appending(path: "drills"))
    let check = try run(["check", "--zones", zones.path, "--edge-config", edge.path])
    #expect(check.status == 0, "\(check.output)")

    let lab = try LabProcess(zones: zones, edgeConfig: edge)
    #expect(try lab.answers("+short", "anything.shop.example", "A") == ["192.0.2.99"])
    #expect(try lab.answers("+short", "failover.shop.example", "A") == ["192.0.2.50"])
    #expect(try lab.answers("+short", "cidr.shop.example", "A", "+subnet=198.51.100.0/24") == ["192.0.2.30"])
    #expect(try lab.answers("+short", "cidr.shop.example", "A", "+subnet=203.0.113.0/24") == ["192.0.2.31"])
    #expect(
      try lab.answers("+short", "geo.shop.example", "A", "+subnet=53.0.0.0/24") == ["de.shop.example.net."])
    #expect(
      try lab.answers("+short", "shop.example", "TXT").contains(
        #""gr\195\188n; \"quoted\" (and so on)" "second""#))
    #expect(try ["192.0.2.20", "192.0.2.21"].contains(lab.answers("+short", "www.shop.example", "A").first))
    // Nobody here knows the load balancer.
    let balancer = try lab.dig("lb.shop.example", "A")
    #expect(balancer.contains("status: NOERROR") && balancer.contains("ANSWER: 0"))
  }

  @Test func `export and import turn round`() throws {
    let (first, second, json) = (scratch(), scratch(), scratch())
    defer { for place in [first, second, json] { try? FileManager.default.removeItem(at: place) } }
    #expect(try importAll(into: first).status == 0)
    for arguments in [[], ["--health-checks"], ["--cidr", Self.collection], ["--format", "change-batch"]] {
      let command = try run(["export", "route53", "--zones", first.path, "--output", json.path] + arguments)
      #expect(command.status == 0, "\(command.errors)")
    }
    let names = ["shop.example.json", "health-checks.json", "cidr-blocks.json"]
    let command = try run(
      ["import", "route53", "--zones", second.path] + names.map { json.appending(path: $0).path })
    #expect(command.status == 0, "\(command.errors)")
    for name in ["shop.example.zone", "health-checks.yaml", "cidr-collections.yaml"] {
      #expect(
        try String(contentsOf: first.appending(path: name), encoding: .utf8)
          == String(contentsOf: second.appending(path: name), encoding: .utf8))
    }
    let batch = try String(contentsOf: json.appending(path: "shop.example.batch.json"), encoding: .utf8)
    let (target, alias) = (batch.range(of: "\"api.shop.example.\""), batch.range(of: "\"www.shop.example.\""))
    #expect(try #require(target).lowerBound < #require(alias).lowerBound)
    #expect(!batch.contains("\"SOA\"") && !batch.contains("TrafficPolicyInstanceId"))
  }

  @Test func `nothing is overwritten without --force, and all is written or nothing`() throws {
    let zones = scratch()
    defer { try? FileManager.default.removeItem(at: zones) }
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    let mine = zones.appending(path: "health-checks.yaml")
    try "mine\n".write(to: mine, atomically: true, encoding: .utf8)
    let command = try importAll(into: zones)
    #expect(command.status == 2)
    #expect(command.errors.contains("health-checks.yaml: is there already; --force replaces it"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: zones.path) == ["health-checks.yaml"])
    #expect(try String(contentsOf: mine, encoding: .utf8) == "mine\n")
    #expect(try importAll(into: zones, ["--force"]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: zones.path).count == 3)
  }

  @Test func `cli53: a file becomes a zone`() throws {
    let (zones, file) = (scratch(), scratch())
    defer { for place in [zones, file] { try? FileManager.default.removeItem(at: place) } }
    let text = """
      $ORIGIN example.org.
      @\t900\tIN\tSOA\tns-1.awsdns-00.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400
      @\t172800\tIN\tNS\tns-1.awsdns-00.com.
      \\100x\t300\tIN\tA\t192.0.2.1
      alias\t86400\tAWS\tALIAS\tA \\100x $self false

      """
    try text.write(to: file, atomically: true, encoding: .utf8)
    let command = try run(["import", "cli53", "--zones", zones.path, file.path])
    #expect(command.status == 0, "\(command.errors)")
    let zone = try String(contentsOf: zones.appending(path: "example.org.zone"), encoding: .utf8)
    #expect(zone.contains("\\@x.example.org. 300 IN A 192.0.2.1\n"))
  }

  static let faults: [([String], String)] = [
    (["import", "route53", "/nonexistent.json"], "cannot be read: No such file or directory"),
    (["import", "route53", pages[1]], "there is no SOA record"),
    (["import", "route53", pages[0]], "goes on; give the pages that follow"),
    (["import", "route53", "--zone", "other.example"] + pages, "the files have no zone of this name"),
    (["export", "route53", "--zones", "zones", "exampel.com"], "did you mean 'example.com'?"),
    (["export", "route53", "--zones", "zones", "tree.example"], "give --hosted-zone-id ID"),
    (["export", "route53", "--zones", "zones"], "name one, or give --output DIR"),
    (["export", "route53", "--zones", "zones", "--cidr", "network"], "did you mean 'networks'?"),
  ]

  @Test(arguments: faults)
  func `says what to do`(arguments: [String], message: String) throws {
    let command = try Command(LabProcess.program.path, arguments, in: LabProcess.repository)
    #expect(command.status == 2)
    #expect(command.errors.contains(message), "\(command.errors)")
  }

  @Test func `an example zone exports within the zone's id`() throws {
    let zones = LabProcess.repository.appending(path: "zones").path
    let command = try run(["export", "route53", "--zones", zones, "tree.example", "--hosted-zone-id", "Z1"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("\"HostedZoneId\": \"Z1\""))
  }
}
