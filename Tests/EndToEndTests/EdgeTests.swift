import Foundation
import Testing

/// The live edge, asked by `curl`.
@Suite(.serialized) struct EdgeTests {
  let lab: LabProcess
  let pop: String

  init() throws {
    lab = try LabProcess()
    pop = try #require(try lab.answers("+short", "www.example.com", "A").first)
  }

  @Test("One name, end to end: dig's answer serves it, first Miss, then Hit with Age")
  func missThenHit() throws {
    let first = try lab.curl("/index.html", at: pop)
    #expect(first.status == 200)
    #expect(first.xCache == "Miss from cloudfront")
    #expect(first.fields["age"] == nil)
    #expect(first.fields["via"]?.hasSuffix(".cloudfront.net (CloudFront)") == true)
    #expect(first.fields["x-amz-cf-pop"] != nil)
    #expect(first.fields["x-amz-cf-id"]?.count == 56)
    let second = try lab.curl("/index.html", at: pop)
    #expect(second.status == 200)
    #expect(second.xCache == "Hit from cloudfront")
    #expect(Int(second.fields["age"] ?? "") != nil)
    #expect(second.body == first.body)
    #expect(!first.body.isEmpty)
  }

  @Test func everyPopHasACacheOfItsOwn() throws {
    let pops = try #require(try lab.status()["listeners"] as? [[String: Any]])
      .filter { $0["service"] as? String == "http" }.compactMap { $0["address"] as? String }
      .map { String($0.prefix { $0 != ":" }) }.filter { $0 != "127.0.0.1" }
    #expect(Set(pops).count >= 3)
    // Ashburn has what San Francisco has asked their regional cache for.
    for address in Set(pops).subtracting(["127.0.1.8"]) {
      let reply = try lab.curl("/index.html", at: address)
      #expect(reply.xCache == "Miss from cloudfront")
    }
  }

  @Test func unknownHostIsRefused() throws {
    let reply = try lab.curl("/", host: "nobody.example.org", at: pop)
    #expect(reply.status == 403)
    #expect(reply.xCache == "Error from cloudfront")
  }

  @Test func defaultRootObject() throws {
    let root = try lab.curl("/", at: pop)
    let index = try lab.curl("/index.html", at: pop)
    #expect(root.status == 200)
    #expect(root.body == index.body)
  }

  @Test func headIsAnsweredFromTheStoredGet() throws {
    _ = try lab.curl("/index.html", at: pop)
    let head = try lab.curl("/index.html", at: pop, "-I")
    #expect(head.status == 200)
    #expect(head.xCache == "Hit from cloudfront")
    #expect(Int(head.fields["content-length"] ?? "") ?? 0 > 0)
    #expect(head.body.isEmpty)
  }

  @Test("A request body passes through, with its length and chunked")
  func requestBodies() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "edgesim-body-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(repeating: 120, count: 3_000_000).write(to: file)
    for extra in [
      ["-d", "a=1"], ["--data-binary", "@\(file.path)"], ["-T", "-"],
      ["-H", "Transfer-Encoding: chunked", "--data-binary", "@\(file.path)"],
    ] {
      let command = try Command(
        "curl",
        [
          "-s", "-o", "/dev/null", "-w", "%{http_code} %header{x-cache}", "--max-time", "20", "--resolve",
          "www.example.com:\(lab.httpPort()):\(pop)", "http://www.example.com:\(lab.httpPort())/api/orders",
        ] + extra)
      #expect(command.output == "200 Miss from cloudfront")
    }
  }

  @Test("Pipelined requests, misses and hits mixed, are all answered, and hold nobody else up")
  func pipelinedMisses() throws {
    let client = try RawClient(port: lab.httpPort(), address: pop)
    let paths = [
      "/index.html", "/css/site.css", "/index.html", "/api/x", "/api/y", "/images/globe.svg", "/css/site.css",
    ]
    client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: www.example.com\r\n\r\n" }.joined())
    client.send("GET /nothing HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
    let text = client.receiveAll()
    #expect(text.components(separatedBy: "HTTP/1.1 200 OK").count - 1 == paths.count)
    #expect(text.contains("HTTP/1.1 404 "))
    #expect(try lab.curl("/css/site.css", at: pop).xCache == "Hit from cloudfront")
  }

  @Test("Concurrent misses for one key make one origin request")
  func collapsing() throws {
    let path = "/downloads/32MiB.bin?herd"
    let (port, address) = (try lab.httpPort(), pop)
    let before = try lab.metrics().sum("edgesim_origin_requests_total", ["distribution": "E2EXAMPLEWWW01"])
    let statuses = Statuses()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let command = try? Command(
        "curl",
        [
          "-s", "-o", "/dev/null", "-w", "%{http_code}", "--resolve", "www.example.com:\(port):\(address)",
          "http://www.example.com:\(port)\(path)",
        ])
      statuses.add(command?.output ?? "")
    }
    #expect(statuses.all == Array(repeating: "200", count: 8))
    #expect(
      try lab.metrics().sum("edgesim_origin_requests_total", ["distribution": "E2EXAMPLEWWW01"]) == before + 1
    )
  }

  @Test("A 1 GiB response passes through in bounded memory")
  func largeBody() throws {
    _ = try lab.curl("/index.html", at: pop)
    let before = try lab.residentBytes()
    let port = try lab.httpPort()
    let command = try Command(
      "curl",
      [
        "-s", "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "--resolve",
        "www.example.com:\(port):\(pop)",
        "http://www.example.com:\(port)/downloads/1GiB.bin",
      ], timeout: 120)
    #expect(command.output == "200 \(1 << 30)")
    let grown = try lab.residentBytes() - before
    #expect(grown < 64 << 20, "grew by \(grown >> 20) MiB")
  }

  final class Statuses: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [String] = []
    func add(_ status: String) { lock.withLock { list.append(status) } }
    var all: [String] { lock.withLock { list } }
  }
}
