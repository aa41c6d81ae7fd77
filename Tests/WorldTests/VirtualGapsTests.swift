import Configuration
import Foundation
import Primitives
import Simulation
import Testing

/// What the virtual clock does not know is refused before a run, not answered with 502 in it.
@Suite struct VirtualGapsTests {
  static func lab(origins: String, origin: String) throws -> LabConfiguration {
    let directory = FileManager.default.temporaryDirectory.appending(path: "gaps-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(
      at: directory.appending(path: "distributions"), withIntermediateDirectories: true)
    func write(_ name: String, _ text: String) throws {
      try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
    }
    try write("origins.yaml", origins)
    try write(
      "pops.yaml",
      "pops: [{id: A, city: Seoul, latitude: 37, longitude: 127, address: 127.0.1.1, capacity: 1MiB}]")
    try write(
      "distributions/d.yaml",
      """
      Id: E1
      DomainName: d1.cloudfront.net
      Aliases: ["*.example.com"]
      Enabled: true
      Origins: [{Id: o, DomainName: \(origin)}, {Id: plain, DomainName: plain.test}]
      CacheBehaviors: [{PathPattern: /plain/*, TargetOriginId: plain, ViewerProtocolPolicy: allow-all, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6}
      """)
    let (lab, diagnostics) = LabConfiguration.load(zones: nil, edgeConfig: directory.path)
    return try #require(lab, "\(diagnostics)")
  }

  static let plain = "  - {name: plain.test, objects: [{path: /*, body: x}]}"

  @Test(
    "Load balancers, object stores and foreign hosts behind what is asked for",
    arguments: [
      ("origins:\n\(plain)", "plain.test", "/x", nil),
      ("origins:\n\(plain)", "other.example", "/x", "no built-in origin"),
      ("origins:\n\(plain)", "other.example", "/plain/x", nil),
      ("origins:\n\(plain)\n  - {name: s.test, store: {capacity: 1MiB}}", "s.test", "/x", "object store"),
      (
        "origins:\n\(plain)\nloadBalancers: [{name: lb.test, targets: [plain.test]}]", "lb.test",
        "/x", "load balancer"
      ),
    ] as [(String, String, String, String?)])
  func gaps(origins: String, origin: String, path: String, gap: String?) throws {
    let lab = try Self.lab(origins: origins, origin: origin)
    let drill = Drill(
      name: "gap", duration: .seconds(1),
      places: [
        Drill.Place(
          name: "A", subnet: IPPrefix("203.0.113.0/24")!, url: URLParts(host: "www.example.com", path: path),
          queriesPerSecond: 1, requestsPerSecond: 1)
      ], events: [], expectations: [], checks: [])
    let found = lab.virtualGaps(of: drill)
    if let gap {
      #expect(found.count == 1 && found[0].contains(gap) && found[0].contains("--live"), "\(found)")
    } else {
      #expect(found.isEmpty, "\(found)")
    }
  }
}
