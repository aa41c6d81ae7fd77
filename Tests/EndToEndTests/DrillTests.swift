import Foundation
import Testing

/// `edgesim drill`: the built program, its real servers, and the report at its end.
@Suite struct DrillTests {
  private static let lab = [
    "--zones", LabProcess.repository.appending(path: "zones").path,
    "--edge-config", LabProcess.repository.appending(path: "edge-config").path,
  ]

  private static func edgesim(_ arguments: [String]) throws -> Command {
    try Command(LabProcess.program.path, arguments + lab, timeout: 60)
  }

  @Test("the primary goes down and comes back: detected when the formula says, every place moves and returns")
  func primaryOutage() throws {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "edgesim-drill-\(UUID().uuidString)")
    let (page, junit) = (scratch.appendingPathExtension("html"), scratch.appendingPathExtension("xml"))
    defer { for file in [page, junit] { try? FileManager.default.removeItem(at: file) } }
    let drill = LabProcess.repository.appending(path: "edge-config/drills/primary-outage.yaml")
    let command = try Self.edgesim([
      "drill", "--live", drill.path, "--seed", "1", "--format", "json", "--report", page.path, "--junit",
      junit.path,
    ])
    #expect(command.status == 0, "\(command.output)\(command.errors)")
    let reports = try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [[String: Any]]
    let report = try #require(reports?.first)
    #expect(report["isMet"] as? Bool == true)
    let detections = try #require(report["detections"] as? [[String: Any]])
    #expect(detections.compactMap { $0["status"] as? String } == ["Unhealthy", "Healthy"])
    let timeline = try #require(report["timeline"] as? [[String: Any]])
    // Each of the sixteen checkers turns twice.
    #expect(timeline.count { $0["kind"] as? String == "checker" } == 32)
    // A first answer, to the sorry server, and back; three places.
    #expect(timeline.count { $0["kind"] as? String == "answers" } == 9)
    for place in try #require(report["places"] as? [[String: Any]]) {
      #expect(place["unanswered"] as? Int == 0)
      #expect((place["failed"] as? Int ?? 0) > 10)
    }
    #expect(try String(contentsOf: page, encoding: .utf8).contains("<svg"))
    #expect(try String(contentsOf: junit, encoding: .utf8).contains("failures=\"0\""))
  }

  @Test("an expectation that is not met: exit code 1")
  func notMet() throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-drill-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = """
      duration: 1s
      places: [{name: Seoul, city: Seoul, url: "http://www.shop.example/", queriesPerSecond: 20, requestsPerSecond: 20}]
      expect:
        - {answers: 127.0.1.1, within: 1s}
        - {failedRequests: 0}
        - {answers: 127.0.1.2, within: 1s}
      """
    try Data(text.utf8).write(to: file)
    let command = try Self.edgesim(["drill", "--live", file.path, "--format", "tsv"])
    #expect(command.status == 1, "\(command.output)\(command.errors)")
    let marks = command.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    .filter { $0.count == 5 && $0[1].isEmpty }.map { String($0[2]) }
    #expect(marks == ["ok", "ok", "FAILED"])
  }

  @Test(
    "a steady state that does not hold ends a drill before anything is broken", arguments: [[], ["--live"]])
  func unsteady(options: [String]) throws {
    let file = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-drill-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = """
      duration: 10m
      timeScale: 10
      places: [{name: Seoul, city: Seoul, url: "http://www.shop.example/"}]
      steadyState: [{check: shop-origin, is: Unhealthy}]
      events: [{at: 10s, fault: {origin: shop.origin.test, refuse: true}}]
      """
    try Data(text.utf8).write(to: file)
    let command = try Self.edgesim(["drill", file.path, "--format", "tsv"] + options)
    #expect(command.status == 1, "\(command.output)\(command.errors)")
    #expect(command.output.contains("FAILED\tsteady state: shop-origin is Unhealthy\tstopped at 10"))
    #expect(!command.output.contains("\tevent\t"), "\(command.output)")
  }

  @Test("on the virtual clock the same seed gives the same report, octet for octet")
  func virtualClock() throws {
    let drills = ["primary-outage", "partition", "slow-origin"].map {
      LabProcess.repository.appending(path: "edge-config/drills/\($0).yaml").path
    }
    let runs = try (0..<2).map { _ in try Self.edgesim(["drill", "--seed", "1", "--format", "json"] + drills)
    }
    #expect(runs[0].status == 0)
    #expect(runs[0].output.contains("\"isMet\"") && runs[0].output == runs[1].output)
  }

  @Test("a report says what it came of; --until stops a run, and what came before is the same")
  func identity() throws {
    let drill = LabProcess.repository.appending(path: "edge-config/drills/primary-outage.yaml").path
    func report(_ arguments: String...) throws -> [String: Any] {
      let command = try Self.edgesim(["drill", drill, "--seed", "1", "--format", "json"] + arguments)
      #expect(command.status == 0, "\(command.errors)")
      let reports = try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [[String: Any]]
      return try #require(reports?.first)
    }
    let (whole, part) = (try report(), try report("--until", "50s"))
    let identity = try #require(whole["run"] as? [String: Any])
    #expect(identity["seed"] as? Int == 1)
    for key in ["configuration", "data", "version"] {
      #expect((identity[key] as? String)?.isEmpty == false)
      #expect((part["run"] as? [String: Any])?[key] as? String == identity[key] as? String)
    }
    func events(_ report: [String: Any]) -> [String] {
      (report["timeline"] as? [[String: Any]] ?? []).compactMap { entry in
        guard let at = entry["at"] as? Double, at <= 50, entry["kind"] as? String != "requests" else {
          return nil
        }
        return "\(at) \(entry["kind"] ?? "") \(entry["subject"] ?? "") \(entry["text"] ?? "")"
      }
    }
    #expect(events(part) == events(whole))
    #expect(part["untilSeconds"] as? Double == 50)
    #expect((part["expectations"] as? [Any])?.isEmpty == true)
  }

  @Test(
    "a swarm says the same whatever the number of its processors, and nothing that it draws breaks a rule")
  func swarm() throws {
    let drill = LabProcess.repository.appending(path: "edge-config/drills/primary-outage.yaml").path
    let runs = try ["1", "2"].map { workers in
      try Self.edgesim(["drill", "--swarm", "6", drill, "--format", "json", "--workers", workers])
    }
    #expect(runs.map(\.status) == [0, 0], "\(runs[0].output)\(runs[0].errors)")
    #expect(runs[0].output == runs[1].output)
    #expect(runs[0].output.contains("\"seeds\" : 6"))
    let refused = try Self.edgesim(["drill", "--swarm", "6", "--live"])
    #expect(refused.status == 2)
  }

  @Test("--live beside --compare, or a drill that is not there: exit code 2 and what to do")
  func refused() throws {
    let drill = LabProcess.repository.appending(path: "edge-config/drills/partition.yaml").path
    let both = try Self.edgesim(["drill", "--live", "--compare", drill])
    #expect(both.status == 2)
    #expect(both.errors.contains("leave --live out"))
    let missing = try Self.edgesim(["drill", "--live", "/nonexistent.yaml"])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("/nonexistent.yaml:1:1: cannot be read"))
  }

  @Test("`edgesim check` reads the drills of the edge configuration")
  func check() throws {
    let edge = FileManager.default.temporaryDirectory.appending(path: "edgesim-edge-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: LabProcess.repository.appending(path: "edge-config"), to: edge)
    defer { try? FileManager.default.removeItem(at: edge) }
    try Data(
      "duration: 1s\nplaces: [{name: a, city: Seoul, url: \"http://www.shop.example/\"}]\nevents: [{at: 2s, clear: x}]\n"
        .utf8
    )
    .write(to: edge.appending(path: "drills/wrong.yaml"))
    let zones = LabProcess.repository.appending(path: "zones").path
    let command = try Command(
      LabProcess.program.path, ["check", "--zones", zones, "--edge-config", edge.path])
    #expect(command.status == 2)
    #expect(
      command.output.contains("drills/wrong.yaml:3:15: at is 2.0 s, after the end of the drill at 1.0 s"))
    #expect(command.output.contains("drills/wrong.yaml:3:26: there is no built-in origin 'x'"))
  }
}
