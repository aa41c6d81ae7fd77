import Foundation
import Testing

/// `edgesim top`: what a running lab has answered.
@Suite struct TopTests {
  private func top(_ lab: LabProcess, _ extra: String...) throws -> Command {
    try Command(LabProcess.program.path, ["top", "--admin", "127.0.0.1:\(lab.adminPort())"] + extra)
  }

  @Test("Once: all since the start, as a table and as JSON, in the definitions of docs/logs.md")
  func once() throws {
    let lab = try LabProcess()
    for _ in 0..<4 { _ = try lab.curl("/index.html", at: "127.0.0.1") }
    _ = try lab.curl("/nowhere", host: "nowhere.test", at: "127.0.0.1")
    let table = try top(lab, "--once")
    #expect(table.status == 0)
    let lines = table.output.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace) }
    #expect(lines.first?.prefix(5) == ["distribution", "behavior", "pop", "requests", "bytes"])
    #expect(lines.dropFirst().first?.prefix(4) == ["all", "all", "all", "5"])
    let json = try top(lab, "--once", "--format", "json")
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    let all = try #require(rows.first)
    #expect(all["requests"] as? Int == 5 && all["byRequests"] as? Double == 0.75)
    #expect(all["hits"] as? Double == 0.6 && all["misses"] as? Double == 0.2)
    #expect(all["errors"] as? Double == 0.2)
    let metrics = try Command("curl", ["-sf", "http://127.0.0.1:\(lab.adminPort())/metrics"]).output
    #expect(
      metrics.contains(
        #"edgesim_hit_ratio{definition="CacheHitRate",distribution="",behavior="",pop=""} 0.75"#))
  }

  @Test("Live: a screen a second, until it is stopped")
  func live() throws {
    let lab = try LabProcess()
    let command = try Command(
      "timeout",
      ["--signal=KILL", "4", LabProcess.program.path, "top", "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(command.output.hasPrefix("\u{1B}[H"))
    #expect(command.output.components(separatedBy: "requests/s").count >= 3)
  }

  @Test("No lab, and options that do not go together")
  func refused() throws {
    let command = try Command(LabProcess.program.path, ["top", "--admin", "127.0.0.1:1", "--once"])
    #expect(command.status == 2 && command.errors.contains("edgesim serve"))
    #expect(try Command(LabProcess.program.path, ["top", "--format", "json"]).status == 2)
  }
}
