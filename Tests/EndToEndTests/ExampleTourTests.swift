import Foundation
import Testing

/// What the README's tour says of the example lab.
@Suite(.serialized) struct ExampleTourTests {
  private let lab: LabProcess

  init() throws { lab = try LabProcess() }

  private func edge(_ name: String, _ path: String, pop: Int = 1, _ extra: String...) throws -> Reply {
    let command = try Command(
      "curl",
      [
        "-s", "-i", "--max-time", "20", "-H", "Host: \(name).example.com",
        "http://127.0.1.\(pop):\(lab.httpPort())\(path)",
      ] + extra)
    return Reply(command.output)
  }

  @Test("a load balancer: the cookie leads back to the server; members have an origin of their own")
  func application() throws {
    let first = try edge("app", "/")
    let cookie = try #require(first.fields["set-cookie"]?.prefix { $0 != ";" })
    let server = first.body.prefix { $0 != ":" }
    #expect(server == "app-1" || server == "app-2")
    for _ in 0..<3 {
      #expect(
        try edge("app", "/", "-b", "\(cookie); user=Kim").body.hasPrefix("\(server): hello Kim, it is "))
    }
    #expect(try edge("app", "/", "-b", "tier=member; user=Kim").body == "members: welcome back, Kim\n")
  }

  @Test("video on demand: a segment leaves the origin once, whatever point of presence is asked")
  func video() throws {
    #expect(try edge("video", "/films/one/master.m3u8", pop: 5).body.contains("720p/index.m3u8"))
    let segment = "/films/one/720p/0.ts"
    let results = try [5, 1, 8].map { pop in
      try Command(
        "curl",
        [
          "-s", "-o", "/dev/null", "-D", "-", "-H", "Host: video.example.com",
          "http://127.0.1.\(pop):\(lab.httpPort())\(segment)",
        ]
      ).output
    }.map { Reply($0).xCache }
    #expect(results == ["Miss from cloudfront", "Hit from cloudfront", "Hit from cloudfront"])
    // The playlist, and the segment.
    #expect(
      try lab.metrics().sum("edgesim_origin_server_requests_total", ["origin": "video.origin.test"]) == 2)
  }

  @Test("San Francisco and Ashburn share a regional cache")
  func regionalCache() throws {
    #expect(try edge("www", "/css/site.css", pop: 8).xCache == "Miss from cloudfront")
    #expect(try edge("www", "/css/site.css", pop: 7).xCache == "Hit from cloudfront")
  }

  @Test("an object store: written through the edge, read from it until it is invalidated")
  func objectStore() throws {
    func write(_ text: String) throws {
      #expect(try edge("store", "/greeting", "-X", "PUT", "-d", text).status == 200)
    }
    try write("hello")
    #expect(try edge("store", "/greeting").body == "hello")
    try write("good evening")
    #expect(try edge("store", "/greeting").body == "hello")
    let invalidated = try Command(
      LabProcess.program.path,
      [
        "invalidate", "/greeting", "--distribution", "E9EXAMPLESTORE", "--wait", "--admin",
        "127.0.0.1:\(lab.adminPort())",
      ])
    #expect(invalidated.status == 0)
    #expect(try edge("store", "/greeting").body == "good evening")
  }

  @Test("static content: the first request is a hit")
  func staticContent() throws {
    try eventually("it is loaded") {
      try lab.metrics().sum("edgesim_static_items", ["state": "loaded"]) == 8
    }
    #expect(try edge("launch", "/index.html", pop: 9).xCache == "Hit from cloudfront")
    #expect(try edge("launch", "/index.html", pop: 1).xCache == "Miss from cloudfront")
  }
}
