import Foundation
import Testing

/// `--access-log`: what viewers asked is written, all of it, by the time the program has ended; other tools read it.
@Suite struct AccessLogTests {
  let place = FileManager.default.temporaryDirectory.appending(path: "edgesim-access-\(UUID().uuidString)")

  /// Fields of each line, by the names in `#Fields`.
  private func lines(_ text: String) throws -> [[String: String]] {
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.first == "#Version: 1.0")
    let names = try #require(lines.dropFirst().first).split(separator: " ").dropFirst().map(String.init)
    return lines.filter { !$0.hasPrefix("#") }.map { line in
      let values = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      #expect(values.count == names.count && names.count == 33)
      return Dictionary(uniqueKeysWithValues: zip(names, values))
    }
  }

  /// Three requests for one page, one of them over HTTP/2, and one for a host nobody has.
  private func ask(_ lab: LabProcess) throws {
    for _ in 0..<2 {
      _ = try lab.curl("/index.html?b=%20c", at: "127.0.0.1", "-A", "a b", "-e", "http://x/'")
    }
    let port = try lab.httpsPort()
    _ = try Command(
      "curl",
      [
        "-s", "-k", "--http2", "--resolve", "www.example.com:\(port):127.0.0.1",
        "https://www.example.com:\(port)/index.html",
      ])
    _ = try lab.curl("/index.html", host: "nowhere.test", at: "127.0.0.1")
  }

  @Test("33 fields; GoAccess and `edgesim replay` read them")
  func standardLog() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let lab = try LabProcess(["--access-log", place.path, "--https", "127.0.0.1:0"])
    try ask(lab)
    #expect(lab.stop() == 0)
    let lines = try lines(String(contentsOf: place, encoding: .utf8))
    #expect(lines.map { $0["x-edge-result-type"] } == ["Miss", "Hit", "Hit", "Error"])
    let first = try #require(lines.first)
    #expect(first["cs-uri-stem"] == "/index.html" && first["cs-uri-query"] == "b=%2520c")
    #expect(first["cs(User-Agent)"] == "a%20b" && first["cs(Referer)"] == "http://x/%27")
    #expect(
      first["cs(Host)"] == "d111111abcdef8.cloudfront.net" && first["cs-protocol-version"] == "HTTP/1.1")
    #expect(first["ssl-protocol"] == "-" && first["sc-status"] == "200")
    #expect(lines[2]["ssl-protocol"] == "TLSv1.3" && lines[2]["cs-protocol-version"] == "HTTP/2.0")
    #expect(lines[2]["ssl-cipher"]?.hasPrefix("TLS_") == true && lines[2]["cs-protocol"] == "https")
    #expect(lines[3]["sc-status"] == "403" && lines[3]["cs(Host)"] == "-")
    for line in lines {
      #expect(Int(line["sc-bytes"] ?? "") ?? 0 > 100 && Int(line["cs-bytes"] ?? "") ?? 0 > 20)
      #expect(line["x-edge-request-id"]?.count == 56 && Int(line["c-port"] ?? "") ?? 0 > 0)
    }

    let report = place.appendingPathExtension("json")
    defer { try? FileManager.default.removeItem(at: report) }
    let goaccess = try Command(
      "goaccess",
      ["--no-global-config", "--log-format=CLOUDFRONT", "--no-progress", "-o", report.path, place.path])
    #expect(goaccess.status == 0, "\(goaccess.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: report)) as? [String: Any]
    let general = try #require(object?["general"] as? [String: Any])
    #expect(general["valid_requests"] as? Int == 4 && general["failed_requests"] as? Int == 0)

    let replay = try Command(
      LabProcess.program.path, ["replay", place.path, "--size", "1MiB", "--policy", "lru", "--format", "tsv"])
    #expect(replay.status == 0, "\(replay.errors)")
    #expect(replay.output.contains("lru"))
  }

  @Test("A directory gets a gzip file of each distribution, whole after a reload or at the end")
  func files() throws {
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let lab = try LabProcess(["--access-log", place.path, "--https", "127.0.0.1:0"])
    func whole(_ id: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: place.path).sorted().filter {
        $0.hasPrefix(id) && $0.hasSuffix(".gz")
      }
    }
    try ask(lab)
    try eventually("the lines reach their files") {
      try FileManager.default.contentsOfDirectory(atPath: place.path).count == 2
    }
    #expect(try whole("").isEmpty)
    lab.signal(SIGHUP)
    try eventually("the files are whole") { try whole("").count == 2 }
    _ = try lab.curl("/index.html", at: "127.0.0.1")
    #expect(lab.stop() == 0)
    let names = try whole("E2EXAMPLEWWW01.")
    #expect(
      names.count == 2
        && names.allSatisfy { $0.wholeMatch(of: /E\w+\.\d{4}-\d\d-\d\d-\d\d\.\w{8}\.gz/) != nil })
    var count = 0
    for name in names {
      count += try lines(Command("zcat", [place.appending(path: name).path]).output).count
    }
    #expect(count == 4)
  }

  @Test(
    "Logging of a distribution: its bucket's files below the directory, with cookies where they are wanted")
  func buckets() throws {
    let (configuration, logs) = (place.appending(path: "edge"), place.appending(path: "logs"))
    try FileManager.default.createDirectory(
      at: configuration.appending(path: "distributions"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: configuration.appending(path: name), atomically: true, encoding: .utf8)
    }
    func distribution(_ id: String, _ logging: String) -> String {
      """
      Id: \(id)
      Origins: [{Id: o, DomainName: o.test}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
      Logging: \(logging)
      """
    }
    try write(
      "pops.yaml",
      "pops: [{id: A1, city: A, latitude: 0, longitude: 0, address: 127.0.0.1, capacity: 1MiB}]\n")
    try write("origins.yaml", "origins: [{name: o.test, objects: [{path: /*, body: x}]}]\n")
    let with = "{Enabled: true, IncludeCookies: true, Bucket: with.s3.amazonaws.com, Prefix: a/b}"
    try write("distributions/e1.yaml", distribution("E1", with))
    try write(
      "distributions/e2.yaml",
      distribution("E2", "{Enabled: true, IncludeCookies: false, Bucket: without.s3.amazonaws.com}"))
    try write("distributions/e3.yaml", distribution("E3", "{Enabled: false, IncludeCookies: true}"))
    let lab = try LabProcess(edgeConfig: configuration, ["--no-dns", "--access-log", logs.path])
    for id in ["e1", "e2", "e3"] {
      _ = try lab.curl("/x", host: "\(id).cloudfront.net", at: "127.0.0.1", "-H", "Cookie: a=1")
    }
    #expect(lab.stop() == 0)
    for (folder, id, cookie) in [("with/a/b", "E1", "a=1"), ("without", "E2", "-"), ("", "E3", "-")] {
      let directory = logs.appending(path: folder)
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.path).filter {
        $0.hasSuffix(".gz")
      }
      let name = try #require(names.first)
      #expect(names.count == 1 && name.hasPrefix("\(id)."))
      let lines = try lines(Command("zcat", [directory.appending(path: name).path]).output)
      #expect(lines.map { $0["cs(Cookie)"] } == [cookie])
    }
  }

  @Test func json() throws {
    defer { try? FileManager.default.removeItem(at: place) }
    let lab = try LabProcess([
      "--access-log", place.path, "--access-log-format", "json", "--https", "127.0.0.1:0",
    ])
    try ask(lab)
    #expect(lab.stop() == 0)
    var reasons: [String] = []
    for line in try String(contentsOf: place, encoding: .utf8).split(separator: "\n") {
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["c-ip"] as? String == "127.0.0.1" && object["sc-bytes"] is Int)
      reasons.append(try #require(object["reason"] as? String))
    }
    #expect(reasons == ["not-stored", "fresh", "fresh", "unknown-host"])
  }

  @Test("A place that cannot be written is refused before anything is served")
  func unwritable() throws {
    let command = try Command(
      LabProcess.program.path,
      ["serve", "--no-dns", "--http", "127.0.0.1:0", "--access-log", "/nowhere/log"],
      in: LabProcess.repository)
    #expect(command.status == 2)
    #expect(command.errors.contains("/nowhere/log"))
  }
}
