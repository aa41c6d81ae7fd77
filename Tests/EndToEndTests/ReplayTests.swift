import Foundation
import Testing

/// `edgesim replay` and `edgesim trace` as one runs them.
@Suite final class ReplayCommandTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-replays-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private static func edgesim(_ arguments: [String]) throws -> Command {
    try Command(LabProcess.program.path, arguments, timeout: 120)
  }

  private func file(_ bytes: [UInt8], _ suffix: String = ".oracleGeneral") throws -> String {
    let path = directory.appending(path: "replay-\(UUID().uuidString)\(suffix)")
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
    let trace = try file(Self.records((0..<300).map { (UInt32($0), UInt64($0 % 3)) }))
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
      let path = try file(bytes)
      for command in [["replay", path, "--size", "100"], ["trace", "stat", path]] {
        let run = try Self.edgesim(command)
        #expect(run.status == 2 && run.output.isEmpty, "\(command)")
        #expect(run.errors.contains("record \(record) at byte \(offset)"), "\(run.errors)")
      }
    }
    let passed = try Self.edgesim(["replay", file(unsorted), "--size", "100", "--unsorted"])
    #expect(passed.status == 0)
  }

  @Test("Faults of the options say what is expected")
  func options() throws {
    let trace = try file(Self.records([(0, 1)]))
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
    let path = try file(Array(before.output.utf8), ".json")
    let same = try Self.edgesim(arguments + ["--baseline", path, "--seeds", "3"])
    #expect(same.status == 0 && same.output.contains("same"), "\(same.errors)")
    #expect(same.output.contains("Over 3 seeds"))
    let other = try Self.edgesim(arguments + ["--baseline", path, "--ttl", "1m"])
    #expect(other.status == 2 && other.errors.contains("replay with the same options"), "\(other.errors)")
  }

  @Test("What trace convert makes up, trace stat and replay read")
  func convert() throws {
    let made = try Self.edgesim([
      "trace", "convert", "synthetic:zipf,alpha=0.9,objects=100,requests=2000,seed=1", "--to", "csv",
    ])
    #expect(made.status == 0)
    let path = try file(Array(made.output.utf8), ".csv")
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

  /// Lines of a combined log; a second each.
  private func log(_ requests: [(client: String, path: String, size: Int)]) throws -> String {
    let lines = requests.enumerated().map { second, request in
      let clock = "\(10 + second / 3600):\(10 + second / 60 % 60 % 50):\(10 + second % 50)"
      return
        #"\#(request.client) - - [01/Aug/1995:\#(clock) +0000] "GET \#(request.path) HTTP/1.0" 200 \#(request.size)"#
    }
    return try file(Array((lines.joined(separator: "\n") + "\n").utf8), ".log")
  }

  /// Rows of a TSV result by the names in its head.
  private func rows(_ arguments: [String]) throws -> [[String: String]] {
    let run = try Self.edgesim(arguments + ["--format", "tsv"])
    #expect(run.status == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(zip(lines[0], $0)) { first, _ in first } }
  }

  @Test("Tiers: a row each, of what the tier before has missed, and one of all")
  func tiers() throws {
    let trace = "synthetic:zipf,alpha=0.9,objects=1000,requests=5000,seed=3"
    let rows = try rows([
      "replay", trace, "--ignore-object-size", "--tiers", "4xlru@20/lru@200", "--split", "key",
    ])
    #expect(rows.map { $0["policy"] } == ["PoP 4xlru", "regional lru", "4xlru@20/lru@200"])
    #expect(rows[0]["requests"] == "5000" && rows[1]["requests"] == rows[0]["origin_requests"])
    #expect(rows[2]["origin_requests"] == rows[1]["origin_requests"] && rows[2]["requests"] == "5000")
    // By their addresses: each country has a cache, in which each object comes once.
    let log = try log([
      ("8.8.8.8", "/a", 10), ("8.8.4.4", "/a", 10), ("168.126.63.1", "/a", 10), ("168.126.63.2", "/a", 10),
    ])
    let byCountry = try self.rows(["replay", log, "--tiers", "50xlru@1000", "--split", "country"])
    #expect(byCountry.first?["origin_requests"] == "2")
  }

  @Test("Chance in one tier is chance in all: what each holds depends on what the others hand it")
  func chanceInTiers() throws {
    let trace = LabProcess.repository.appending(
      path: "Tests/EvictionTests/Fixtures/nasa-19950801.oracleGeneral"
    ).path
    let run = try Self.edgesim([
      "replay", trace, "--tiers", "2xlru@0.1%/random@1%", "--policy", "lru", "--size", "1%", "--seeds", "3",
      "--format", "json",
    ])
    let reports = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]]
    let caches = try #require(reports?.first?["caches"] as? [[String: Any]], "\(run.errors)")
    #expect(caches.map { ($0["hitRatios"] as? [Double])?.count } == [nil, 3, 3, 3])
  }

  @Test("TTLs by path, revalidation, fetches that take time")
  func fetches() throws {
    let requests = (0..<40).map { (client: "192.0.2.1", path: $0 % 2 == 0 ? "/a/1" : "/b/1", size: 10) }
    let log = try log(requests)
    func row(_ options: [String]) throws -> [String: String] {
      try #require(try rows(["replay", log, "--policy", "lru", "--size", "1000"] + options).first)
    }
    // /a is asked for at 0, 2, 4 ...: new again every ten seconds; /b lives on.
    let byPath = try row(["--ttl", "/a/*=10s,1h"])
    #expect(byPath["origin_requests"] == "5" && byPath["expired"] == "3")
    let renewed = try row(["--ttl", "/a/*=10s,1h", "--revalidate", "never"])
    #expect(
      renewed["origin_requests"] == "5" && renewed["renewed"] == "3" && renewed["origin_octets"] == "20")
    let slow = try row(["--fetch-time", "3s"])
    #expect(slow["origin_requests"] == "2" && slow["collapsed"] == "2")
    let trace = try file(Self.records([(0, 1)]))
    let nameless = try Self.edgesim(["replay", trace, "--ttl", "/a=1h", "--size", "100"])
    #expect(nameless.status == 2 && nameless.errors.contains("numbers in place of names"))
  }

  @Test("Static content from a list: sizes are the trace's; what is listed first comes in first")
  func list() throws {
    let log = try log((0..<40).map { ("192.0.2.1", "/\($0 % 4)", 100) })
    let list = try file(Array("/3\n/1\n/nobody\n/0\n".utf8), ".txt")
    let arguments = ["replay", log, "--policy", "static:by=list", "--size", "200"]
    let rows = try rows(arguments + ["--static-list", list])
    #expect(rows.first?["hit_ratio"] == "0.500000" && rows.first?["origin_requests"] == "20")
    let without = try Self.edgesim(arguments)
    #expect(without.status == 2 && without.errors.contains("--static-list"))
    let unasked = try Self.edgesim(["replay", log, "--policy", "lru", "--static-list", list])
    #expect(unasked.status == 2 && unasked.errors.contains("static:by=list"))
  }
}
