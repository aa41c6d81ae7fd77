import Foundation
import Testing

/// `--query-log`: what was asked is written, all of it, by the time the program has ended.
@Suite struct QueryLogTests {
  let file = FileManager.default.temporaryDirectory.appending(path: "edgesim-queries-\(UUID().uuidString)")

  private func lines() throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test func route53Lines() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let lab = try LabProcess(["--query-log", file.path])
    _ = try lab.dig("WWW.example.com", "A", "+subnet=192.0.2.0/24")
    _ = try lab.dig("missing.example.com", "TXT", "+tcp")
    _ = try lab.dig("www.example.net", "A")
    #expect(lab.stop() == 0)
    let lines = try lines().sorted().map { $0.split(separator: " ").dropFirst(2).joined(separator: " ") }
    #expect(
      lines == [
        "example.com. www.example.com A NOERROR UDP LOCAL 127.0.0.1 192.0.2.0/24",
        "example.com. missing.example.com TXT NXDOMAIN TCP LOCAL 127.0.0.1 -",
        "- www.example.net A REFUSED UDP LOCAL 127.0.0.1 -",
      ])
  }

  @Test func oneInSoManyAsJSON() throws {
    defer { try? FileManager.default.removeItem(at: file) }
    let lab = try LabProcess([
      "--query-log", file.path, "--query-log-format", "json", "--query-log-sample", "10", "--workers", "1",
    ])
    #expect(try UDPClient(port: lab.dnsPort()).ask("www.example.com", count: 1000) == 1000)
    #expect(lab.stop() == 0)
    let lines = try lines()
    #expect(lines.count == 100)
    for line in lines {
      let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(object["name"] as? String == "www.example.com.")
    }
  }

  @Test("The file is opened again at a reload, so that it can be rotated")
  func rotation() throws {
    let old = file.appendingPathExtension("1")
    defer { for file in [file, old] { try? FileManager.default.removeItem(at: file) } }
    let lab = try LabProcess(["--query-log", file.path])
    _ = try lab.dig("www.example.com", "A")
    try eventually("the line is written") { try lines().count == 1 }
    try FileManager.default.moveItem(at: file, to: old)
    lab.signal(SIGHUP)
    try eventually("the file is there again") { FileManager.default.fileExists(atPath: file.path) }
    _ = try lab.dig("www.example.com", "AAAA")
    #expect(lab.stop() == 0)
    #expect(try lines().count == 1)
  }

  @Test func aFileThatCannotBeWrittenIsRefused() throws {
    let command = try Command(
      LabProcess.program.path,
      [
        "serve", "--zones", LabProcess.repository.appending(path: "zones").path, "--no-http", "--no-admin",
        "--dns",
        "127.0.0.1:0", "--query-log", "/no/such/directory/queries",
      ])
    #expect(command.status != 0)
    #expect(command.errors.contains("/no/such/directory/queries"))
  }
}
