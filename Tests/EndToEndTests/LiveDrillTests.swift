import Foundation
import Testing

/// `edgesim drill --live`: what is broken on purpose, and what places see of it.
@Suite struct LiveDrillTests {
  /// Fifty requests a second from each of two places, answered by two points of presence, and what is wrong from 1 s to 2 s. Messages between
  /// threads have a second on either side of the faults to arrive.
  private static func run(
    _ fault: String, clear: String, url: String = "http://www.shop.example/health",
    expect: String = "", files: [String: String] = [:]
  ) throws -> DrillRun {
    try DrillRun(
      """
      duration: 4s
      traffic: {url: "\(url)", queriesPerSecond: 50, requestsPerSecond: 50, timeout: 1s}
      places:
        - {name: Seoul, client: seoul-office}
        - {name: London, client: london-office}
      events:
        - {at: 1s, name: broken, fault: \(fault)}
        - {at: 2s, clear: \(clear)}
        - {at: 3s, name: mended, force: {check: shop-origin, status: obey}}
      expect:
        - {failedRequests: 0, until: broken}
        - {failedRequests: 0, after: mended}
      \(expect)
      """, files: files)
  }

  /// What the events of `faults` do to as many places, each with a point of presence of its own; one more is well.
  private static func points(_ faults: [String], expect: String) throws -> DrillRun {
    let points = [
      ("ICN57-C1", "Seoul"), ("NRT57-C1", "Tokyo"), ("SIN52-C1", "Singapore"), ("SYD62-C1", "Sydney"),
      ("FRA56-C1", "Frankfurt am Main"), ("GRU3-C1", "São Paulo"),
    ]
    let places = zip(points, faults).map { "  - {name: \($0.0.0), city: \($0.0.1)}" }
    func events(_ event: (String, String) -> String) -> String {
      zip(points, faults).map { "  - \(event($0.0.0, $0.1))" }.joined(separator: "\n")
    }
    return try DrillRun(
      """
      duration: 4s
      traffic: {url: "http://www.shop.example/health", queriesPerSecond: 40, requestsPerSecond: 40, timeout: 1s}
      places:
        - {name: elsewhere, city: London}
      \(places.joined(separator: "\n"))
      events:
      \(events { "{at: 1s, name: \($0) broken, fault: {pop: \($0), \($1)}}" })
      \(events { pop, _ in "{at: 2s, name: \(pop) mended, clear: \(pop)}" })
        - {at: 3s, name: settled, force: {check: shop-origin, status: obey}}
      expect:
        - {failedRequests: 0, until: ICN57-C1 broken}
        - {failedRequests: 0, after: settled}
        - {place: elsewhere, failedRequests: 0}
      \(expect)
      """)
  }

  @Test("points of presence refuse, hang, reset, fail or are too slow: their users fail, nobody else's")
  func pointsOfPresence() throws {
    let reasons = [
      "connection refused", "timed out", "connection closed before the answer was whole", "status 503",
      "timed out",
    ]
    let run = try Self.points(
      ["refuse: true", "hang: true", "reset: true", "status: 503", "delay: 3s", "delay: 100ms"],
      expect: "  - {place: GRU3-C1, failedRequests: 0}")
    #expect(run.command.status == 0, "\(run.output)")
    for (pop, reason) in zip(["ICN57-C1", "NRT57-C1", "SIN52-C1", "SYD62-C1", "FRA56-C1"], reasons) {
      #expect(try run.place(pop).failed >= 10, "\(run.output)")
      // The last: one that was under way may have been cut.
      #expect(run.timeline("requests", of: pop).last?.hasSuffix(": \(reason)") == true, "\(run.output)")
    }
  }

  @Test("errors and resets at a rate, of points of presence: about that share of the requests")
  func shareOfPoints() throws {
    let run = try Self.points(["status: 503, share: 0.5", "drop: 0.5"], expect: "")
    #expect(run.command.status == 0, "\(run.output)")
    // Of forty, were the machine as fast as it should be.
    for pop in ["ICN57-C1", "NRT57-C1"] {
      #expect((5..<36).contains(try run.place(pop).failed), "\(run.output)")
    }
  }

  @Test("the same of servers that are asked without an edge between")
  func shareOfServers() throws {
    let run = try DrillRun(
      """
      duration: 4s
      traffic: {url: "http://near.shop.example/", queriesPerSecond: 40, requestsPerSecond: 40, timeout: 1s}
      places: [{name: east, city: New York City}, {name: west, subnet: 10.8.0.0/24}]
      events:
        - {at: 1s, name: broken, fault: {origin: east.origin.test, status: 500, share: 0.5}, for: 1s}
        - {at: 1s, name: reset, fault: {origin: west.origin.test, drop: 0.5}, for: 1s}
        - {at: 3s, name: settled, force: {check: shop-origin, status: obey}}
      expect:
        - {failedRequests: 0, until: broken}
        - {failedRequests: 0, after: settled}
      """)
    #expect(run.command.status == 0, "\(run.output)")
    for place in ["east", "west"] { #expect((5..<36).contains(try run.place(place).failed), "\(run.output)") }
    #expect(run.timeline("requests", of: "east").last?.hasSuffix(": status 500") == true)
    #expect(
      run.timeline("requests", of: "west").last?.hasSuffix(": connection closed before the answer was whole")
        == true)
  }

  @Test("a region is lost: the servers in it and the points of presence that are nearest to it")
  func region() throws {
    let run = try DrillRun(
      """
      duration: 4s
      traffic: {queriesPerSecond: 50, requestsPerSecond: 50, timeout: 1s}
      places:
        - {name: edge, city: New York City, url: "http://www.shop.example/health"}
        - {name: server, city: New York City, url: "http://near.shop.example/"}
        - {name: elsewhere, city: London, url: "http://www.shop.example/health"}
      events:
        - {at: 1s, name: broken, fault: {region: us-east-1, refuse: true}, for: 1s}
        - {at: 3s, name: mended, force: {check: shop-origin, status: obey}}
      expect:
        - {failedRequests: 0, until: broken}
        - {failedRequests: 0, after: mended}
        - {place: elsewhere, failedRequests: 0}
      """)
    #expect(run.command.status == 0, "\(run.output)")
    for place in ["edge", "server"] {
      #expect(try run.place(place).failed >= 10, "\(run.output)")
      #expect(run.timeline("requests", of: place).last?.hasSuffix(": connection refused") == true)
    }
  }

  @Test("answers lead away from a point of presence that is dark, and its users are well again")
  func withdrawn() throws {
    let run = try DrillRun(
      """
      duration: 4s
      traffic: {url: "http://www.shop.example/health", queriesPerSecond: 50, requestsPerSecond: 50, timeout: 1s}
      places: [{name: Seoul, client: seoul-office}]
      events:
        - {at: 1s, name: dark, fault: {pop: ICN57-C1, refuse: true}}
        - {at: 2s, name: withdrawn, withdraw: ICN57-C1}
        - {at: 3s, name: settled, force: {check: shop-origin, status: obey}}
      expect:
        - {answers: initial, until: withdrawn, within: 1s}
        - {answers: 127.0.1.2, after: withdrawn, within: 1s}
        - {failedRequests: 0, until: dark}
        - {failedRequests: 0, after: settled}
      """)
    #expect(run.command.status == 0, "\(run.output)")
    #expect(try run.place("Seoul").failed >= 10, "\(run.output)")
  }

  @Test("a place that does not reach the authoritative servers goes where it went before")
  func nameServers() throws {
    let partition = "{partition: {places: [Seoul], nameServers: all}}"
    let run = try Self.run(partition, clear: partition, expect: "  - {failedRequests: 0}")
    #expect(run.command.status == 0, "\(run.output)")
    #expect(try run.place("Seoul").unanswered >= 10)
    #expect(try run.place("London").unanswered == 0)
    #expect(run.timeline("answers", of: "Seoul").count == 1)
  }

  @Test(
    "a place that does not reach a point of presence, or a server that it asks itself, waits in vain",
    arguments: [
      ("pops: [ICN57-C1, LHR61-C1]", "http://www.shop.example/health"),
      ("origins: [east.origin.test]", "http://standby.shop.example/"),
    ])
  func servers(side: String, url: String) throws {
    let partition = "{partition: {places: [Seoul], \(side)}}"
    let run = try Self.run(
      partition, clear: partition, url: url, expect: "  - {place: London, failedRequests: 0}")
    #expect(run.command.status == 0, "\(run.output)")
    #expect(try run.place("Seoul").failed >= 10)
    #expect(run.timeline("requests", of: "Seoul").first == "first failed request: timed out")
  }

  @Test("resolvers that are cut off are users' own: not live, and on the virtual clock those users fail")
  func resolvers() throws {
    let drill = """
      duration: 10m
      places: [{name: Seoul, client: seoul-office, url: "http://www.shop.example/health"}]
      population: {clients: 100, countries: [KR], programs: cacheless}
      workload: {url: "http://www.shop.example/health", requestsPerSecond: 20, dailySwing: 0}
      events:
        - {at: 2m, name: cut, fault: {partition: {countries: [KR], resolvers: [isp]}}, for: 4m}
      expect:
        - failed.before < 0.1 %
        - failed.during > 30 %
        - failed.after < 5 %
      """
    let live = try DrillRun(drill)
    #expect(live.command.status == 2)
    #expect(live.command.errors.contains("real servers cannot go through 'cut'"), "\(live.output)")
    let run = try DrillRun(drill, [])
    #expect(run.command.status == 0, "\(run.output)")
  }

  @Test("files with faults are offered to the running lab, which says what is wrong and goes on as before")
  func refused() throws {
    let drills = LabProcess.repository.appending(path: "edge-config/drills")
    let files = try ["mistake.zone", "mistakes/shop.yaml"].map {
      ($0, try String(contentsOf: drills.appending(path: $0), encoding: .utf8))
    }
    let run = try DrillRun(
      """
      duration: 6s
      places: [{name: Seoul, client: seoul-office, url: "http://www.shop.example/health", queriesPerSecond: 50, requestsPerSecond: 50}]
      events:
        - {at: 1s, name: zone, refuse: mistake.zone}
        - {at: 1s, name: distribution, refuse: mistakes/shop.yaml}
      expect: [{answers: initial, within: 2s}, {failedRequests: 0}]
      """, files: Dictionary(uniqueKeysWithValues: files))
    #expect(run.command.status == 0, "\(run.output)")
    let told = run.command.errors.split(separator: "\n")
    // The loader's own words, with the whole path; the report tells the name alone.
    #expect(told.contains { $0.hasPrefix("/") && $0.contains("/mistake.zone:6:") }, "\(run.output)")
    #expect(told.contains { $0.hasPrefix("/") && $0.contains("/mistakes/shop.yaml:15:") }, "\(run.output)")
    #expect(
      told.count { $0.contains("reload refused, the old configuration keeps serving") } == 2, "\(run.output)")
  }

  @Test("each question is asked, or the report says that it was not")
  func complete() throws {
    let run = try DrillRun(
      """
      duration: 120s
      timeScale: 60
      places: [{name: Seoul, client: seoul-office, url: "http://www.shop.example/health", queriesPerSecond: 20, requestsPerSecond: 5}]
      expect: [{failedRequests: 0}]
      """)
    let (queries, requests) = run.missed
    #expect(abs(try run.place("Seoul").queries + queries - 2400) <= 1, "\(run.output)")
    // None is asked for before the first answer.
    #expect((540...601).contains(try run.place("Seoul").requests + requests), "\(run.output)")
    #expect((queries + requests > 0) == run.output.contains("dueQueries"))
  }

  @Test("what users want may be a trace: each line is asked for once, at its time; live, the places are left")
  func trace() throws {
    // Ten objects, each asked for thirty times.
    let lines = (0..<300).map { "\(Double($0) / 2),\($0 % 10),1000\n" }.joined()
    let drill = """
      duration: 4m
      timeScale: 120
      places: [{name: Seoul, client: seoul-office, url: "http://www.shop.example/health"}]
      population: {clients: 50, countries: [KR], network: none}
      workload:
        url: http://www.example.com/images/generated/{object}.png
        trace: {file: requests.csv, format: csv, columns: "time=1,id=2,size=3", responseHeaders: {Cache-Control: max-age=600}}
      expect:
        - failed < 0.1 %
        - hit_ratio > 90 %
        - {place: Seoul, failedRequests: 0}
      """
    let run = try DrillRun(drill, [], files: ["requests.csv": lines])
    #expect(run.command.status == 0, "\(run.output)")
    // One in thirty is a miss.
    #expect(abs((run.figure("hit_ratio") ?? 0) - 29.0 / 30) < 0.001, "\(run.output)")
    let live = try DrillRun(drill, files: ["requests.csv": lines])
    #expect(live.command.status == 0, "\(live.output)")
    #expect(live.command.errors.contains("its population is for the virtual clock alone"), "\(live.output)")
    #expect(try live.place("Seoul").requests > 100)
  }
}
