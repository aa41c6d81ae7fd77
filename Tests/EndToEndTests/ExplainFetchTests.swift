import Foundation
import Testing

/// `edgesim explain http --fetch`: origins are really asked.
@Suite struct ExplainFetchTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// One distribution with one origin.
  private func explain(_ origin: String, _ arguments: String...) throws -> Command {
    try files.write([
      "pops.yaml": """
      regionalCaches: [{region: us-east-1, capacity: 64MiB}]
      pops:
        - {id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB, regionalCache: none}
        - {id: IAD89-C1, city: Ashburn, latitude: 38.95, longitude: -77.46, address: 127.0.1.7, capacity: 1MiB}

      """,
      "origins.yaml": """
      origins:
        - {name: a.test, objects: [{path: /*, body: hello, headers: {Cache-Control: "max-age=5"}}]}
      loadBalancers:
        - {name: app.test, targets: [{name: a.test, weight: 1}]}

      """,
      "distributions/d.yaml": """
      Aliases: [www.example.com]
      Origins: [{Id: o, \(origin)}]
      DefaultCacheBehavior:
        TargetOriginId: o
        ViewerProtocolPolicy: allow-all
        CachePolicyId: CachingOptimized
      staticContent: {paths: [/other], pointsOfPresence: [ICN57-C1]}

      """,
    ])
    return try Command(
      LabProcess.program.path,
      ["explain", "http", "www.example.com/a", "--fetch", "--edge-config", files.url.path] + arguments)
  }

  private func json(_ command: Command) throws -> [String: Any] {
    #expect(command.status == 0, "\(command.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
  }

  private func turns(_ explanation: [String: Any]) throws -> [[String: Any]] {
    try #require(explanation["origins"] as? [[String: Any]])
  }

  @Test("a real server: what it was sent, what came, what is kept and why, who is answered with it")
  func server() throws {
    let server = try RecordingOrigin { _, _ in
      "HTTP/1.1 200 OK\r\nCache-Control: max-age=99999999\r\nContent-Length: 5\r\n\r\nhello"
    }
    let origin = "DomainName: 127.0.0.1, CustomOriginConfig: {HTTPPort: \(server.port)}"
    let text = try explain(origin).output
    #expect(server.requests == ["GET /a"] && server.heads[0].contains("X-Amz-Cf-Id: "))
    #expect(text.contains("\n127.0.0.1:\(server.port) answered after "))
    #expect(text.contains("ms: 200, Cache-Control: max-age=99999999, Content-Length: 5\n"))
    #expect(text.contains("  TTL 31536000 s: max-age=99999999, cut to MaxTTL 31536000 s\n"))
    #expect(text.contains("\nanswer        200 Miss not-stored, 5 octets of content\n"))
    #expect(text.hasSuffix("\nasked again   200 Hit fresh\n"))
  }

  @Test("a load balancer's built-in target, asked by the regional cache of the point of presence")
  func balanced() throws {
    let explanation = try json(explain("DomainName: app.test", "--pop", "IAD89-C1", "--format", "json"))
    let turn = try #require(try turns(explanation).first)
    #expect(try turns(explanation).count == 1)
    let request = try #require(turn["request"] as? [String: Any])
    #expect(request["tier"] as? String == "regional cache us-east-1")
    let passage = try #require(turn["passage"] as? [String: Any])
    #expect(passage["target"] as? String == "a.test" && passage["attempts"] as? Int == 1)
    #expect((turn["store"] as? [String: Any])?["lifetime"] as? Int == 5)
    #expect(explanation["octets"] as? Int == 5)
    #expect((explanation["again"] as? [String: Any])?["result"] as? String == "Hit")
  }

  @Test("nobody there: what failed, and after how many attempts")
  func refused() throws {
    let port = try RawServer { _ in "" }.port
    let origin = "DomainName: 127.0.0.1, ConnectionAttempts: 2, CustomOriginConfig: {HTTPPort: \(port)}"
    let explanation = try json(explain(origin, "--format", "json"))
    let turn = try #require(try turns(explanation).first)
    #expect(turn["failure"] as? String == "origin-connect-refused" && turn["status"] == nil)
    #expect((turn["passage"] as? [String: Any])?["attempts"] as? Int == 2)
    let answer = try #require(explanation["answer"] as? [String: Any])
    #expect(answer["status"] as? Int == 502)
    let text = try explain(origin).output
    #expect(
      text.contains("127.0.0.1:\(port) gave no answer in ")
        && text.contains("ms, 2 attempts: origin-connect-refused"))
  }

  @Test(
    "what does not go together says so",
    arguments: [
      (["--status", "404"], "leave --status and --response-header out"),
      (["--method", "POST", "-H", "Content-Length: 1"], "--fetch sends no body"),
    ])
  func usage(arguments: [String], message: String) throws {
    let command = try Command(
      LabProcess.program.path, ["explain", "http", "www.example.com/", "--fetch"] + arguments,
      in: LabProcess.repository)
    #expect(command.status != 0 && command.errors.contains(message), "\(command.errors)")
  }
}
