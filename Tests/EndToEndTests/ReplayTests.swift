import Foundation
import Testing

/// `edgesim replay` and `edgesim trace` as one runs them.
@Suite struct ReplayCommandTests {
  private static func edgesim(_ arguments: [String]) throws -> Command {
    try Command(LabProcess.program.path, arguments, timeout: 120)
  }

  private static func file(_ bytes: [UInt8], _ suffix: String = ".oracleGeneral") throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "replay-\(UUID().uuidString)\(suffix)")
    try Data(bytes).write(to: path)
    return path.path
  }

  /// Records of 24 octets: seconds, id, size, next.
  private static func records(_ requests: [(time: UInt32, id: UInt64)]) -> [UInt8] {
    requests.flatMap { request in
      withUnsafeBytes(of: request.time.littleEndian, Array.init)
        + withUnsafeBytes(of: request.id.littleEndian, Array.init) + [10, 0, 0, 0]
        + [UInt8](repeating: 255, count: 8)
    }
  }

  @Test("A trace through two policies at two sizes: table, TSV and JSON say the same")
  func formats() throws {
    // 1 2 3 1 2 3 ... : LRU of two objects misses all, of three only the first ones.
    let trace = try Self.file(Self.records((0..<300).map { (UInt32($0), UInt64($0 % 3)) }))
    let arguments = ["replay", trace, "--policy", "lru,fifo", "--size", "2,3", "--ignore-object-size"]
    let table = try Self.edgesim(arguments)
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.output.contains("300 requests") && table.output.contains("99.00 %"))
    let tsv = try Self.edgesim(arguments + ["--format", "tsv"]).output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    let column = try #require(tsv.first?.firstIndex(of: "origin_requests"))
    #expect(tsv.dropFirst().map { $0[column] } == ["300", "3", "300", "3"])
    let json = try JSONSerialization.jsonObject(
      with: Data(Self.edgesim(arguments + ["--format", "json"]).output.utf8))
    let report = try #require((json as? [[String: Any]])?.first)
    #expect((report["caches"] as? [Any])?.count == 4 && report["requests"] as? Int == 300)
    #expect(report["rules"] as? [String] == ["--ignore-object-size"])
  }

  @Test("A trace that is damaged, cut off or not in order: status 2, the record and the byte, and no figures")
  func faults() throws {
    let good = Self.records((0..<100).map { (UInt32($0), UInt64($0)) })
    var unsorted = good
    unsorted[40 * 24] = 3
    var damaged = good
    damaged.replaceSubrange(70 * 24 + 16..<70 * 24 + 24, with: [0, 0, 0, 0, 0, 0, 0, 0x80])
    for (bytes, record, offset) in [(unsorted, 41, 960), (damaged, 71, 1680), (good.dropLast(5), 100, 2376)] {
      let path = try Self.file(bytes)
      for command in [["replay", path, "--size", "100"], ["trace", "stat", path]] {
        let run = try Self.edgesim(command)
        #expect(run.status == 2 && run.output.isEmpty, "\(command)")
        #expect(run.errors.contains("record \(record) at byte \(offset)"), "\(run.errors)")
      }
    }
    let passed = try Self.edgesim(["replay", Self.file(unsorted), "--size", "100", "--unsorted"])
    #expect(passed.status == 0)
  }

  @Test("Faults of the options say what is expected")
  func options() throws {
    let trace = try Self.file(Self.records([(0, 1)]))
    for (arguments, words) in [
      (["--policy", "sive"], "there is no policy 'sive'"), (["--size", "big"], "no size"),
      (["--sample", "2"], "--sample"),
      (["--seeds", "0"], "--seeds"), (["--ttl", "soon"], "no time"),
    ] {
      let run = try Self.edgesim(["replay", trace] + arguments)
      #expect(run.status == 2 && run.output.isEmpty && run.errors.contains(words), "\(run.errors)")
    }
  }

  @Test("A result compares with itself as the same; under other rules it is refused")
  func baseline() throws {
    let trace = "synthetic:zipf,alpha=0.9,objects=1000,requests=5000,seed=3"
    let arguments = ["replay", trace, "--policy", "lru,random", "--size", "50", "--ignore-object-size"]
    let before = try Self.edgesim(arguments + ["--format", "json", "--seeds", "3"])
    #expect(before.status == 0, "\(before.errors)")
    let path = try Self.file(Array(before.output.utf8), ".json")
    let same = try Self.edgesim(arguments + ["--baseline", path, "--seeds", "3"])
    #expect(same.status == 0 && same.output.contains("same"), "\(same.errors)")
    #expect(same.output.contains("Over 3 seeds"))
    let other = try Self.edgesim(arguments + ["--baseline", path, "--ttl", "1m"])
    #expect(other.status == 2 && other.errors.contains("other rules"), "\(other.errors)")
  }

  @Test("What trace convert makes up, trace stat and replay read")
  func convert() throws {
    let made = try Self.edgesim([
      "trace", "convert", "synthetic:zipf,alpha=0.9,objects=100,requests=2000,seed=1", "--to", "csv",
    ])
    #expect(made.status == 0)
    let path = try Self.file(Array(made.output.utf8), ".csv")
    let stat = try Self.edgesim(["trace", "stat", path])
    #expect(stat.status == 0 && stat.output.contains("requests     2000"), "\(stat.errors)")
    // Ids of CSV are hashed; what is asked for again stays what it was.
    let sizes = ["--policy", "lru", "--size", "20", "--ignore-object-size", "--format", "tsv"]
    let figures = try ["synthetic:zipf,alpha=0.9,objects=100,requests=2000,seed=1", path].map {
      try Self.edgesim(["replay", $0] + sizes).output.split(separator: "\t").dropFirst(20).joined(
        separator: " ")
    }
    #expect(figures[0] == figures[1] && figures[0].contains("2000"))
  }
}
