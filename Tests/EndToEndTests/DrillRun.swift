import Foundation
import Testing

/// One run of a drill by the built program, in the example lab, and its report.
struct DrillRun {
  struct Place {
    var queries: Int
    var unanswered: Int
    var requests: Int
    var failed: Int
  }

  let command: Command
  private let report: [String: Any]

  /// `files` stand beside the drill.
  init(_ drill: String, _ options: [String] = ["--live"], files: [String: String] = [:]) throws {
    let directory = try TestFiles(files)
    try directory.write("drill.yaml", drill)
    command = try Command(
      LabProcess.program.path,
      ["drill", directory.url.appending(path: "drill.yaml").path, "--seed", "1", "--format", "json"] + options
        + [
          "--zones", LabProcess.repository.appending(path: "zones").path,
          "--edge-config", LabProcess.repository.appending(path: "edge-config").path,
        ], timeout: 60)
    let reports = try? JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [[String: Any]]
    report = reports?.first ?? [:]
  }

  var output: String { command.output + command.errors }

  func place(_ name: String) throws -> Place {
    let places = try #require(report["places"] as? [[String: Any]], "\(output)")
    let place = try #require(places.first { $0["name"] as? String == name })
    func count(_ key: String) throws -> Int { try #require(place[key] as? Int) }
    return Place(
      queries: try count("queries"), unanswered: try count("unanswered"), requests: try count("requests"),
      failed: try count("failed"))
  }

  /// What the timeline says of one thing, in the order of time.
  func timeline(_ kind: String, of subject: String) -> [String] {
    (report["timeline"] as? [[String: Any]] ?? []).filter {
      $0["kind"] as? String == kind && $0["subject"] as? String == subject
    }.compactMap { $0["text"] as? String }
  }

  /// What this machine was too slow to ask.
  var missed: (queries: Int, requests: Int) {
    let shortfall = report["shortfall"] as? [String: Int]
    return (shortfall?["queries"] ?? 0, shortfall?["requests"] ?? 0)
  }

  /// Of a population.
  func figure(_ name: String) -> Double? {
    let figures = report["figures"] as? [[String: Any]] ?? []
    return figures.first { $0["name"] as? String == name }?["value"] as? Double
  }
}
