import Foundation
import Testing

/// What points of presence load before anybody asks, over real sockets.
@Suite(.serialized) struct StaticContentTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  /// `settings` of the static content, each after a comma.
  private func lab(_ extra: [String] = [], settings: String = "") throws -> LabProcess {
    try files.write(
      "pops.yaml",
      """
      pops:
        - {id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.2.11, capacity: 1MiB}
        - {id: NRT57-C1, city: Tokyo, latitude: 35.77, longitude: 140.39, address: 127.0.2.12, capacity: 1MiB}

      """)
    try files.write(
      "origins.yaml",
      """
      origins:
        - {name: o.test, directory: site, objects: [{path: /gone, status: 404, body: gone}, {path: /big/*, size: 100kB}]}

      """)
    try files.write(
      "distributions/d.yaml",
      """
      Id: E1
      Aliases: [www.example.com]
      Origins: [{Id: o, DomainName: o.test}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
      staticContent: {directory: ../site, pointsOfPresence: [ICN57-C1], objectsPerSecond: 1000\(settings)}

      """)
    try files.write("site/a.html", "one")
    try files.write("site/b/c.html", "two")
    return try files.lab(extra)
  }

  private func preload(_ lab: LabProcess, _ arguments: String...) throws -> Command {
    try Command(
      LabProcess.program.path, ["preload", "--admin", "127.0.0.1:\(lab.adminPort())"] + arguments)
  }

  /// The row of the one distribution and point of presence: items, loaded, evicted, failed, pending.
  private func state(_ lab: LabProcess) throws -> [String] {
    let lines = try preload(lab, "--show").output.split(separator: "\n")
    return lines.dropFirst().first?.split(separator: " ").map(String.init) ?? []
  }

  private func get(_ lab: LabProcess, _ address: String, _ path: String) throws -> String {
    try Command(
      "curl", ["-s", "-i", "-H", "Host: www.example.com", "http://\(address):\(lab.httpPort())\(path)"]
    ).output
  }

  @Test("loaded at the start, hit by the first viewer, told apart in every figure")
  func loads() throws {
    let lab = try lab()
    try eventually("all is loaded") { try state(lab) == ["E1", "ICN57-C1", "4", "4", "0", "0", "0"] }
    #expect(try get(lab, "127.0.2.11", "/b/c.html").contains("X-Cache: Hit from cloudfront"))
    #expect(try get(lab, "127.0.2.12", "/b/c.html").contains("X-Cache: Miss from cloudfront"))
    #expect(try get(lab, "127.0.2.12", "/b/c.html").contains("X-Cache: Hit from cloudfront"))
    let metrics = try lab.metrics()
    #expect(metrics.sum("edgesim_http_requests_total") == 3)
    #expect(metrics.sum("edgesim_http_static_hits_total") == 1)
    #expect(metrics.sum("edgesim_static_items", ["state": "loaded"]) == 4)
    let top = try Command(
      LabProcess.program.path, ["top", "--once", "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(top.output.contains("of static") && top.output.contains("33.3 %"), "\(top.output)")
    #expect(lab.stop() == 0)
  }

  @Test("edgesim preload brings what has changed; so does a change of the directory")
  func reloads() throws {
    let lab = try lab(["--watch"])
    try eventually("all is loaded") { try state(lab) == ["E1", "ICN57-C1", "4", "4", "0", "0", "0"] }
    let log = try preload(lab, "E1", "--pop", "ICN57-C1")
    #expect(log.status == 0 && log.output.contains("ICN57-C1"), "\(log)")
    try files.write("site/a.html", "another")
    try files.write("site/new.html", "new")
    try eventually("the change is at the edge") { try get(lab, "127.0.2.11", "/a.html").hasSuffix("another") }
    try eventually("the new file is at the edge") {
      try state(lab) == ["E1", "ICN57-C1", "6", "6", "0", "0", "0"]
    }
    #expect(try get(lab, "127.0.2.11", "/new.html").contains("X-Cache: Hit from cloudfront"))
    let invalidated = try Command(
      LabProcess.program.path,
      ["invalidate", "/*", "--wait", "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(invalidated.status == 0)
    try eventually("it is there again") { try state(lab) == ["E1", "ICN57-C1", "6", "6", "0", "0", "0"] }
    #expect(try get(lab, "127.0.2.11", "/new.html").contains("X-Cache: Hit from cloudfront"))
    #expect(try lab.metrics().sum("edgesim_http_requests_total", ["result": "Miss"]) == 0)
  }

  @Test("below a prefix, not pinned: it comes as is asked for, and goes as other content does")
  func evictable() throws {
    try files.write("site/static/d.html", "three")
    let lab = try lab(settings: ", prefix: /static, pinned: false")
    // Of the three files below the directory one is at the origin by that name.
    try eventually("all has been tried") { try state(lab) == ["E1", "ICN57-C1", "6", "0", "0", "6", "0"] }
    #expect(try preload(lab, "--show").output.contains("E1 at ICN57-C1: /static/a.html was answered 404"))
    try files.write("site/static/a.html", "one")
    try files.write("site/static/b/c.html", "two")
    try files.write("site/static/static/d.html", "three")
    let again = try preload(lab)
    #expect(again.status == 0, "\(again)")
    try eventually("all is there") { try state(lab) == ["E1", "ICN57-C1", "6", "6", "0", "0", "0"] }
    #expect(try get(lab, "127.0.2.11", "/static/b/c.html").contains("X-Cache: Hit from cloudfront"))
    // A megabyte of other content, in a store of one.
    for number in 0..<20 { _ = try get(lab, "127.0.2.11", "/big/\(number)") }
    #expect(try state(lab) == ["E1", "ICN57-C1", "6", "0", "6", "0", "0"])
    #expect(try lab.metrics().sum("edgesim_static_items", ["state": "evicted"]) == 6)
    #expect(try get(lab, "127.0.2.11", "/static/b/c.html").contains("X-Cache: Miss from cloudfront"))
  }

  @Test("three quarters of a point of presence can be pinned; what goes beyond is said to be gone when it is")
  func beyondThreeQuarters() throws {
    for number in 0..<10 { try files.write("site/\(number).bin", String(repeating: "x", count: 100_000)) }
    let lab = try lab(settings: ", paths: [/big/pinned]")
    try eventually("all has been tried") { try state(lab).last == "0" && state(lab)[2] == "26" }
    for number in 0..<20 { _ = try get(lab, "127.0.2.11", "/big/\(number)") }
    let row = try state(lab)
    let (loaded, evicted, failed) = (Int(row[3]) ?? 0, Int(row[4]) ?? 0, Int(row[5]) ?? 0)
    // Seven copies of 100,000 octets are three quarters of a megabyte, nearly; small ones go in beside them.
    #expect((7...14).contains(loaded) && loaded + evicted + failed == 26, "\(row)")
    #expect(try get(lab, "127.0.2.11", "/0.bin").contains("X-Cache: Hit from cloudfront"))
  }

  @Test("refused with what to do")
  func refuses() throws {
    let lab = try lab()
    let unknown = try preload(lab, "E9")
    #expect(unknown.status == 2 && unknown.errors.contains("NoSuchDistribution"))
    let elsewhere = try preload(lab, "E1", "--pop", "NRT57-C1")
    #expect(elsewhere.status == 2 && elsewhere.errors.contains("nothing to load"), "\(elsewhere)")
    let nowhere = try preload(lab, "--pop", "XXX")
    #expect(nowhere.status == 2 && nowhere.errors.contains("there is no point of presence 'XXX'"))
  }
}
