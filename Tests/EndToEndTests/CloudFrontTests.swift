import Foundation
import Testing

/// Policies, error pages and geo restriction of the example's press pages, by `curl`; `edgesim explain http` and
/// `edgesim import cloudfront`.
@Suite(.serialized) struct CloudFrontTests {
  private let host = "press.example.com"
  /// The first point of presence.
  private let pop = "127.0.0.1"

  @Test func `a response headers policy works on misses and on hits`() throws {
    let lab = try LabProcess()
    for result in ["Miss", "Hit"] {
      let reply = try lab.curl("/index.html", host: host, at: pop, "-H", "Origin: https://a.example.com")
      #expect(reply.status == 200)
      #expect(reply.xCache == "\(result) from cloudfront")
      #expect(reply.fields["x-press"] == "embargo lifted")
      #expect(reply.fields["x-content-type-options"] == "nosniff")
      #expect(reply.fields["access-control-allow-origin"] == "https://a.example.com")
    }
    let stranger = try lab.curl("/index.html", host: host, at: pop, "-H", "Origin: https://a.example.org")
    #expect(stranger.fields["access-control-allow-origin"] == nil)
  }

  @Test func `an error has the page of the distribution, with its code`() throws {
    let lab = try LabProcess()
    let page = try lab.curl("/404.html", host: host, at: pop)
    let reply = try lab.curl("/nothing", host: host, at: pop)
    #expect(reply.status == 404)
    #expect(reply.xCache == "Error from cloudfront")
    #expect(reply.body == page.body)
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(LabProcess.program.path, arguments, in: LabProcess.repository)
  }

  @Test func `explain http tells behavior, key, origin request and TTL`() throws {
    let command = try run(
      "explain", "http", "www.example.com/images/a.png?width=1&x=2", "--response-header",
      "Cache-Control: max-age=5", "--format", "json")
    #expect(command.status == 0, "\(command.errors)")
    let explanation = try #require(
      try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
    let request = try #require(explanation["request"] as? [String: Any])
    let behaviors = try #require(request["behaviors"] as? [[String: Any]])
    #expect(behaviors.first { $0["isChosen"] as? Bool == true }?["pathPattern"] as? String == "/images/*")
    let key = try #require(request["key"] as? [[String: Any]])
    #expect(key.first { $0["name"] as? String == "query string" }?["value"] as? String == "width=1")
    let turn = try #require((explanation["origins"] as? [[String: Any]])?.first)
    let asked = try #require(turn["request"] as? [String: Any])
    #expect((asked["head"] as? String)?.hasPrefix("GET /images/a.png?width=1 HTTP/1.1\r\n") == true)
    let store = try #require(turn["store"] as? [String: Any])
    #expect(store["lifetime"] as? Int == 60)
    #expect(store["bound"] as? String == "MinTTL")
  }

  @Test func `explain http says in words what is kept and why, and what is no request`() throws {
    let words = try run(
      "explain", "http", "http://press.example.com/a", "--client", "10.255.0.1", "--pop", "ICN57-C1")
    #expect(words.status == 0, "\(words.errors)")
    #expect(words.output.contains("distribution  E5EXAMPLEPRESS"))
    #expect(
      words.output.contains("TTL 86400 s: the response says nothing of its lifetime: DefaultTTL 86400 s"))
    #expect(try run("explain", "http", "nobody.test/").output.contains("none has this host"))
    #expect(try run("explain", "http", "www.example.com/", "-H", "a b").status != 0)
    #expect(
      try run("explain", "http", "www.example.com/", "--pop", "X").errors.contains("no point of presence"))
  }

  @Test func `explain http says whether an answer is compressed, and why not`() throws {
    func explain(_ extra: String...) throws -> String {
      let arguments = [
        "explain", "http", "www.example.com/a.css", "--response-header", "Content-Type: text/css",
        "--response-header",
      ]
      let program = LabProcess.program.path
      return try Command(program, arguments + extra, in: LabProcess.repository).output
    }
    let compressed = try explain("Content-Length: 1000", "-H", "Accept-Encoding: gzip, br")
    #expect(compressed.contains("compressed with br") && compressed.contains("  Content-Encoding: br\n"))
    #expect(
      try explain("Content-Length: 999").contains("not compressed: Content-Length is less than 1,000"))
  }

  @Test func `what is imported passes the check`() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "edgesim-cf-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let command = try run(
      "import", "cloudfront", "--edge-config", directory.path, "edge-config/distributions/static.json")
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("distributions/E3EXAMPLESTAT1.yaml: distribution E3EXAMPLESTAT1"))
    for file in ["pops.yaml", "origins.yaml", "site"] {
      try FileManager.default.copyItem(
        at: LabProcess.repository.appending(path: "edge-config/\(file)"), to: directory.appending(path: file))
    }
    let zones = directory.appending(path: "zones")
    try FileManager.default.createDirectory(at: zones, withIntermediateDirectories: true)
    let check = try run("check", "--zones", zones.path, "--edge-config", directory.path)
    #expect(check.status == 0, "\(check.output) \(check.errors)")
    let again = try run(
      "import", "cloudfront", "--edge-config", directory.path, "edge-config/distributions/static.json")
    #expect(again.status == 2)
    #expect(again.errors.contains("--force replaces it, --edge-config DIR writes elsewhere"))
  }
}
