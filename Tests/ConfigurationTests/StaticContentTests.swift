import Configuration
import EdgeCache
import Foundation
import Testing

@Suite("staticContent")
struct StaticContentTests {
  private func load(
    _ text: String, _ files: [String: String] = [:]
  ) throws -> (content: StaticContent?, messages: [String]) {
    var all = files
    all["pops.yaml"] = Lab.pops
    all["distributions/d.yaml"] = Lab.distribution("staticContent: {\(text)}")
    let lab = try Lab(all)
    let (configuration, messages) = lab.load()
    return (configuration?.distributions.first?.staticContent, messages)
  }

  @Test("paths, and what is said beside them")
  func paths() throws {
    let (content, messages) = try load("paths: [/b, '/a?x=1', /b]")
    #expect(messages == [])
    #expect(content?.targets == ["/b", "/a?x=1"])
    #expect(content?.pointsOfPresence == nil && content?.isPinned == true && content?.refreshSeconds == nil)
    #expect(content?.objectsPerSecond == 50)
    let (other, _) = try load(
      "paths: [/], pointsOfPresence: [ICN57-C1], pinned: false, refreshSeconds: 60, objectsPerSecond: 5")
    #expect(other?.pointsOfPresence == ["ICN57-C1"] && other?.isPinned == false)
    #expect(other?.refreshSeconds == 60 && other?.objectsPerSecond == 5)
    #expect(other?.isFor("ICN57-C1") == true && other?.isFor("NRT57-C1") == false)
  }

  @Test("the files of a directory, by their paths")
  func directory() throws {
    let files = ["site/index.html": "a", "site/a b/c%.txt": "b", "site/.hidden": "c"]
    let (content, messages) = try load("directory: ../site, prefix: /static", files)
    #expect(messages == [])
    #expect(content?.targets == ["/static/a%20b/c%25.txt", "/static/index.html"])
    let (changed, _) = try load(
      "directory: ../site, prefix: /static", files.merging(["site/index.html": "longer"]) { $1 })
    #expect(changed?.targets == content?.targets && changed?.version != content?.version)
  }

  @Test("a list of paths and URLs")
  func list() throws {
    let (content, messages) = try load(
      "list: ../urls.txt",
      ["urls.txt": "/a\n\n# all of it\nhttps://www.example.com/b?x  # this one\nhttp://h\n"])
    #expect(messages == [])
    #expect(content?.targets == ["/a", "/b?x", "/"])
    let (refused, faults) = try load("list: ../urls.txt", ["urls.txt": "/a\nb\n"])
    #expect(refused == nil)
    #expect(faults.count == 1)
    #expect(faults[0].hasSuffix("urls.txt:2:1: 'b' is no path that begins with '/', and no URL"))
  }

  @Test("the most requested of an access log")
  func accessLog() throws {
    func line(_ path: String, _ status: Int = 200, _ method: String = "GET") -> String {
      "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] \"\(method) \(path) HTTP/1.1\" \(status) 10 \"-\" \"-\"\n"
    }
    let log =
      line("/b") + line("/a") + line("/c") + line("/a") + line("/c?x") + line("/b") + line("/e", 404)
      + line("/e", 404) + line("/e", 404) + line("/p", 200, "POST") + line("/p", 200, "POST")
      + line("/p", 200, "POST")
    let (content, messages) = try load("accessLog: ../log, mostRequested: 3", ["log": log])
    #expect(messages == [])
    #expect(content?.targets == ["/a", "/b", "/c"])
    let (_, faults) = try load("accessLog: ../log", ["log": log])
    #expect(faults.contains { $0.contains("staticContent lacks the required key 'mostRequested'") })
  }

  @Test("logs that are packed, and all of a directory but what is still being written")
  func packedLogs() throws {
    // gzip: /z, /z, /y
    let packed = try #require(
      Data(
        base64Encoded:
          "H4sIAAAAAAACAzO0NNIz0DPSM1TQBcJoI0N9v/wyfSMDIzMrQwMrAxBS0DYAglgFJXfXEAX9KgWPkJAAfUM9QyUFI6CkoYGCkq4SCHMZDqRZlbjNAgASJ/n+5AAAAA=="
      ))
    func line(_ path: String) -> String {
      "192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] \"GET \(path) HTTP/1.1\" 200 10 \"-\" \"-\"\n"
    }
    let cloudFront = """
      #Version: 1.0
      #Fields: date time sc-bytes cs-method cs(Host) cs-uri-stem sc-status x-host-header
      2026-11-21\t10:00:00\t10\tGET\tother.cloudfront.net\t/y\t200\tother.test
      2026-11-21\t10:00:00\t10\tGET\te1.cloudfront.net\t/y\t200\tother.test

      """
    let files = [
      "pops.yaml": Lab.pops, "logs/a/1.log": line("/y") + line("/x"), "logs/2.log": cloudFront,
      "logs/3.gz.part": line("/q") + line("/q") + line("/q") + line("/q"), "logs/.hidden": "x",
    ]
    func targets(_ log: String) throws -> [String]? {
      let text = "staticContent: {accessLog: \(log), mostRequested: 2}"
      let lab = try Lab(files.merging(["distributions/d.yaml": Lab.distribution(text)]) { $1 })
      try packed.write(to: URL(fileURLWithPath: lab.directory + "/logs/0.gz"))
      let (configuration, messages) = lab.load()
      #expect(messages == [])
      return configuration?.distributions.first?.staticContent?.targets
    }
    #expect(try targets("../logs/0.gz") == ["/z", "/y"])
    #expect(try targets("../logs") == ["/y", "/z"])
    #expect(try targets("../logs/a") == ["/x", "/y"])
  }

  @Test(
    "refused",
    arguments: [
      ("pinned: true", "staticContent names nothing; expected directory, paths, list or accessLog"),
      ("paths: [a]", "paths[0] is 'a'; expected a path that begins with '/'"),
      ("directory: ../nowhere", "directory names no directory"),
      ("list: ../nowhere", "cannot be read: there is no such file"),
      ("accessLog: ../nowhere, mostRequested: 1", "nowhere: cannot be read: No such file"),
      ("accessLog: ../pops.yaml, mostRequested: 1", "no time in brackets"),
      ("accessLog: ., mostRequested: 1", "d.yaml: record 1 at byte 0"),
      (
        "paths: [/], pointsOfPresence: [ICN57-C2]",
        "'ICN57-C2' is no point of presence of pops.yaml; did you mean"
      ),
      ("paths: [/], refreshSeconds: 0", "refreshSeconds is 0; it must be in 1 to"),
      ("paths: [/], objectsPerSecond: 0", "objectsPerSecond is 0; it must be in 1 to"),
      ("path: [/]", "unknown key 'path' in staticContent; did you mean 'paths'?"),
    ])
  func refused(text: String, message: String) throws {
    let (content, messages) = try load(text)
    #expect(content == nil)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test("where pops.yaml has a fault nothing is said of names that may be there once it is mended")
  func faultyPlaces() throws {
    let lab = try Lab([
      "pops.yaml": Lab.pops.replacingOccurrences(of: "latitude: 37", with: "latitude: 370"),
      "distributions/d.yaml": Lab.distribution(
        "staticContent: {paths: [/], pointsOfPresence: [NRT57-C1]}",
        origin: "OriginShield: {Enabled: true, OriginShieldRegion: us-east-1}"),
    ])
    let messages = lab.load().1
    #expect(!messages.isEmpty && messages.allSatisfy { $0.contains("latitude") }, "\(messages)")
  }
}
