import Foundation
import Testing

/// Request smuggling: each row goes raw through the edge to an origin that records what arrived, with one more request
/// right behind it. A refused row ends the connection, and nothing behind it is answered; one that passes is read by
/// the origin as it was meant, and the request behind it too.
@Suite(.serialized) struct SmugglingTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-smuggling-\(UUID().uuidString)")

  private func configure(originPort: UInt16) throws {
    let distributions = directory.appending(path: "distributions")
    try FileManager.default.createDirectory(at: distributions, withIntermediateDirectories: true)
    try
      "pops:\n  - {id: TST50-C1, city: Test, latitude: 0, longitude: 0, address: 127.0.0.1, capacity: 16MiB}\n"
      .write(to: directory.appending(path: "pops.yaml"), atomically: true, encoding: .utf8)
    try """
    Id: ESMUGGLE
    DomainName: smuggle.cloudfront.net
    Enabled: true
    Origins:
      - Id: recorder
        DomainName: 127.0.0.1
        CustomOriginConfig: {HTTPPort: \(originPort), HTTPSPort: 443, OriginProtocolPolicy: http-only}
    DefaultCacheBehavior:
      TargetOriginId: recorder
      ViewerProtocolPolicy: allow-all
      AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
      CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
    """.write(to: distributions.appending(path: "smuggle.yaml"), atomically: true, encoding: .utf8)
  }

  @Test("What two servers may read differently is refused, or reaches the origin in one form")
  func table() throws {
    defer { try? FileManager.default.removeItem(at: directory) }
    let origin = try RecordingOrigin()
    try configure(originPort: origin.port)
    let lab = try LabProcess(edgeConfig: directory, ["--no-dns", "--workers", "1"])
    #expect(smugglingTable.count >= 100)
    var read = 0
    for (number, row) in smugglingTable.enumerated() {
      let behind = "/behind\(number)"
      let client = try RawClient(port: lab.httpPort())
      client.send(row.request)
      client.send("GET \(behind) HTTP/1.1\r\nHost: smuggle.cloudfront.net\r\nConnection: close\r\n\r\n")
      let statuses = Self.statuses(client.receiveAll())
      let arrived = Array(origin.requests[read...])
      read += arrived.count
      switch row.verdict {
      case .refused(let status):
        #expect(statuses == [status], "\(row.name)")
        #expect(arrived.isEmpty, "\(row.name)")
      case .answered(let status):
        #expect(statuses == [status, 200], "\(row.name)")
        #expect(arrived == ["GET \(behind)"], "\(row.name)")
      case .passed(let requests):
        #expect(statuses == [Int](repeating: 200, count: requests.count + 1), "\(row.name)")
        #expect(arrived == requests + ["GET \(behind)"], "\(row.name)")
      }
    }
    #expect(origin.faults == [])
    #expect(origin.heads.allSatisfy { $0.contains("\r\nHost: 127.0.0.1:\(origin.port)\r\n") })
  }

  private static func statuses(_ text: String) -> [Int] {
    text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
  }
}
