import Foundation
import Testing

/// Where clients are: networks of clients.yaml, a MaxMind DB, the embedded table.
@Suite struct LocationTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-location-\(UUID().uuidString)")
  private var zones: URL { directory.appending(path: "zones") }
  private var database: URL { directory.appending(path: "places.mmdb") }

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: LabProcess.repository.appending(path: "zones"), to: zones)
    try replaceDatabase("GeoLite2-City-Test.mmdb")
  }

  /// As an update does: a new file, renamed over the old one.
  private func replaceDatabase(_ fixture: String) throws {
    let source = LabProcess.repository.appending(path: "Tests/GeoIPTests/Fixtures/\(fixture)")
    try Data(contentsOf: source).write(to: database, options: .atomic)
  }

  /// The address of www.example.com for a client, and the scope of the answer.
  private func ask(_ lab: LabProcess, _ subnet: String) throws -> [String] {
    let reply = try lab.dig("www.example.com", "A", "+subnet=\(subnet)")
    let lines = reply.split(separator: "\n")
    let address = try #require(lines.first { $0.hasPrefix("www.example.com.") && $0.contains("\tA\t") })
    let scope = try #require(lines.first { $0.contains("CLIENT-SUBNET: ") })
    return [address.split(separator: "\t"), scope.split(separator: "/")].compactMap {
      $0.last.map(String.init)
    }
  }

  @Test func `test networks play the world on loopback`() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let lab = try LabProcess()
    #expect(try ask(lab, "10.5.0.0/24") == ["127.0.1.5", "16"])
    #expect(try ask(lab, "10.9.3.0/24") == ["127.0.1.9", "16"])
    // A shorter prefix: the first address of it decides, and the scope says that more bits would tell more.
    #expect(try ask(lab, "10.4.0.0/14") == ["127.0.1.4", "16"])
    // Outside of all networks, and no scope that covers one of them.
    #expect(try ask(lab, "10.0.0.0/24") == ["127.0.1.1", "16"])
    #expect(try ask(lab, "10.200.0.0/24") == ["127.0.1.1", "9"])
  }

  @Test func `a MaxMind DB comes before the embedded table, a damaged one is refused, networks come first`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: directory) }
    // In the fixture 67.43.156.0/24 is in Bhutan.
    #expect(try ask(try LabProcess(), "67.43.156.0/24")[0] == "127.0.1.7")
    let lab = try LabProcess(zones: zones, ["--geoip", database.path])
    #expect(try ask(lab, "67.43.156.0/24") == ["127.0.1.3", "24"])
    try replaceDatabase("MaxMind-DB-test-broken-search-tree-24.mmdb")
    lab.signal(SIGHUP)
    try eventually("the reload is refused") {
      lab.errors.contains("places.mmdb:1:1: is damaged") && lab.errors.contains("reload refused")
    }
    #expect(try ask(lab, "67.43.156.0/24") == ["127.0.1.3", "24"])
    try replaceDatabase("GeoIP2-Country-Test.mmdb")
    try "networks: {67.43.0.0/16: {city: London}}\n".write(
      to: zones.appending(path: "clients.yaml"), atomically: true, encoding: .utf8)
    lab.signal(SIGHUP)
    try eventually("the client is in London") { try ask(lab, "67.43.156.0/24") == ["127.0.1.6", "16"] }
  }

  @Test func `check refuses a database of no use`() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    try replaceDatabase("GeoLite2-ASN-Test.mmdb")
    let command = try Command(
      LabProcess.program.path, ["check", "--zones", zones.path, "--geoip", database.path])
    #expect(command.status == 2)
    #expect((command.output + command.errors).contains("places.mmdb:1:1: has no places in it"))
  }
}
