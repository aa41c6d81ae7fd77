import Foundation
import Testing

/// Compression on the way from the origin, asked for and taken off by curl.
@Suite(.serialized) struct CompressionTests {
  private static let css = (0..<2_000).map { ".rule-\($0) { margin: \($0 % 7)px; color: #2\($0 % 10)4 }\n" }
    .joined()

  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// One PoP; `www.example.com` compresses.
  private func lab(port: UInt16) throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 8MiB}]\n",
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: 127.0.0.1, CustomOriginConfig: {HTTPPort: \(port), HTTPSPort: \(port)}}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        CachePolicyId: CachingOptimized
        Compress: true

      """,
    ])
    return try files.lab()
  }

  private func get(_ lab: LabProcess, _ extra: String...) throws -> (Reply, status: Int32) {
    let command = try Command(
      "curl",
      [
        "-s", "-i", "--max-time", "20", "-H", "Host: www.example.com",
        "http://127.0.0.1:\(lab.httpPort())/a.css",
      ]
        + extra)
    return (Reply(command.output), command.status)
  }

  private static func answer(_ body: String, length: Int) -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nETag: \"1\"\r\nContent-Length: \(length)\r\nConnection: close\r\n\r\n"
      + body
  }

  @Test("curl --compressed gets br and gzip, each compressed once; others get what the origin sends")
  func codings() throws {
    let server = try RawServer(answer: { _ in Self.answer(Self.css, length: Self.css.utf8.count) })
    let lab = try lab(port: server.port)
    for (accept, coding) in [("br, gzip", "br"), ("gzip", "gzip")] {
      for xCache in ["Miss from cloudfront", "Hit from cloudfront"] {
        let (reply, status) = try get(lab, "--compressed", "-H", "Accept-Encoding: \(accept)")
        #expect(status == 0 && reply.status == 200 && reply.xCache == xCache)
        #expect(reply.fields["content-encoding"] == coding && reply.body == Self.css)
        #expect(reply.fields["etag"] == "W/\"1\"" && reply.fields["vary"] == "Accept-Encoding")
        if let length = reply.fields["content-length"].flatMap(Int.init) {
          #expect(length < Self.css.utf8.count / 4 && xCache.hasPrefix("Hit"))
        }
      }
    }
    let (plain, _) = try get(lab)
    #expect(plain.fields["content-encoding"] == nil && plain.body == Self.css)
    let (old, _) = try get(lab, "--http1.0", "-H", "Accept-Encoding: gzip")
    #expect(old.fields["content-encoding"] == nil && old.body == Self.css)
    #expect(server.requests.count == 3)
  }

  @Test("a body that fails half-way is cut and never stored")
  func truncated() throws {
    let half = String(Self.css.prefix(Self.css.count / 2))
    let server = try RawServer(answer: { _ in Self.answer(half, length: Self.css.utf8.count) })
    let lab = try lab(port: server.port)
    for _ in 0..<2 {
      let (_, status) = try get(lab, "--compressed", "-H", "Accept-Encoding: br")
      #expect(status != 0)
    }
    #expect(server.requests.count == 2)
    let figures = try lab.metrics()
    #expect(figures.sum("edgesim_cache_objects") == 0)
  }
}
