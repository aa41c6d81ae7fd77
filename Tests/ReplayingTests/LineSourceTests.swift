import Foundation
import Replaying
import Testing
import Traces

@Suite("Requests as lines of a log") struct LineSourceTests {
  /// The lines of a trace: target, client, status, octets, time.
  static func lines(_ content: [UInt8], _ format: TraceFormat?) throws -> [String] {
    let path = FileManager.default.temporaryDirectory.appending(path: "edgesim-lines-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(content).write(to: path)
    var source = try openLines(path: path.path, format: format, allowsUnsorted: false)
    var lines: [String] = []
    while try source.next({ line, text in
      func word(_ range: Range<Int>?) -> String {
        range.map { range in String(decoding: range.map { text[$0] }, as: UTF8.self) } ?? "-"
      }
      lines.append(
        "\(line.time) \(word(line.client)) \(word(line.method)) \(word(line.path)) \(line.isHTTPS ? "https" : "http")"
          + " \(line.status) \(line.octets)")
    }) {}
    return lines
  }

  @Test(
    "Of a log what it says; of other text what objects are called; of numbers those, and a made-up address")
  func formats() throws {
    let log = "192.0.2.9 - - [01/Aug/1995:00:00:01 +0000] \"HEAD /a HTTP/1.0\" 404 10\n"
    #expect(try Self.lines(Array(log.utf8), nil) == ["807235201 192.0.2.9 HEAD /a http 404 10"])
    let csv = "5,17,300,258\n6,18,4,0\n"
    let layout = try #require(try? CSVLayout.parse("time=1,id=2,size=3,client=4").get())
    let lines = try Self.lines(Array(csv.utf8), .csv(layout))
    #expect(lines == ["5 258 - 17 https 200 300", "6 0 - 18 https 200 4"])
    var record: [UInt8] = []
    for (value, octets) in [(7, 4), (123, 8), (900, 4), (-1, 8)] {
      for octet in 0..<octets { record.append(UInt8(truncatingIfNeeded: value >> (8 * octet))) }
    }
    #expect(try Self.lines(record, .oracleGeneral) == ["7 - GET /123 https 200 900"])
  }
}
