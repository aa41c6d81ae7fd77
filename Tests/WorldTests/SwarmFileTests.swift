import Configuration
import Foundation
import Primitives
import Simulation
import Testing

@testable import World

/// What is drawn can be written and read.
@Suite struct SwarmFileTests {
  private static func read(_ drill: Drill) throws -> Drill {
    let path = FileManager.default.temporaryDirectory.appending(path: "drawn-\(UUID()).yaml").path
    try drill.file.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (read, diagnostics) = DrillReader.load(path, for: VirtualDrillTests.lab)
    return try #require(read, "\(diagnostics)\n\(drill.file)")
  }

  /// What is mended is named without its strength.
  private static func said(_ event: Drill.Event) -> Drill.Event {
    var event = event
    switch event.action {
    case .undo(var change):
      change.content = .addresses([])
      event.action = .undo(change)
    case .mendCables(var cable?):
      cable.factor = 1
      event.action = .mendCables(cable)
    default: break
    }
    return event
  }

  @Test("Every drill that is drawn is the same after it was written and read")
  func drawn() throws {
    let swarm = SwarmGrounds.swarm()
    for seed in 1...400 as ClosedRange<UInt64> {
      let drawn = swarm.drill(seed)
      let read = try Self.read(drawn)
      #expect(read.file == drawn.file)
      #expect(read.places == drawn.places && read.population == drawn.population && read.lab == drawn.lab)
      #expect(read.events.map(Self.said) == drawn.events.map(Self.said), "seed \(seed)")
      #expect(read.steadyState == drawn.steadyState && read.guardrails == drawn.guardrails)
      // The ground has not all checks of the lab.
      let checks = drawn.watched(among: VirtualDrillTests.lab.watchedChecks)
      #expect(read.duration == drawn.duration && read.checks.map(\.id) == checks.map(\.id))
    }
  }

  @Test("The drills of the example lab are, but for what they expect", arguments: VirtualDrillTests.book)
  func book(path: String) throws {
    let (found, _) = DrillReader.load(path, for: VirtualDrillTests.lab)
    let drill = try #require(found)
    let read = try Self.read(drill)
    #expect(read.events.map(\.at) == drill.events.map(\.at))
    #expect(read.events.map(\.action.subjects) == drill.events.map(\.action.subjects))
    #expect(read.events.map(\.requires) == drill.events.map(\.requires))
    #expect(read.events.map(\.ensures) == drill.events.map(\.ensures))
    #expect(read.events.map(\.ramp) == drill.events.map(\.ramp))
    #expect(read.steadyState == drill.steadyState && read.guardrails == drill.guardrails)
    #expect(read.places == drill.places && read.population == drill.population)
  }

  /// A word for each thing that drills can say.
  private static func word(_ action: Drill.Action) -> [String] {
    switch action {
    case .fault(_, let fault):
      fault.words.map { "origin " + $0.prefix { $0 != "=" } }
    case .edge(_, let fault?): fault.words.map { "pop " + $0.prefix { $0 != "=" } }
    case .divide(let partition): ["\(side(partition.from)) \(side(partition.to))"]
    case .resolvers(_, let fault?):
      ["resolvers \(fault.outage?.rawValue ?? "slow")"] + (fault.share < 1 ? ["resolvers share"] : [])
    case .change(let change):
      if case .weight = change.content { ["weight"] } else { ["record"] }
    default: ["\(action)".split(separator: "(").first.map(String.init) ?? ""]
    }
  }

  private static func side(_ side: Drill.Partition.Side) -> String {
    switch side {
    case .places: "places"
    case .countries: "countries"
    case .resolvers: "resolvers"
    case .nameServers: "nameServers"
    case .pops: "pops"
    case .regionalCaches: "regionalCaches"
    case .origins: "origins"
    }
  }

  @Test("Everything that can happen is drawn, with ramps and conditions")
  func all() {
    let swarm = SwarmGrounds.swarm()
    let drills = (1...1_000 as ClosedRange<UInt64>).map { swarm.drill($0) }
    let events = drills.flatMap(\.events)
    let words = Set(events.flatMap { Self.word($0.action) })
    let faults = ["refuse", "hang", "reset", "delay", "status", "share", "drop"]
    let expected =
      faults.flatMap { ["origin \($0)", "pop \($0)"] } + [
        "origin partition", "origin clock", "resolvers refuse", "resolvers servfail", "resolvers hang",
        "resolvers slow", "resolvers share", "weight", "record", "places nameServers", "places pops",
        "places origins", "countries resolvers", "countries nameServers", "countries pops", "pops origins",
      ]
    for word in expected { #expect(words.contains(word), "\(word): \(words.sorted())") }
    func has(_ isWanted: (Drill.Action) -> Bool) -> Bool { events.contains { isWanted($0.action) } }
    #expect(has { if case .region = $0 { true } else { false } })
    #expect(has { if case .skew = $0 { true } else { false } })
    #expect(has { if case .cable = $0 { true } else { false } })
    #expect(has { if case .crowd = $0 { true } else { false } })
    #expect(has { if case .isolate = $0 { true } else { false } })
    #expect(has { if case .recover = $0 { true } else { false } })
    #expect(has { if case .force = $0 { true } else { false } })
    #expect(has { if case .withdraw = $0 { true } else { false } })
    #expect(has { if case .flush = $0 { true } else { false } })
    #expect(has { if case .invalidate = $0 { true } else { false } })
    #expect(has { if case .preload = $0 { true } else { false } })
    #expect(has { if case .refuse = $0 { true } else { false } })
    #expect(events.contains { $0.ramp > .zero })
    #expect(events.contains { !$0.requires.isEmpty } && events.contains { !$0.ensures.isEmpty })
    #expect(drills.contains { !$0.steadyState.isEmpty } && drills.contains { !$0.guardrails.isEmpty })
    #expect(drills.contains { !$0.lab.isEmpty })
  }

  @Test(
    "Everything that users and servers may be is drawn: networks, connections, capacities, contents, traces")
  func users() {
    let swarm = SwarmGrounds.swarm()
    let all = (1...1_000 as ClosedRange<UInt64>).compactMap { swarm.drill($0).population }
    #expect(Set(all.map(\.network)) == Set(Drill.Population.Network.allCases))
    #expect(Set(all.map(\.connections.handshake)) == Set(Drill.Population.Handshake.allCases))
    #expect(all.contains { $0.connections.keepAlive == .zero })
    let points = all.flatMap(\.points)
    #expect(points.contains { $0.pop == nil } && points.contains { $0.pop != nil })
    #expect(points.contains { $0.queue == .zero } && points.contains { $0.queue > .seconds(10) })
    #expect(all.contains { $0.origins.contains { $0.concurrency == 1 } })
    #expect(all.contains { $0.workload.contents.count > 1 })
    let recordings = all.compactMap(\.workload.recording)
    #expect(recordings.contains { $0.isSynthetic } && recordings.contains { $0.asksOrigins })
    #expect(recordings.contains { $0.speed != 1 } && recordings.contains { !$0.responseHeaders.isEmpty })
  }
}
