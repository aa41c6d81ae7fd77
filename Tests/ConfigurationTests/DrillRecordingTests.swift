import Configuration
import Foundation
import Simulation
import Testing

/// `trace` of a workload.
@Suite struct DrillRecordingTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let lab = LabConfiguration.load(zones: root + "/zones", edgeConfig: root + "/edge-config")
    .configuration!

  private static let log =
    "192.0.2.1 - - [01/Aug/1995:00:00:00 +0000] \"GET /a HTTP/1.0\" 200 10\n"

  /// A drill with the workload, beside an access log and a CSV trace; `DIR` in messages: where they are.
  private static func load(_ workload: String, _ more: String = "") throws -> (
    drill: Drill?, messages: [String], directory: String
  ) {
    let directory = NSTemporaryDirectory() + "edgesim-recording-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    for (name, text) in [
      ("access.log", log), ("trace.csv", "1,2,3\n"), ("odd", "\u{1}\u{2}\u{3}"),
      ("drill.yaml", "duration: 60s\npopulation: {clients: 10}\nworkload: {\(workload)}\n\(more)"),
    ] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }
    let (drill, diagnostics) = DrillReader.load("\(directory)/drill.yaml", for: lab)
    return (
      drill,
      diagnostics.map {
        "\($0)".replacing("\(directory)/drill.yaml:", with: "").replacing(directory, with: "DIR")
      }, directory
    )
  }

  private static func recording(_ workload: String) throws -> (Drill.Recording, directory: String) {
    let (drill, messages, directory) = try load(workload)
    #expect(messages == [])
    return (try #require(drill?.population?.workload.recording), directory)
  }

  @Test("A file beside the drill by its name; or in a map, with all that can be said of it")
  func accepted() throws {
    let (log, directory) = try Self.recording("url: \"http://www.example.com/\", trace: access.log")
    #expect(log == Drill.Recording(path: "\(directory)/access.log"))
    let (csv, other) = try Self.recording(
      "url: \"http://www.example.com/p/{object}\", trace: {file: trace.csv, format: csv, columns: \"time=1,id=2,size=3\", "
        + "speed: 60, unsorted: true, builtInOrigins: true, responseHeaders: {Cache-Control: max-age=60}}")
    #expect(
      csv
        == Drill.Recording(
          path: "\(other)/trace.csv", format: "csv", columns: "time=1,id=2,size=3", speed: 60,
          isUnsorted: true, responseHeaders: [.init(name: "Cache-Control", value: "max-age=60")],
          asksOrigins: true))
    let (made, _) = try Self.recording(
      "url: \"http://www.example.com/{object}\", trace: \"synthetic:zipf,alpha=0.9,objects=100,size=mixed\"")
    #expect(made.isSynthetic && made.path.hasPrefix("synthetic:zipf"))
  }

  @Test("A drill with a trace is written as it is read")
  func written() throws {
    let (drill, _, _) = try Self.load(
      "url: \"http://www.example.com/p/{object}\", trace: {file: trace.csv, columns: \"time=1,id=2,size=3\", speed: 2.5}"
    )
    let file = try #require(drill?.file)
    #expect(file.contains("columns: \"time=1,id=2,size=3\", speed: 2.5}"))
    #expect(!file.contains("requestsPerSecond"))
  }

  @Test(
    "Refused",
    arguments: [
      (
        "url: \"http://www.example.com/\", trace: gone.log", "",
        "3:51: DIR/gone.log: cannot be read: No such file or directory"
      ),
      ("url: \"http://www.example.com/\", trace: odd", "", "3:51: DIR/odd: which format it has"),
      (
        "url: \"http://www.example.com/a\", trace: access.log", "",
        "3:17: the path of url is '/a', and an access log has paths of its own; expected /"
      ),
      (
        "url: \"http://www.example.com/\", trace: trace.csv", "",
        "3:17: the path of url has no {object}: all objects of the trace"
      ),
      (
        "url: \"http://www.example.com/\", trace: access.log, zipf: 1", "",
        "3:69: zipf is of demand that is drawn, and trace says what was asked for"
      ),
      (
        "url: \"http://www.example.com/\", trace: {file: access.log, format: clf}", "",
        "3:78: there is no format 'clf'"
      ),
      (
        "url: \"http://www.example.com/\", trace: {file: access.log, speed: 0}", "", "3:77: speed is 0"
      ),
      (
        "url: \"http://www.example.com/{object}\", trace: {file: trace.csv, columns: size}", "",
        "3:86: columns: “size” is not of the form column=number"
      ),
      (
        "url: \"http://www.example.com/\", trace: {file: access.log, responseHeaders: {Content-Length: 3}}",
        "",
        "3:88: 'Content-Length' is no header name that may be set here"
      ),
      (
        "url: \"http://www.example.com/{object}\", trace: \"synthetic:zipf,alpha=x\"", "",
        "3:59: synthetic:zipf,alpha=x: alpha is a number"
      ),
      (
        "url: \"http://www.example.com/\", trace: access.log",
        "events: [{at: 1s, crowd: {factor: 3}}]\n",
        "4:26: a crowd is more of the demand that is drawn, and the workload is a trace"
      ),
    ])
  func refused(workload: String, more: String, message: String) throws {
    let (drill, messages, _) = try Self.load(workload, more)
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }
}
