import Configuration
import Foundation
import Health
import Primitives
import Simulation
import Testing

@Suite("drills")
struct DrillReaderTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  /// The example lab.
  private static let lab = LabConfiguration.load(zones: root + "/zones", edgeConfig: root + "/edge-config")
    .configuration!

  private static let traffic = "traffic: {url: \"http://www.shop.example/\"}\n"
  private static let places = "places: [{name: Seoul, city: Seoul}]\n"
  private static let events =
    "events:\n- {at: 10s, name: out, fault: {origin: shop.origin.test, refuse: true}}\n- {at: 40s, name: back, clear: shop.origin.test}\n"

  private static func load(_ text: String) throws -> (drill: Drill?, messages: [String]) {
    let path = NSTemporaryDirectory() + "edgesim-drill-\(UUID().uuidString).yaml"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (drill, diagnostics) = DrillReader.load(path, for: lab)
    return (drill, diagnostics.map { $0.description.replacing(path + ":", with: "") })
  }

  @Test("all there is")
  func full() throws {
    let (drill, messages) = try Self.load(
      """
      name: Everything
      duration: 2m
      timeScale: 2.5
      traffic: {url: "http://www.shop.example:8080/cart?a=1", queriesPerSecond: 2, requestsPerSecond: 0.5, timeout: 3s}
      places:
        - {name: office, client: Seoul-Office}
        - {name: subnet, subnet: 2001:db8::/48, requestsPerSecond: 0}
        - {name: city, city: London, url: "http://www.example.com", timeout: 20s}
      events:
        - {at: 10s, name: first, fault: {origin: shop.origin.test, delay: 200ms, status: 503, drop: 0.5, partition: [us-east-1, eu-west-1/1]}}
        - {at: 10s, force: {check: www-page, status: down}}
        - {at: 20s, fault: {origin: shop.origin.test, hang: true, refuse: false}}
        - {at: 120s, name: last, clear: shop.origin.test}
      expect:
        - {check: site, becomes: Unhealthy, after: first, within: 5s}
        - {check: shop-origin, stays: Healthy, until: first}
        - {check: shop-origin, becomes: Healthy, after: last, within: formula}
        - {place: city, answers: [192.0.2.1, 127.0.1.6], after: first, until: last, within: 1s}
        - {answers: initial, within: 500ms}
        - {failedRequests: 3, place: office}
        - {failedShare: 0.25, after: first}

      """)
    #expect(messages == [])
    let plan = try #require(drill)
    #expect(plan.name == "Everything")
    #expect((plan.duration, plan.timeScale) == (.seconds(120), 2.5))
    #expect(plan.places.map(\.subnet.description) == ["10.1.2.0/24", "2001:db8::/48", "10.6.0.0/24"])
    #expect(plan.places[0].url == URLParts(host: "www.shop.example", port: 8080, path: "/cart?a=1"))
    #expect(plan.places[2].url == URLParts(host: "www.example.com"))
    #expect(plan.places.map(\.requestsPerSecond) == [0.5, 0, 0.5])
    #expect(plan.places.map(\.timeoutSeconds) == [3, 3, 20])
    let fault = try ServerFault(words: [
      "delay=200ms", "status=503", "drop=0.5", "partition=us-east-1,eu-west-1/1",
    ])
    #expect(plan.events[0].action == .fault(origin: "shop.origin.test", fault))
    #expect(plan.events[1].action == .force(check: "www-page", .down))
    #expect(
      plan.events.map(\.name) == [
        "first", "www-page is forced down", "fault on shop.origin.test: hang", "last",
      ])
    #expect(plan.checks.map(\.id) == ["shop-origin", "www-page", "site"])
    #expect(plan.checks.map(\.origin) == ["shop.origin.test", "www.origin.test", nil])
    #expect(plan.expectations.map(\.after) == [0, nil, 3, 0, nil, nil, 0])
    #expect(plan.expectations.map(\.until) == [nil, 0, nil, 3, nil, nil, nil])
    #expect(
      plan.expectations[3].fact
        == .answers(
          place: 2, .addresses([IPAddress("192.0.2.1")!, IPAddress("127.0.1.6")!]), within: .seconds(1)))
  }

  @Test("the file's name stands in for a name")
  func leastOfAll() throws {
    let (drill, messages) = try Self.load("duration: 1s\n" + Self.traffic + Self.places)
    #expect(messages == [])
    #expect(drill?.name.hasPrefix("edgesim-drill-") == true)
    #expect(drill?.events == [])
  }

  private static let faults: [(text: String, message: String)] = [
    ("\(places)", "1:1: the file lacks the required key 'duration'"),
    ("duration: soon\n\(places)", "1:11: duration is 'soon'; expected a time such as 500ms, 30s or 5m"),
    ("duration: 25h\n\(places)", "1:11: duration is longer than 86400.0 s"),
    ("duration: 1s\ntimeScale: 0\n", "2:12: timeScale is 0; it must be in 0.01 to 1000.0"),
    ("duration: 1s\n", "1:1: the file lacks the required key 'places'"),
    ("duration: 1s\nplace: []\n", "2:1: unknown key 'place' in the file; did you mean 'places'?"),
    ("duration: 1s\nplaces: []\n", "2:9: places is empty: nobody would ask"),
    (
      "duration: 1s\nplaces: [{name: a, city: Seoul}]\n",
      "2:10: places[0] lacks the key 'url', and traffic has none"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a}]\n",
      "3:10: places[0] must have one of client, subnet and city"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a, city: Seoul, subnet: 10.1.0.0/24}]\n",
      "3:10: places[0] must have one of client, subnet and city"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a, client: seoul-ofice}]\n",
      "3:28: zones/clients.yaml names no client 'seoul-ofice'; did you mean 'seoul-office'?"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a, city: Seol}]\n",
      "3:26: there is no city 'Seol' of 100,000 people or more; did you mean 'Seoul'?"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a, city: Busan}]\n",
      "3:26: no network stands for Busan: put one under networks in zones/clients.yaml, or give subnet"
    ),
    (
      "duration: 1s\n\(traffic)places: [{name: a, city: Seoul}, {name: a, city: Tokyo}]\n",
      "3:41: place 'a' is already used at"
    ),
    (
      "duration: 1s\ntraffic: {url: \"https://www.shop.example/\"}\n\(places)",
      "2:16: url is 'https://www.shop.example/'; expected http://host/path"
    ),
    (
      "duration: 1s\ntraffic: {url: \"http://www.shop.test/\"}\n\(places)",
      "2:16: no zone of the lab has the host 'www.shop.test'"
    ),
    (
      "duration: 1s\ntraffic: {url: \"http://www.shop.example/\", timeout: 1500ms}\n\(places)",
      "2:53: timeout must be whole seconds, 1s to 600s"
    ),
    (
      "duration: 24h\ntraffic: {url: \"http://www.shop.example/\", queriesPerSecond: 100}\n\(places)",
      "3:9: the places make 8726400 queries and requests; at most 2000000 are run"
    ),
    (
      "duration: 1s\ntimeScale: 1000\ntraffic: {url: \"http://www.shop.example/\", queriesPerSecond: 100}\n\(places)",
      "4:9: the places make 101000 queries and requests a second at timeScale 1000.0; at most 5000 are started"
    ),
  ]

  @Test(
    "refused",
    arguments: faults)
  func refuses(text: String, message: String) throws {
    let (drill, messages) = try Self.load(text)
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("a population, and what only the virtual clock can do")
  func population() throws {
    let (drill, messages) = try Self.load(
      """
      duration: 10m
      hypothesis: Nobody notices.
      population: {clients: 1000, countries: [KR, JP], resolvers: honouring, programs: cacheless}
      workload: {url: "http://www.example.com/images/generated/{object}.png", requestsPerSecond: 20, objects: 100, zipf: 1, dailySwing: 0, startsAt: "9:30"}
      events:
        - {at: 1m, name: dark, fault: {pop: ICN57-C1, hang: true}}
        - {at: 2m, withdraw: ICN57-C1}
        - {at: 3m, clear: ICN57-C1}
        - {at: 3m, restore: ICN57-C1}
        - {at: 4m, fault: {cable: {countries: [KR], pops: [NRT57-C1]}, factor: 1.5}}
        - {at: 4m, clear: cables}
        - {at: 5m, flush: all}
        - {at: 5m, invalidate: {distribution: E2EXAMPLEWWW01, paths: [/images/*]}}
        - {at: 6m, crowd: {factor: 10, objects: 3, ramp: 1m}}
        - {at: 7m, isolate: all}
        - {at: 8m, reconnect: all}
      expect:
        - failed < 1 %
        - {measure: rto.p90 < 2m, after: dark}
      """)
    #expect(messages == [])
    let plan = try #require(drill)
    #expect(plan.hypothesis == "Nobody notices.")
    #expect(plan.needsVirtualClock)
    #expect(plan.places.isEmpty)
    let population = try #require(plan.population)
    #expect((population.clients, population.countries) == (1000, ["KR", "JP"]))
    #expect((population.resolvers, population.programs) == (.honouring, .cacheless))
    let workload = population.workload
    #expect((workload.objects, workload.zipf, workload.dailySwing, workload.startMinute) == (100, 1, 0, 570))
    #expect(workload.path(of: 7) == "/images/generated/7.png")
    #expect(
      plan.events.map(\.action) == [
        .edge(pop: "ICN57-C1", .hang), .withdraw(pop: "ICN57-C1"), .edge(pop: "ICN57-C1", nil),
        .restore(pop: "ICN57-C1"),
        .cable(Drill.CableFault(countries: ["KR"], pops: ["NRT57-C1"], factor: 1.5)),
        .mendCables(nil), .flush(pop: nil), .invalidate(distribution: "E2EXAMPLEWWW01", paths: ["/images/*"]),
        .crowd(
          Drill.FlashCrowd(factor: 10, objects: 3, ramp: .seconds(60), hold: .zero, decay: .seconds(1800))),
        .isolate(resolvers: nil), .reconnect(resolvers: nil),
      ])
  }

  @Test("kinds of content")
  func contents() throws {
    let (drill, messages) = try Self.load(
      """
      duration: 60s
      population: {clients: 10}
      workload:
        url: http://www.example.com/
        requestsPerSecond: 1
        contents: [{path: /, share: 0.5}, {path: "/images/{object}.png", share: 3, objects: 20, zipf: 1}]

      """)
    #expect(messages == [])
    let workload = try #require(drill?.population?.workload)
    #expect(
      workload.kinds == [
        .init(path: "/", share: 0.5), .init(path: "/images/{object}.png", share: 3, objects: 20, zipf: 1),
      ])
    #expect(
      drill?.file.contains("    - {path: \"/images/{object}.png\", share: 3, objects: 20, zipf: 1}") == true)
  }

  @Test(
    "populations refused",
    arguments: [
      ("population: {clients: 10}", "2:13: population needs a workload"),
      ("workload: {url: \"http://a.example/\", requestsPerSecond: 1}", "2:11: workload says what users want"),
      (
        "population: {clients: 0}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:23: clients is 0"
      ),
      (
        "population: {clients: 1, countries: [Korea]}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:38: countries[0] is 'Korea'"
      ),
      (
        "population: {clients: 1, resolvers: none}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:37: resolvers is 'none'"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1, objects: 5}",
        "3:69: the path of url has no {object}"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1, startsAt: noon}",
        "3:70: startsAt is 'noon'; expected a time of day"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://www.example.com/a\", requestsPerSecond: 1, contents: [{path: /, share: 1}]}",
        "3:17: the path of url is '/a', and each kind of contents has its own"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://www.example.com/\", requestsPerSecond: 1, contents: []}",
        "3:76: contents is empty"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://www.example.com/\", requestsPerSecond: 1, zipf: 1, contents: [{path: /, share: 1}]}",
        "3:72: zipf stands with each kind of contents"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://www.example.com/\", requestsPerSecond: 1, contents: [{path: /a, share: 1, objects: 2}]}",
        "3:107: path has no {object}"
      ),
      (
        "population: {clients: 1}\nworkload: {url: \"http://www.example.com/\", requestsPerSecond: 1, contents: [{path: a, share: 0}]}",
        "3:84: path is 'a'; expected a path"
      ),
      (
        "population: {clients: 1, ipv6: 1.1}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:32: ipv6 is 1.1"
      ),
      (
        "population: {clients: 1, ipv6: all}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:32: ipv6 must be a number, not 'all'"
      ),
      (
        "population: {clients: 1, network: slow}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:35: network is 'slow'"
      ),
      (
        "population: {clients: 1, pops: [{pop: NOPE, requestsPerSecond: 5}]}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:39: there is no point of presence"
      ),
      (
        "population: {clients: 1, pops: [{pop: all, requestsPerSecond: 5, queue: long}]}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:73: queue is 'long'"
      ),
      (
        "population: {clients: 1, origins: [{origin: www.origin.test, concurrency: 0}]}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:75: concurrency is 0"
      ),
      (
        "population: {clients: 1, connections: {handshake: ssl3}}\nworkload: {url: \"http://a.example/\", requestsPerSecond: 1}",
        "2:51: handshake is 'ssl3'"
      ),
    ])
  func refusesPopulations(text: String, message: String) throws {
    let (drill, messages) = try Self.load("duration: 60s\n\(text)\n")
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("Connections, capacities and distances of a population")
  func network() throws {
    let (drill, messages) = try Self.load(
      """
      duration: 60s
      population:
        clients: 10
        ipv6: 0.3
        network: none
        connections: {handshake: tls1.3, keepAlive: 10s}
        pops: [{pop: all, requestsPerSecond: 5000}, {pop: ICN57-C1, requestsPerSecond: 500, queue: 200ms}]
        origins: [{origin: www.origin.test, concurrency: 64}]
      workload: {url: "http://www.shop.example/", requestsPerSecond: 1}

      """)
    let users = try #require(drill?.population, "\(messages)")
    #expect(users.network == .none && users.ipv6 == 0.3)
    #expect(drill?.file.contains(", ipv6: 0.3, network: none") == true)
    #expect(users.connections == .init(handshake: .tls13, keepAlive: .seconds(10)))
    #expect(
      users.capacity(of: "ICN57-C1")
        == .init(pop: "ICN57-C1", requestsPerSecond: 500, queue: .milliseconds(200)))
    #expect(users.capacity(of: "NRT57-C1") == .init(pop: nil, requestsPerSecond: 5000, queue: .seconds(1)))
    #expect(users.origins == [.init(origin: "www.origin.test", concurrency: 64)])
  }

  @Test("faults and actions of all kinds, with an end and a ramp, and conditions")
  func conditions() throws {
    let (drill, messages) = try Self.load(
      """
      duration: 30m
      places: [{name: Seoul, city: Seoul, url: "http://www.shop.example/"}]
      population: {clients: 100}
      workload: {url: "http://www.example.com/", requestsPerSecond: 1}
      steadyState:
        - {check: shop-origin, is: Healthy}
        - {place: Seoul, answers: 127.0.1.1}
        - failed < 1 %
      guardrails: ["healthy > 0", "shifted < 60 %", "hit_ratio > 1 %"]
      events:
        - at: 1m
          name: slow
          fault: {origin: shop.origin.test, delay: 3s, clock: -5m}
          ramp: 1m
          for: 5m
          requires: [{check: shop-origin, is: Healthy}]
          ensures: [{check: shop-origin, is: Unhealthy, within: 2m}, {measure: failed < 50 %, within: 10s}]
        - {at: 2m, name: region, fault: {region: us-east-1, refuse: true}, for: 1m}
        - {at: 2m, name: resolver, fault: {resolver: isp, servfail: true}, for: 1m}
        - {at: 2m, name: cable, fault: {cable: {countries: [KR]}, factor: 2}, ramp: 30s, for: 1m}
        - {at: 2m, name: skew, fault: {pop: ICN57-C1, clock: 90s}, for: 1m}
        - {at: 2m, name: cut, fault: {partition: {pops: [ICN57-C1], origins: [shop.origin.test]}}, for: 1m}
        - {at: 2m, name: new, fault: {record: dual.shop.example, type: AAAA, addresses: ["2001:db8::1"]}, for: 1m}
        - {at: 2m, name: empty, fault: {record: www.shop.example, identifier: edge, addresses: []}, for: 1m}
        - {at: 4m, weight: {name: app.shop.example, identifier: east, weight: 3}, for: 1m}
        - {at: 4m, name: gone, withdraw: ICN57-C1, for: 1m}
        - {at: 10m, name: out, fault: {origin: shop.origin.test, hang: true}}
        - {at: 11m, clear: {origin: shop.origin.test, requestsPerSecond: 20}}
        - {at: 12m, clear: partitions}
        - {at: 12m, clear: resolvers}
      """)
    #expect(messages == [])
    let plan = try #require(drill)
    #expect(
      plan.steadyState == [
        .status(check: "shop-origin", isHealthy: true),
        .answers(place: 0, .addresses([IPAddress("127.0.1.1")!])), .measure(try Measure("failed < 1 %")),
      ])
    #expect(plan.guardrails.count == 3)
    #expect(plan.events.map(\.at) == plan.events.map(\.at).sorted())
    func event(_ name: String) throws -> Drill.Event {
      try #require(plan.events.first { $0.name == name }, "\(plan.events.map(\.name))")
    }
    let slow = try event("slow")
    #expect(
      slow.action
        == .fault(origin: "shop.origin.test", try ServerFault(words: ["delay=3s", "clock=-5m"])))
    #expect((slow.ramp, slow.requires.count) == (.seconds(60), 1))
    #expect(
      slow.ensures == [
        Drill.Outcome(.status(check: "shop-origin", isHealthy: false), within: .seconds(120)),
        Drill.Outcome(.measure(try Measure("failed < 50 %")), within: .seconds(10)),
      ])
    #expect(try event("slow ends").at == .seconds(360))
    #expect(try event("slow ends").action == .clear(origin: "shop.origin.test"))
    #expect(
      try event("region").action
        == .region(
          "us-east-1",
          [.fault(origin: "east.origin.test", .refuse), .edge(pop: "IAD89-C1", .refuse)]))
    #expect(try event("resolver").action == .resolvers("isp", Drill.ResolverFault(.servfail)))
    #expect(try event("resolver ends").action == .resolvers("isp", nil))
    #expect(
      try event("cable ends").action
        == .mendCables(Drill.CableFault(countries: ["KR"], pops: [], factor: 2)))
    #expect(try event("skew").action == .skew(pop: "ICN57-C1", .seconds(90)))
    let cut = Drill.Partition(from: .pops(["ICN57-C1"]), to: .origins(["shop.origin.test"]))
    #expect(try event("cut").action == .divide(cut))
    #expect(try event("cut ends").action == .unite(cut))
    let empty = Drill.RecordChange(name: "www.shop.example.", identifier: "edge", content: .addresses([]))
    #expect(try event("empty").action == .change(empty))
    #expect(try event("empty ends").action == .undo(empty))
    let new = Drill.RecordChange(
      name: "dual.shop.example.", identifier: nil, family: .v6,
      content: .addresses([IPAddress("2001:db8::1")!]))
    #expect(try event("new").action == .change(new) && event("new ends").action == .undo(new))
    #expect(
      drill?.file.contains(
        "fault: {record: \"dual.shop.example.\", type: AAAA, addresses: [\"2001:db8::1\"]}") == true)
    #expect(try event("gone ends").action == .restore(pop: "ICN57-C1"))
    #expect(
      plan.events.map(\.action).suffix(3) == [
        .recover(origin: "shop.origin.test", requestsPerSecond: 20), .unite(nil), .resolvers(nil, nil),
      ])
  }

  @Test("Figures of capacity are of who has one: as expectations, and as conditions")
  func capacities() throws {
    func load(_ bounds: String, _ text: String) throws -> (drill: Drill?, messages: [String]) {
      try Self.load(
        """
        duration: 60s
        population: {clients: 10\(bounds)}
        workload: {url: "http://www.example.com/", requestsPerSecond: 1}
        events: [{at: 10s, name: empty, flush: all}]
        \(text)
        """)
    }
    let (pops, origins) = (
      ", pops: [{pop: all, requestsPerSecond: 5}]", ", origins: [{origin: www.origin.test, concurrency: 2}]"
    )
    for key in ["expect", "guardrails", "steadyState"] {
      for figure in ["refused < 1 %", "pop_utilization.peak < 80 %", "pop_wait.max < 1s"] {
        #expect(try load(pops, "\(key): [\(figure)]").drill != nil)
        let messages = try load(origins, "\(key): [\(figure)]").messages
        #expect(
          messages.contains {
            $0.contains("'\(figure)' is about points of presence that can take only so much")
          })
      }
      for figure in ["origin_utilization.mean < 80 %", "origin_wait.max < 1s"] {
        #expect(try load(origins, "\(key): [\(figure)]").drill != nil)
        let messages = try load(pops, "\(key): [\(figure)]").messages
        #expect(messages.contains { $0.contains("'\(figure)' is about origins that can take only so much") })
      }
    }
  }

  @Test(
    "conditions refused",
    arguments: [
      (
        "steadyState: [{check: shop-orign, is: Healthy}]",
        "4:23: there is no health check 'shop-orign'; did you"
      ),
      (
        "steadyState: [{check: shop-origin, is: Well}]",
        "4:40: is is 'Well'; it must be 'Healthy' or 'Unhealthy'"
      ),
      ("steadyState: [{check: shop-origin}]", "4:15: steadyState[0] must have one of is, answers, measure"),
      ("steadyState: [{is: Healthy, place: Seoul}]", "4:36: place says nothing beside is"),
      ("guardrails: [failed.after < 1 %]", "4:14: 'failed.after < 1 %' is known only at the end"),
      ("guardrails: [detection < 1s]", "4:14: 'detection < 1s' is known only at the end"),
      ("guardrails: [hit_ratio > 1 %]", "4:14: 'hit_ratio > 1 %' is about users"),
      ("guardrails: [healthy]", "4:14: 'healthy' is no measure"),
      ("guardrails: [refused < 1 %]", "4:14: 'refused < 1 %' is about users"),
      ("guardrails: [pop_wait.max.after < 1s]", "4:14: 'pop_wait.max.after < 1s' is known only at the end"),
      ("guardrail: []", "4:1: unknown key 'guardrail' in the file; did you mean 'guardrails'?"),
    ])
  func refusesConditions(text: String, message: String) throws {
    let (drill, messages) = try Self.load(
      "duration: 60s\n" + Self.traffic + Self.places + text + "\n" + Self.events)
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("a steady state without an event is never looked at")
  func steadyStateAlone() throws {
    let (drill, messages) = try Self.load(
      "duration: 60s\n" + Self.traffic + Self.places + "steadyState: [healthy > 0]\n")
    #expect(drill == nil)
    #expect(messages == ["4:14: steadyState is looked at before the first event, and there is none"])
  }

  private static let eventFaults: [(text: String, message: String)] = [
    (
      "{at: 61s, clear: shop.origin.test}",
      "5:8: at is 61.0 s, after the end of the drill at 60.0 s"
    ),
    ("{clear: shop.origin.test}", "5:3: events[0] lacks the required key 'at'"),
    ("{at: 1s}", "5:3: events[0] must have one of fault, clear, force, withdraw"),
    ("{at: 1s, withdraw: ICN}", "5:22: there is no point of presence 'ICN'"),
    (
      "{at: 1s, fault: {region: us-east-9, refuse: true}}",
      "5:28: there is no AWS region 'us-east-9'; did you"
    ),
    ("{at: 1s, fault: {region: us-east-1}}", "5:19: no fault is named; expected refuse, hang, reset"),
    ("{at: 1s, fault: {region: us-east-1, clock: 1m}}", "5:39: unknown key 'clock'"),
    ("{at: 1s, fault: {region: me-south-1, hang: true}}", "5:28: nothing stands in me-south-1"),
    ("{at: 1s, fault: {resolver: isp, hang: true}}", "5:19: resolvers are those of users"),
    ("{at: 1s, fault: {resolver: isp}}", "5:19: resolvers can refuse, servfail or hang"),
    ("{at: 1s, fault: {pop: ICN57-C1, clock: soon}}", "5:42: clock is 'soon'; expected a time with a sign"),
    (
      "{at: 1s, fault: {pop: ICN57-C1, clock: 1m, hang: true}}",
      "5:52: hang is a fault beside clock: give it an event of its own"
    ),
    ("{at: 1s, fault: {pop: ICN57-C1, partition: all}}", "5:35: unknown key 'partition'"),
    ("{at: 1s, fault: {pop: ICN57-C1, share: 0.5}}", "5:19: share says nothing without status"),
    ("{at: 1s, fault: {pop: ICN57-C1, status: 503, share: 2}}", "5:55: 'share=2' is wrong"),
    ("{at: 1s, fault: {origin: shop.origin.test, clock: 2000h}}", "5:53: 'clock=2000h' is wrong"),
    (
      "{at: 1s, fault: {partition: {pops: [ICN57-C1]}}}",
      "5:19: partition is between two of places, countries, resolvers, nameServers, pops, regionalCaches, origins"
    ),
    (
      "{at: 1s, fault: {partition: {countries: [KR], origins: [shop.origin.test]}}}",
      "5:19: partition is between two of"
    ),
    (
      "{at: 1s, fault: {partition: {places: [Soul], nameServers: all}}}",
      "5:41: there is no place 'Soul'; did you mean 'Seoul'?"
    ),
    (
      "{at: 1s, fault: {partition: {places: [Seoul], nameServers: some}}}",
      "5:62: nameServers is 'some'; expected all"
    ),
    (
      "{at: 1s, fault: {partition: {countries: [KR], resolvers: [isb]}}}",
      "5:61: there is no kind of resolver 'isb'; did you mean 'isp'?"
    ),
    ("{at: 1s, fault: {partition: {pops: [], origins: [shop.origin.test]}}}", "5:38: pops is empty"),
    (
      "{at: 1s, fault: {record: wwww.shop.example, addresses: []}}",
      "5:28: there is no A record set wwww.shop.example.; did you mean 'www.shop.example.'?"
    ),
    (
      "{at: 1s, fault: {record: www.shop.example, addresses: []}}",
      "5:28: there is no A record set www.shop.example.; expected identifier 'edge' or 'sorry'"
    ),
    ("{at: 1s, fault: {record: www.shop.test, addresses: []}}", "5:28: no zone of the lab has the name"),
    (
      "{at: 1s, fault: {record: ns1.shop.example, addresses: [x]}}",
      "5:58: addresses[0] is 'x'; expected an IPv4"
    ),
    (
      "{at: 1s, fault: {record: dual.shop.example, type: MX, addresses: []}}",
      "5:53: type is 'MX'; expected A or AAAA"
    ),
    (
      "{at: 1s, fault: {record: dual.shop.example, type: AAAA, addresses: [192.0.2.1]}}",
      "5:71: addresses[0] is '192.0.2.1'; expected an IPv6 address"
    ),
    (
      "{at: 1s, fault: {record: dual.shop.example, addresses: [\"2001:db8::1\"]}}",
      "5:59: addresses[0] is '2001:db8::1'; expected an IPv4 address"
    ),
    (
      "{at: 1s, fault: {record: sorry.shop.example, type: AAAA, addresses: []}}",
      "5:28: there is no AAAA record set sorry.shop.example."
    ),
    (
      "{at: 1s, weight: {name: www.shop.example, identifier: edge, weight: 1}}",
      "5:27: www.shop.example. (edge) has no weight: its policy is not WEIGHTED"
    ),
    ("{at: 1s, weight: {name: app.shop.example, identifier: east, weight: 256}}", "5:71: weight is 256"),
    (
      "{at: 1s, routingControl: {check: shop-origin, state: On}}",
      "5:36: health check 'shop-origin' has Type HTTP"
    ),
    ("{at: 1s, alarm: {check: shop-origin, state: ALARM}}", "5:27: health check 'shop-origin' has Type HTTP"),
    ("{at: 1s, preload: E2EXAMPLEWWW01}", "5:21: there is no distribution with static content"),
    ("{at: 1s, refuse: nothing.zone, name: x, for: 1s}", "5:48: for says nothing here"),
    ("{at: 1s, clear: shop.origin.test, for: 1s}", "5:42: for says nothing here"),
    (
      "{at: 50s, withdraw: ICN57-C1, for: 11s}",
      "5:38: for ends at 61.0 s, after the end of the drill at 60.0 s"
    ),
    ("{at: 1s, withdraw: ICN57-C1, ramp: 1s}", "5:38: ramp needs a strength that can grow"),
    (
      "{at: 1s, fault: {origin: shop.origin.test, drop: 0.3}, ramp: 9s, for: 3s}",
      "5:73: for is shorter than ramp"
    ),
    ("{at: 1s, clear: {origin: shop.origin.test}}", "5:19: clear lacks the required key 'requestsPerSecond'"),
    (
      "{at: 1s, withdraw: ICN57-C1, ensures: [{check: east, is: Healthy}]}",
      "5:42: ensures[0] lacks the key 'within'"
    ),
    (
      "{at: 1s, withdraw: ICN57-C1, ensures: [{check: east, is: Healthy, within: 2m}]}",
      "5:77: within ends at 121.0 s, after the end of the drill at 60.0 s"
    ),
    (
      "{at: 1s, withdraw: ICN57-C1, requires: [{check: east, is: Healthy, within: 2s}]}",
      "5:70: unknown key 'within'"
    ),
    ("{at: 1s, fault: {pop: ICN57-C1}}", "5:19: no fault is named"),
    ("{at: 1s, fault: {cable: {}, factor: 2}}", "5:27: cable must have countries or pops, or both"),
    (
      "{at: 1s, fault: {cable: {countries: [XX]}, factor: 2}}",
      "5:40: countries[0] is 'XX'; expected the code of a country"
    ),
    ("{at: 1s, fault: {cable: {countries: [KR]}, factor: 0.5}}", "5:54: factor is 0.5"),
    ("{at: 1s, crowd: {factor: 3}}", "5:19: a crowd needs users: give the drill a population"),
    ("{at: 1s, isolate: isb}", "5:21: there is no kind of resolver 'isb'"),
    ("{at: 1s, reconnect: isb}", "5:23: there is no kind of resolver 'isb'; did you mean 'isp'?"),
    ("{at: 1s, publish: nothing.zone}", "5:21: "),
    ("{at: 1s, invalidate: {distribution: E0, paths: [/a]}}", "5:39: there is no distribution 'E0'"),
    ("{at: 1s, invalidate: {distribution: E2EXAMPLEWWW01, paths: [a]}}", "5:63: 'a' is no path"),
    (
      "{at: 1s, clear: shop.orign.test}",
      "5:19: there is no built-in origin 'shop.orign.test'; did you mean 'shop.origin.test'?"
    ),
    (
      "{at: 1s, fault: {origin: shop.origin.test}}",
      "5:19: no fault is named; expected refuse, hang, reset, delay=200ms, status=503, share=0.1, drop=0.3, clock=-5m or partition=us-east-1,eu-west-1"
    ),
    (
      "{at: 1s, fault: {origin: shop.origin.test, status: 99}}",
      "5:54: 'status=99' is wrong; expected a status from 200 to 599"
    ),
    (
      "{at: 1s, fault: {origin: shop.origin.test, partition: [mars-1]}}", "5:57: 'partition=mars-1' is wrong"
    ),
    (
      "{at: 1s, force: {check: shop, status: down}}", "5:27: there is no health check 'shop'"
    ),
    (
      "{at: 1s, force: {check: shop-origin, status: sideways}}",
      "5:48: status is 'sideways'; it must be 'up', 'down' or 'obey'"
    ),
    (
      "{at: 9s, clear: shop.origin.test}\n- {at: 8s, clear: shop.origin.test}",
      "6:8: at is 8.0 s, before the event above it; write events in the order of time"
    ),
    (
      "{at: 1s, name: a, clear: shop.origin.test}\n- {at: 1s, name: a, clear: shop.origin.test}",
      "6:18: event 'a' is already used at"
    ),
  ]

  @Test(
    "events refused",
    arguments: eventFaults)
  func refusesEvents(event: String, message: String) throws {
    let (drill, messages) = try Self.load(
      "duration: 60s\n" + Self.traffic + Self.places + "events:\n- \(event)\n")
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }

  @Test("faults of servers, resolvers and ways between them, in all words")
  func allFaults() throws {
    let (drill, messages) = try Self.load(
      """
      duration: 60s
      population: {clients: 10}
      workload: {url: "http://www.example.com/", requestsPerSecond: 1}
      places: [{name: Seoul, city: Seoul, url: "http://www.shop.example/"}]
      events:
        - {at: 1s, fault: {pop: ICN57-C1, reset: true, delay: 200ms}, ramp: 2s}
        - {at: 2s, fault: {pop: ICN57-C1, status: 503, share: 0.3}}
        - {at: 3s, fault: {origin: shop.origin.test, status: 500, share: 0.1, delay: 1s}}
        - {at: 4s, fault: {region: us-east-1, status: 502, share: 0.5}}
        - {at: 5s, fault: {resolver: isp, servfail: true, share: 0.3}}
        - {at: 6s, fault: {resolver: all, delay: 300ms}}
        - {at: 7s, fault: {partition: {places: [Seoul], nameServers: all}}}
        - {at: 8s, fault: {partition: {places: [Seoul], pops: [ICN57-C1]}}}
        - {at: 9s, fault: {partition: {countries: [KR], resolvers: [isp, google]}}}
        - {at: 10s, fault: {partition: {countries: [KR], nameServers: all}}}

      """)
    #expect(messages == [])
    var slow = ServerFault.reset
    slow.delay = .milliseconds(200)
    var erring = ServerFault()
    (erring.status, erring.statusShare) = (502, 0.5)
    #expect(
      try #require(drill).events.map(\.action) == [
        .edge(pop: "ICN57-C1", slow),
        .edge(pop: "ICN57-C1", try ServerFault(words: ["status=503", "share=0.3"])),
        .fault(origin: "shop.origin.test", try ServerFault(words: ["status=500", "share=0.1", "delay=1s"])),
        .region("us-east-1", [.fault(origin: "east.origin.test", erring), .edge(pop: "IAD89-C1", erring)]),
        .resolvers("isp", Drill.ResolverFault(.servfail, share: 0.3)),
        .resolvers(nil, Drill.ResolverFault(nil, delay: .milliseconds(300))),
        .divide(Drill.Partition(from: .places(["Seoul"]), to: .nameServers)),
        .divide(Drill.Partition(from: .places(["Seoul"]), to: .pops(["ICN57-C1"]))),
        .divide(Drill.Partition(from: .countries(["KR"]), to: .resolvers(["isp", "google"]))),
        .divide(Drill.Partition(from: .countries(["KR"]), to: .nameServers)),
      ])
    #expect(
      try #require(drill).events.map(\.action.needsVirtualClock)
        == [false, false, false, false, true, true, false, false, true, true])
  }

  /// A file beside the drill, and what becomes of it.
  private static func refuse(_ name: String, _ text: String) throws -> (Drill?, [String]) {
    let directory = FileManager.default.temporaryDirectory.appending(path: "refused-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try Data(text.utf8).write(to: directory.appending(path: name))
    let drill = directory.appending(path: "drill.yaml").path
    try Data(("duration: 60s\n" + traffic + places + "events:\n- {at: 1s, refuse: \(name)}\n").utf8).write(
      to: URL(fileURLWithPath: drill))
    let (read, diagnostics) = DrillReader.load(drill, for: lab)
    return (read, diagnostics.map(\.description))
  }

  @Test("a distribution that is wrong is refused, one that is right is no drill")
  func refusedDistribution() throws {
    let right = """
      Id: E4EXAMPLESHOP1
      DomainName: d333333abcdef8.cloudfront.net
      Enabled: true
      Aliases: [www.shop.example]
      Origins: [{Id: shop, DomainName: shop.origin.test}]
      DefaultCacheBehavior: {TargetOriginId: shop, ViewerProtocolPolicy: allow-all, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad}

      """
    let (drill, messages) = try Self.refuse(
      "wrong.yaml", right.replacing("TargetOriginId: shop", with: "TargetOriginId: shp"))
    #expect(messages == [])
    guard case .refuse(let file, let fault)? = drill?.events.first?.action else {
      Issue.record("\(String(describing: drill))")
      return
    }
    #expect(file.hasPrefix("/") && file.hasSuffix("/wrong.yaml"))
    #expect(fault.contains("wrong.yaml:6:") && fault.contains("shp"), "\(fault)")
    // Fine by itself, and the host of another.
    let (second, _) = try Self.refuse(
      "twice.yaml", right.replacing("www.shop.example", with: "www.example.com"))
    guard case .refuse(_, let clash)? = second?.events.first?.action else {
      Issue.record("a second distribution may have the host of the first")
      return
    }
    #expect(clash.contains("www.example.com"), "\(clash)")
    let (none, faults) = try Self.refuse("right.yaml", right)
    #expect(none == nil)
    #expect(faults.contains { $0.contains("there is nothing wrong in right.yaml") }, "\(faults)")
  }

  private static let expectationFaults: [(text: String, message: String)] = [
    (
      "{check: shop-origin}",
      "8:3: expect[0] must have one of becomes, stays, answers, failedRequests, failedShare, measure"
    ),
    ("{check: shop, stays: Healthy}", "8:11: there is no health check 'shop'"),
    ("{check: shop-origin, stays: Fine}", "8:31: stays is 'Fine'; it must be 'Healthy' or 'Unhealthy'"),
    ("{check: shop-origin, becomes: Healthy}", "8:3: expect[0] lacks the required key 'within'"),
    ("{check: shop-origin, stays: Healthy, within: 3s}", "8:48: within says nothing beside stays"),
    (
      "{check: shop-origin, stays: Healthy, after: outt}",
      "8:47: no event has the name 'outt'; did you mean 'out'?"
    ),
    ("{failedRequests: 0, after: back, until: out}", "8:43: until is an event before that of after"),
    (
      "{check: shop-origin, becomes: Healthy, after: out, within: formula}",
      "8:62: there is no formula for that"
    ),
    ("{check: site, becomes: Unhealthy, after: out, within: formula}", "8:57: there is no formula for that"),
    ("{check: shop-origin, becomes: Unhealthy, within: formula}", "8:52: there is no formula for that"),
    ("{answers: nobody, within: 3s}", "8:13: answers is 'nobody'; expected an IP address, or initial"),
    ("{answers: initial}", "8:3: expect[0] lacks the required key 'within'"),
    ("{place: Soul, failedShare: 0}", "8:11: there is no place 'Soul'; did you mean 'Seoul'?"),
    ("failed < 5", "8:3: '5' is wrong; expected a share such as 0.5 %"),
    ("rto.p90 < 5s", "8:3: 'rto.p90 < 5s' is about users: give the drill a population"),
    ("refused < 1 %", "8:3: 'refused < 1 %' is about users: give the drill a population"),
    ("{measure: failed < 1 %, place: Seoul}", "8:34: place says nothing beside measure"),
    ("{failedShare: 1.5}", "8:17: failedShare is 1.5; it must be in 0.0 to 1.0"),
  ]

  @Test(
    "expectations refused",
    arguments: expectationFaults)
  func refusesExpectations(expectation: String, message: String) throws {
    let (drill, messages) = try Self.load(
      "duration: 60s\n" + Self.traffic + Self.places + Self.events + "expect:\n- \(expectation)\n")
    #expect(drill == nil)
    #expect(messages.contains { $0.hasPrefix(message) }, "\(messages)")
  }
}
