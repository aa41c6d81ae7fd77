import Foundation
import Testing

/// What goes along with a message beside its head and content, over real sockets.
@Suite(.serialized) struct MessageTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func lab(_ origin: RecordingOrigin, policy: String = "CachingOptimized") throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n",
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: 127.0.0.1, CustomOriginConfig: {HTTPPort: \(origin.port), HTTPSPort: \(origin.port)}}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
        CachePolicyId: \(policy)

      """,
    ])
    return try files.lab(["--https", "127.0.0.1:0"])
  }

  private func curl(_ lab: LabProcess, _ arguments: [String], scheme: String = "http") throws -> String {
    let port = try scheme == "http" ? lab.httpPort() : lab.httpsPort()
    let command = try Command(
      "curl",
      ["-sk", "-i", "--max-time", "20", "-H", "Host: www.example.com", "\(scheme)://127.0.0.1:\(port)/a"]
        + arguments)
    #expect(command.status == 0, "\(command.errors)")
    return command.output.replacingOccurrences(of: "\r\n", with: "\n")
  }

  @Test("trailers are dropped on both ways, and the connection goes on (RFC 9110 section 6.5.1)")
  func trailers() throws {
    let origin = try RecordingOrigin { head, _ in
      head.hasPrefix("POST")
        ? RecordingOrigin.ok
        : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nCache-Control: max-age=60\r\n\r\n"
          + "5\r\nhello\r\n0\r\nX-Sum: 1\r\nCache-Control: no-store\r\n\r\n"
    }
    let lab = try lab(origin)
    for result in ["Miss", "Hit"] {
      let text = try curl(lab, ["--raw"])
      #expect(text.contains("X-Cache: \(result) from cloudfront") && text.contains("hello"))
      #expect(!text.contains("X-Sum") && !text.contains("no-store"))
    }
    let client = try RawClient(port: lab.httpPort())
    client.send(
      "POST /a HTTP/1.1\r\nHost: www.example.com\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"
        + "GET /b HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
    let answers = client.receiveAll()
    #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 3, "\(answers)")
    #expect(origin.requests == ["GET /a", "POST /a abc", "GET /b"] && origin.faults.isEmpty)
  }

  @Test("Expect: 100-continue is met by the edge; no other expectation is", arguments: ["http", "https"])
  func expectations(scheme: String) throws {
    let origin = try RecordingOrigin()
    let lab = try lab(origin)
    let met = try curl(lab, ["-H", "Expect: 100-continue", "-d", "x"], scheme: scheme)
    #expect(
      met.hasPrefix(scheme == "http" ? "HTTP/1.1 100 Continue\n\nHTTP/1.1 200" : "HTTP/2 100 \n\nHTTP/2 200"))
    #expect(origin.requests == ["POST /a x"] && !origin.heads[0].lowercased().contains("expect"))
    // HTTP/2: curl 7.88 loses an answer that comes before the body is sent.
    let refused = try curl(lab, ["-H", "Expect: a-miracle", "-d", "x"])
    #expect(Reply(refused).status == 417 && origin.requests.count == 1)
  }

  @Test("103 reaches the viewer before the answer, and is not stored", arguments: ["http", "https"])
  func earlyHints(scheme: String) throws {
    let origin = try RecordingOrigin { _, _ in
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
        + RecordingOrigin.ok
    }
    let lab = try lab(origin)
    let miss = try curl(lab, [], scheme: scheme).split(separator: "\n")
    #expect(miss.first?.hasSuffix("103 Early Hints") == true || miss.first == "HTTP/2 103 ")
    #expect(miss.contains { $0.lowercased() == "link: </a.css>; rel=preload" } && miss.last == "ok")
    let hit = try curl(lab, [], scheme: scheme)
    #expect(!hit.contains("103") && Reply(hit).xCache == "Hit from cloudfront")
  }

  @Test("an origin that switches protocols: 502")
  func switching() throws {
    let origin = try RecordingOrigin { _, _ in "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" }
    #expect(try Reply(curl(lab(origin), [])).status == 502)
  }
}
