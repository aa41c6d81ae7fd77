import Foundation
import Testing

/// HTTP/2 for viewers (RFC 9113), asked with curl, nghttp and h2load.
@Suite(.serialized) struct HTTP2Tests {
  let lab: LabProcess

  init() throws { lab = try LabProcess(["--https", "127.0.0.1:0", "--workers", "1"]) }

  private func curl(_ path: String, _ extra: String...) throws -> Command {
    let port = try lab.httpsPort()
    return try Command(
      "curl",
      [
        "-s", "-k", "--http2", "--max-time", "30", "--resolve", "www.example.com:\(port):127.0.0.1",
        "https://www.example.com:\(port)\(path)",
      ] + extra)
  }

  private func h2load(_ path: String, _ arguments: String...) throws -> String {
    let command = try Command(
      "h2load",
      arguments + ["-H", ":authority: www.example.com", "https://127.0.0.1:\(lab.httpsPort())\(path)"],
      timeout: 60)
    return command.output + command.errors
  }

  @Test("The same answers as over HTTP/1.1, with the fields of the connection left out")
  func answers() throws {
    for expected in ["Miss from cloudfront", "Hit from cloudfront"] {
      let reply = try Reply(curl("/index.html", "-i").output)
      #expect(reply.status == 200 && reply.xCache == expected)
      #expect(reply.fields["connection"] == nil && reply.fields["transfer-encoding"] == nil)
      #expect(reply.body.contains("It works"))
    }
    #expect(try curl("/index.html", "-I", "-w", "%{http_version}").output.hasSuffix("\r\n\r\n2"))
    #expect(try Reply(curl("/api/broken", "-i").output).status >= 500)
    // Malformed: an error of the stream (RFC 9113 section 8.1.1), and no answer.
    #expect(try curl("/", "--request-target", "/a b").status == 92)
    #expect(try Reply(curl("/", "-i", "-H", "Host: other.test").output).status == 421)
  }

  @Test("Bodies of any size come whole, of known length and not, down and up")
  func bodies() throws {
    for (path, size) in [
      ("/downloads/100MiB.bin", 100 << 20), ("/downloads/stream.bin", 10 << 20),
      ("/images/generated/a", 100 << 10),
    ] {
      for _ in 0..<2 {
        let command = try curl(path, "-o", "/dev/null", "-w", "%{http_version} %{http_code} %{size_download}")
        #expect(command.output == "2 200 \(size)", "\(path)")
      }
    }
    let file = FileManager.default.temporaryDirectory.appending(path: "edgesim-h2-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(repeating: 120, count: 5_000_000).write(to: file)
    for extra in [["-d", "a=1"], ["--data-binary", "@\(file.path)"], ["-T", file.path], ["-T", "-"]] {
      let command = try Command(
        "curl",
        [
          "-s", "-k", "--http2", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--max-time", "30",
          "https://127.0.0.1:\(lab.httpsPort())/api/orders", "-H", "Host: www.example.com",
        ] + extra)
      #expect(command.output == "2 200", "\(extra)")
    }
    // A method that the behaviour does not take: answered before the body has come, of which no more is wanted.
    let refused = try Command(
      "nghttp",
      [
        "-nv", "-d", file.path, "-H", ":method: PUT", "-H", ":authority: www.example.com",
        "https://127.0.0.1:\(lab.httpsPort())/index.html",
      ])
    #expect(
      refused.output.contains(":status: 403") && refused.output.contains("NO_ERROR"), "\(refused.output)")
  }

  @Test("What was left half-way is nowhere in the requests after it, which use its memory again")
  func reuse() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "edgesim-h2-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(repeating: 120, count: 2_000_000).write(to: file)
    let port = try lab.httpsPort()
    func store(_ key: String, _ extra: String...) throws -> Command {
      try Command(
        "curl",
        [
          "-sk", "--http2", "--resolve", "store.example.com:\(port):127.0.0.1",
          "https://store.example.com:\(port)\(key)",
        ] + extra)
    }
    for round in 0..<3 {
      // CURLE_OPERATION_TIMEDOUT
      #expect(try store("/left", "-T", file.path, "--limit-rate", "100k", "--max-time", "1").status == 28)
      #expect(
        try curl("/downloads/100MiB.bin", "-o", "/dev/null", "--limit-rate", "1M", "--max-time", "1").status
          == 28)
      let put = try store("/key-\(round)", "-X", "PUT", "-d", "value \(round)", "-w", "%{http_code}")
      #expect(put.output == "200")
      #expect(try store("/key-\(round)").output == "value \(round)")
      #expect(try store("/left", "-o", "/dev/null", "-w", "%{http_code}").output == "404")
    }
  }

  @Test("Many streams of many connections, all answered")
  func load() throws {
    _ = try curl("/images/generated/a", "-o", "/dev/null")
    #expect(
      try h2load("/images/generated/a", "-n", "4000", "-c", "8", "-m", "32").contains(
        "4000 succeeded, 0 failed"))
    #expect(try h2load("/api/orders", "-n", "500", "-c", "4", "-m", "16").contains("500 succeeded, 0 failed"))
    #expect(
      try h2load("/downloads/stream.bin", "-n", "16", "-c", "2", "-m", "8", "-w", "16", "-W", "18").contains(
        "16 succeeded, 0 failed"))
  }

  @Test("Readers that stop hold bounded memory, and those that leave free it")
  func slowReaders() throws {
    let before = try lab.residentBytes()
    // They ask for 1 GiB on each of 100 streams, and read for a second.
    let command = try Command(
      "timeout",
      [
        "-s", "KILL", "2", "h2load", "-n", "400", "-c", "4", "-m", "100", "-w", "16", "-W", "16", "-H",
        ":authority: www.example.com", "https://127.0.0.1:\(lab.httpsPort())/downloads/1GiB.bin",
      ])
    _ = command
    #expect(try lab.residentBytes() - before < 200 << 20)
    #expect(try Reply(curl("/index.html", "-i").output).status == 200)
  }

  @Test("Draining ends idle connections and lets what is under way finish")
  func drain() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let port = try lab.httpsPort()
    process.arguments = [
      "curl", "-s", "-k", "--http2", "--limit-rate", "20M", "-o", "/dev/null", "--resolve",
      "www.example.com:\(port):127.0.0.1", "https://www.example.com:\(port)/downloads/100MiB.bin",
    ]
    try process.run()
    try eventually("the download has begun") {
      try lab.metrics().sum("edgesim_origin_requests_total", ["distribution": "E2EXAMPLEWWW01"]) > 0
    }
    lab.signal(SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    try eventually("the lab has ended") { !lab.isRunning }
  }
}
