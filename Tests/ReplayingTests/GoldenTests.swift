import Eviction
import Foundation
import Testing
import Traces

@testable import Replaying

/// Real traces, packed or not, through the whole replay: misses as libCacheSim 0.3.5 counts them (Fixtures/README.md, here
/// and in EvictionTests).
@Suite("Replays of real traces, as libCacheSim counts them") struct GoldenTests {
  struct Row {
    var policy: String
    var ignoresSizes: Bool
    var capacity: Int
    var misses: Int
    var missedOctets: Int?

    init?(_ line: Substring) {
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 11, ["0.01", "0.1"].contains(fields[3]), fields[10] == "-",
        let capacity = Int(fields[4]), let misses = Int(fields[8])
      else { return nil }
      // The plain LIRS has not the defect of the original.
      policy = fields[1].lowercased()
      (ignoresSizes, self.capacity, self.misses) = (fields[2] == "obj", capacity, misses)
      missedOctets = Int(fields[9])
    }
  }

  private static func fixture(_ name: String, of tests: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "\(tests)/Fixtures/\(name)")
  }

  @Test(
    "Every policy that draws no numbers, in caches of 1 % and 10 % of the footprint",
    arguments: [
      (tests: "ReplayingTests", trace: "cloudphysics-io.oracleGeneral.zst", 113_872, 4_368_040_448),
      (tests: "EvictionTests", trace: "nasa-19950801.oracleGeneral", 30_241, 498_675_896),
    ], [true, false])
  func misses(
    fixture: (tests: String, trace: String, requests: Int, octets: Int), ignoresSizes: Bool
  ) throws {
    let golden = Self.fixture("golden.tsv", of: fixture.tests)
    let text = try String(decoding: Data(contentsOf: golden), as: UTF8.self)
    let rows = text.split(separator: "\n").compactMap(Row.init).filter { $0.ignoresSizes == ignoresSizes }
    #expect(rows.count == 26)
    var options = Replayer.Options()
    options.rules = ReplayRules(ignoresSizes: ignoresSizes)
    options.threads = 2
    let caches = try rows.map {
      Replayer.Cache(policy: try PolicySpecification(parsing: $0.policy), size: "", capacity: $0.capacity)
    }
    let outcome = try Replayer.run(
      TraceFile(
        path: Self.fixture(fixture.trace, of: fixture.tests).path, format: nil, keepsQuery: false,
        allowsUnsorted: false),
      caches, options)
    #expect(outcome.stretches.map(\.requests) == [fixture.requests])
    #expect(outcome.stretches.map(\.octets) == [fixture.octets])
    for (row, figures) in zip(rows, outcome.figures) {
      #expect(figures[0].misses == row.misses, "\(row.policy) of \(row.capacity)")
      if let missed = row.missedOctets {
        #expect(figures[0].missedOctets == missed, "\(row.policy) of \(row.capacity)")
      }
    }
  }
}
