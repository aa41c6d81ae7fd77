import Eviction
import Foundation
import Testing
import Traces

@testable import Replaying

@Suite final class TraceFileTests {
  private let directory = FileManager.default.temporaryDirectory.appending(
    path: "edgesim-traces-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// 40 000 records: more than a batch.
  private static let records: [UInt8] = {
    var bytes: [UInt8] = []
    for index in 0..<40_000 {
      let words: [UInt32] = [0, UInt32(index * 7919 % 5003), 0, 10, .max, .max]
      for word in words {
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(8 * shift))) }
      }
    }
    return bytes
  }()

  private func write(_ bytes: [UInt8], _ suffix: String) throws -> String {
    let path = directory.appending(path: "trace-\(UUID().uuidString)\(suffix)").path
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  private func packed(_ bytes: [UInt8], with tool: String, _ suffix: String) throws -> String {
    let path = try write(bytes, ".oracleGeneral")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool, "-q", "-f", path]
    try process.run()
    process.waitUntilExit()
    return path + suffix
  }

  private static func count(_ path: String) throws -> Int {
    let file = try TraceFile(path: path, format: nil, keepsQuery: false, allowsUnsorted: false)
    var batch: [Request] = []
    var count = 0
    while true {
      try file.next(&batch)
      if batch.isEmpty { return count }
      count += batch.count
    }
  }

  @Test("Packed or not, a trace has the same requests")
  func reading() throws {
    #expect(try Self.count(write(Self.records, ".oracleGeneral")) == 40_000)
    #expect(try Self.count(packed(Self.records, with: "gzip", ".gz")) == 40_000)
    #expect(try Self.count(packed(Self.records, with: "zstd", ".zst")) == 40_000)
  }

  @Test("Frames and members one after the other are one trace")
  func concatenation() throws {
    for (tool, suffix) in [("gzip", ".gz"), ("zstd", ".zst")] {
      let half = try Data(
        contentsOf: URL(filePath: packed(Array(Self.records[..<240_000]), with: tool, suffix)))
      #expect(try Self.count(write(Array(half + half), ".oracleGeneral" + suffix)) == 20_000)
    }
  }

  @Test("What is cut off or damaged is refused with its place")
  func damage() throws {
    for (tool, suffix) in [("gzip", ".gz"), ("zstd", ".zst")] {
      let whole = [UInt8](try Data(contentsOf: URL(filePath: packed(Self.records, with: tool, suffix))))
      let cut = try write(Array(whole.dropLast(20)), ".oracleGeneral" + suffix)
      let error = #expect(throws: TraceError.self) { try Self.count(cut) }
      #expect(error?.description.contains("cut off") == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("after record") == true)
      var damaged = whole
      for index in whole.count / 2..<whole.count / 2 + 64 { damaged[index] ^= 0x5A }
      let path = try write(damaged, ".oracleGeneral" + suffix)
      let broken = #expect(throws: TraceError.self) { try Self.count(path) }
      // Some damage is unpacked, and found in a record.
      let words = broken?.description ?? ""
      #expect(words.contains("record ") && words.contains(" at byte "), "\(words)")
      let trailing = try write(whole + [1, 2, 3], ".oracleGeneral" + suffix)
      let behind = #expect(throws: TraceError.self) { try Self.count(trailing) }
      #expect(behind?.description.contains("after record 40000 at byte 960000") == true)
    }
    let short = try write(Self.records.dropLast(), ".oracleGeneral")
    let error = #expect(throws: TraceError.self) { try Self.count(short) }
    #expect(error?.description.contains("record 40000 at byte 959976") == true)
    #expect(throws: TraceError.self) { try Self.count("/nonexistent") }
  }

  @Test("A format that cannot be told is asked for")
  func unknown() throws {
    let path = try write(Self.records, ".bin")
    let error = #expect(throws: TraceError.self) { try Self.count(path) }
    #expect(error?.description.contains("--input-format") == true)
  }

  @Test("One thread or three, one cache or ten: the same figures")
  func threads() throws {
    let path = try write(Self.records, ".oracleGeneral")
    func run(threads: Int, capacities: [Int]) throws -> Replayer.Outcome {
      var options = Replayer.Options()
      options.threads = threads
      options.hasCurve = true
      options.warmUp = .requests(1_000)
      return try Replayer.run(
        TraceFile(path: path, format: nil, keepsQuery: false, allowsUnsorted: false),
        capacities.map { Replayer.Cache(policy: PolicySpecification(.lru), size: "", capacity: $0) }, options)
    }
    let capacities = (1...10).map { $0 * 4_000 }
    let one = try run(threads: 1, capacities: capacities)
    let three = try run(threads: 3, capacities: capacities)
    #expect(one.figures == three.figures && one.curve == three.curve && one.stretches == three.stretches)
    for (index, capacity) in capacities.enumerated() {
      #expect(try run(threads: 2, capacities: [capacity]).figures == [one.figures[index]])
    }
  }
}
