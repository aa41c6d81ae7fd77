import Foundation
import Testing

/// `edgesim sweep`: the built program, in one piece and in shares.
@Suite struct SweepTests {
  private static let lab = [
    "--zones", LabProcess.repository.appending(path: "zones").path,
    "--edge-config", LabProcess.repository.appending(path: "edge-config").path,
  ]
  private static let sweep = [
    LabProcess.repository.appending(path: "edge-config/drills/long-ttl.yaml").path, "--vary", "ttl=20,300",
    "--vary", "population.clients=50,100", "--vary", "duration=20m", "--seeds", "3",
  ]

  private static func edgesim(_ arguments: [String], lab: [String] = Self.lab) throws -> Command {
    try Command(LabProcess.program.path, arguments + lab, timeout: 60)
  }

  @Test("shares merge to the octets of the whole; a TTL of 20 s is sooner over, and costs more queries")
  func merged() throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-sweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let page = directory.appending(path: "page.html")
    let whole = try Self.edgesim(["sweep"] + Self.sweep + ["--format", "json", "--report", page.path])
    #expect(whole.status == 0, "\(whole.errors)")
    let files = try (1...3).reversed().map { number -> String in
      let share = try Self.edgesim(["sweep"] + Self.sweep + ["--task", "\(number)/3", "--workers", "1"])
      #expect(share.status == 0, "\(share.errors)")
      let file = directory.appending(path: "\(number).json")
      try Data(share.output.utf8).write(to: file)
      return file.path
    }
    let merged = try Self.edgesim(
      ["sweep", "merge"] + files + ["--format", "json", "--report", page.path + "2"], lab: [])
    #expect(merged.status == 0, "\(merged.errors)")
    #expect(merged.output == whole.output)
    #expect(try Data(contentsOf: page) == Data(contentsOf: URL(filePath: page.path + "2")))
    #expect(try String(contentsOf: page, encoding: .utf8).contains("<svg"))

    let result = try JSONSerialization.jsonObject(with: Data(whole.output.utf8)) as? [String: Any]
    let cells = try #require(result?["cells"] as? [[String: Any]])
    #expect(cells.count == 4)
    func median(_ cell: Int, _ figure: String) -> Double {
      let band = (cells[cell]["bands"] as? [String: Any])?[figure] as? [String: Any]
      return band?["median"] as? Double ?? .nan
    }
    #expect(median(0, "rto.p90") < median(2, "rto.p90"))
    #expect(median(0, "queries") > median(2, "queries"))
    // Common random numbers: what does not depend on TTLs is the same, to the last digit.
    #expect(median(0, "detection") == median(2, "detection"))

    let part = try Self.edgesim(["sweep", "merge", files[0]], lab: [])
    #expect(part.status == 2)
    #expect(part.errors.contains("8 tasks have no result"))
  }

  @Test("--list prints the tasks, and --help the options and what can be varied")
  func listed() throws {
    let list = try Self.edgesim(["sweep"] + Self.sweep + ["--list", "--format", "tsv"])
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 13)
    #expect(lines.first == "TASK\tTTL\tPOPULATION.CLIENTS\tDURATION\tSEED")
    #expect(lines.last == "12\t300\t100\t20m\t3")
    let help = try Self.edgesim(["sweep", "--help"], lab: [])
    for word in ["--vary", "--objective", "origin-attempts", "merge"] { #expect(help.output.contains(word)) }
  }

  @Test(
    "what is wrong is told before anything runs: exit code 2",
    arguments: [
      (["--vary", "tll=20"], "did you mean 'ttl'?"),
      (["--vary", "population.clients=x"], "must be an integer"),
      (["--objective", "rto.p90"], "two different figures"),
      (["--objective", "rto.p90,costs"], "did you mean 'cost'?"),
      (["--task", "4/3"], "such as 3/8"), (["--vary", "ttl=20", "--vary", "ttl=30"], "stands twice"),
    ])
  func refused(options: [String], words: String) throws {
    let command = try Self.edgesim(["sweep", Self.sweep[0]] + options)
    #expect(command.status == 2)
    #expect(command.errors.contains(words), "\(command.errors)")
  }

  @Test(
    "drill diff: no difference to itself, 1 where a verdict is worse, 2 where there is no report; --trace tells of one client"
  )
  func compared() throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-diff-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let trace = directory.appending(path: "trace").path
    let drill = LabProcess.repository.appending(path: "edge-config/drills/fail-open.yaml").path
    let first = try Self.edgesim([
      "drill", drill, "--seed", "1", "--format", "json", "--trace", "client=3", "--trace-file", trace,
    ])
    #expect(first.status == 0, "\(first.errors)")
    #expect(try String(contentsOfFile: trace, encoding: .utf8).contains(" client=3 answered by="))
    func write(_ text: String, _ name: String) throws -> String {
      let file = directory.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let good = try write(first.output, "good.json")
    let bad = try write(
      first.output.replacingOccurrences(of: "\"isMet\" : true", with: "\"isMet\" : false"), "bad.json")
    let same = try Self.edgesim(["drill", "diff", good, good], lab: [])
    #expect(same.status == 0 && same.output == "no difference\n", "\(same.errors)")
    let worse = try Self.edgesim(["drill", "diff", good, bad], lab: [])
    #expect(worse.status == 1 && worse.output.contains("WORSE"), "\(worse.errors)")
    #expect(try Self.edgesim(["drill", "diff", bad, good], lab: []).status == 0)
    let none = try Self.edgesim(["drill", "diff", good, trace], lab: [])
    #expect(none.status == 2 && none.errors.contains("is no report"))
    let nobody = try Self.edgesim(["drill", drill, "--trace", "client=1000"])
    #expect(nobody.status == 2 && nobody.errors.contains("1000 clients, 0 to 999"))
  }
}
