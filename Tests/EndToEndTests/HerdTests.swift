import Foundation
import Testing

/// Many viewers who want the same at once, by h2load.
@Suite struct HerdTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// One PoP; the origin takes two seconds, so that all have come before it answers.
  private func lab() throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 8MiB}]\n",
      "origins.yaml": """
      origins:
        - name: herd.test
          objects: [{path: /*, size: 1KiB, latency: 2s, headers: {Cache-Control: max-age=600}}]

      """,
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: herd.test}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        CachePolicyId: CachingOptimized

      """,
    ])
    return try files.lab(["--https", "127.0.0.1:0", "--workers", "1"])
  }

  private func h2load(_ url: String, _ arguments: String...) throws -> String {
    let command = try Command(
      "h2load", arguments + ["-t", "1", "-H", ":authority: www.example.com", url], timeout: 60)
    return command.output + command.errors
  }

  @Test("a herd on one cold key makes one request to the origin, over HTTP/1.1 and HTTP/2")
  func oneRequest() throws {
    let lab = try lab()
    let plain = try h2load("http://127.0.0.1:\(lab.httpPort())/a", "--h1", "-n", "500", "-c", "500")
    #expect(plain.contains(" 500 succeeded"), "\(plain)")
    #expect(try lab.metrics().sum("edgesim_origin_requests_total") == 1)
    let streams = try h2load("https://127.0.0.1:\(lab.httpsPort())/b", "-n", "2000", "-c", "20", "-m", "100")
    #expect(streams.contains(" 2000 succeeded"), "\(streams)")
    #expect(try lab.metrics().sum("edgesim_origin_requests_total") == 2)
  }
}
