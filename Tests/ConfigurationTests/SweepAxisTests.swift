import Configuration
import Foundation
import Primitives
import Simulation
import Testing

struct SweepAxisTests {
  private static let paths = [
    "population.clients", "events.lost.at", "workload.zipf",
    "population.origins.www.origin.test.concurrency",
  ]

  @Test(arguments: [
    ("ttl=20,60,5m", ["20", "60", "5m"]), ("interval=10,30", ["10", "30"]), ("threshold=1", ["1"]),
    ("checkers=1,12", ["1", "12"]), ("cache=64MB,1GiB", ["64MB", "1GiB"]),
    ("eviction=lru,s3fifo", ["lru", "s3fifo"]), ("regional-cache=1GiB", ["1GiB"]),
    ("origin-attempts=1,3", ["1", "3"]), ("origin-timeout=120", ["120"]),
    ("population.countries=[KR, JP],[DE]", ["[KR, JP]", "[DE]"]),
    (
      "events.lost.fault={origin: a, refuse: true},{origin: a, delay: 1s}",
      ["{origin: a, refuse: true}", "{origin: a, delay: 1s}"]
    ),
    ("duration=10m,20m", ["10m", "20m"]),
  ])
  func `names and values`(text: String, values: [String]) throws {
    #expect(try SweepAxis(text, paths: Self.paths).plan.values == values)
  }

  @Test(arguments: [
    ("ttl", "varies nothing"), ("=20", "varies nothing"), ("ttl=", "empty value"), ("ttl=20,", "empty value"),
    ("ttl=20,20", "twice"), ("ttl=-1", "seconds or a time"), ("ttl=8d", "seconds or a time"),
    ("interval=20", "10 or 30"), ("threshold=0", "1 to 10"), ("threshold=x", "1 to 10"),
    ("checkers=13", "1 to 12"), ("cache=0", "a size"), ("cache=big", "a size"), ("eviction=lruu", "'lru'"),
    ("eviction=belady", "only a replay"), ("regional-cache=-1", "a size"), ("origin-attempts=4", "1 to 3"),
    ("origin-timeout=0", "1 to 120"), ("tll=20", "did you mean 'ttl'?"),
    ("clients=20", "did you mean 'population.clients'?"),
    ("concurrency=20", "did you mean 'population.origins.www.origin.test.concurrency'?"),
    ("nothing.at=1", "there is no 'nothing.at' to vary. Known are ttl"),
  ])
  func `what is wrong is told`(text: String, words: String) throws {
    let error = #expect(throws: SweepAxis.Refused.self) { try SweepAxis(text, paths: Self.paths) }
    #expect(try #require(error).description.contains(words))
  }
}

struct DrillValueTests {
  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let lab = LabConfiguration.load(
    zones: repository.appending(path: "zones").path,
    edgeConfig: repository.appending(path: "edge-config").path
  ).configuration
  private static let path = repository.appending(path: "edge-config/drills/long-ttl.yaml").path

  private func load(_ values: [(String, String)]) throws -> (drill: Drill?, messages: [String]) {
    let (drill, diagnostics) = DrillReader.load(
      Self.path, for: try #require(Self.lab),
      replacing: values.map { DrillValue(path: $0.0, text: $0.1) })
    return (drill, diagnostics.map { "\($0)" })
  }

  @Test func `values take the place of those in the file, and stand where there were none`() throws {
    let (found, messages) = try load([
      ("population.clients", "50"), ("population.resolvers", "honouring"), ("events.lost.at", "2m"),
      ("events.0.name", "gone"), ("expect", "[detection < 45s]"), ("population.countries", "[KR, JP]"),
    ])
    let drill = try #require(found, "\(messages)")
    #expect(drill.population?.clients == 50)
    #expect(drill.population?.resolvers == .honouring)
    #expect(drill.population?.countries == ["KR", "JP"])
    #expect(drill.events[0].at == .seconds(120))
    #expect(drill.events[0].name == "gone")
    #expect(drill.expectations.count == 1)
  }

  @Test func `capacities go by the servers that have them`() throws {
    let capacities = [
      ("population.pops", "[{pop: all, requestsPerSecond: 5}, {pop: ICN57-C1, requestsPerSecond: 9}]"),
      ("population.origins", "[{origin: east.origin.test, concurrency: 4}]"),
    ]
    let (found, messages) = try load(
      capacities + [
        ("population.pops.all.requestsPerSecond", "50"), ("population.pops.ICN57-C1.queue", "250ms"),
        ("population.origins.east.origin.test.concurrency", "2"),
      ])
    let population = try #require(found?.population, "\(messages)")
    #expect(
      population.points == [
        .init(pop: nil, requestsPerSecond: 50),
        .init(pop: "ICN57-C1", requestsPerSecond: 9, queue: .milliseconds(250)),
      ])
    #expect(population.origins == [.init(origin: "east.origin.test", concurrency: 2)])
    let wrong = try load(capacities + [("population.origins.west.origin.test.concurrency", "2")])
    #expect(
      wrong.messages.contains { $0.contains("there is no 'west' for population.origins.west.origin.test") })
  }

  @Test(arguments: [
    ("population.clients", "none", "clients must be an integer"),
    ("population.clints", "1", "did you mean 'clients'?"),
    ("events.losst.at", "2m", "there is no 'losst' for events.losst.at; did you mean 'lost'?"),
    ("events.1.at", "2m", "there is no '1' for events.1.at"),
    ("duration.x", "2m", "there is no 'x' for duration.x"),
    ("duration", "[", "duration cannot be '['"), ("duration", "", "duration is to have a value"),
  ])
  func `what has no place is told, with one`(path: String, text: String, words: String) throws {
    let (drill, messages) = try load([(path, text)])
    #expect(drill == nil)
    #expect(messages.contains { $0.contains("long-ttl.yaml:") && $0.contains(words) }, "\(messages)")
  }

  @Test func `the paths of a file`() {
    let paths = DrillValue.paths(inFile: Self.path)
    #expect(paths.contains("population.clients"))
    #expect(paths.contains("events.lost.fault.origin"))
    #expect(DrillValue.paths(inFile: "/there/is/none").isEmpty)
  }
}
