import Configuration
import EdgeCache
import Foundation
import Health
import Primitives
import Simulation
import Testing

@testable import World

/// Drills drawn at random: what they break, and what becomes of them.
@Suite struct SwarmTests {
  @Test("Nothing that is drawn breaks a rule")
  func sound() {
    let swarm = SwarmGrounds.swarm()
    for seed in 1...8 as ClosedRange<UInt64> {
      let violation = swarm.run(seed)
      #expect(violation == nil, "seed \(seed)")
    }
  }

  @Test("Held errors are not as old as what they came in place of, which was invalidated")
  func heldErrors() throws {
    let text = """
      duration: 132s
      population: {clients: 1, countries: [BD], resolvers: honouring, programs: cacheless, connections: {handshake: tcp, keepAlive: 60s}}
      workload: {url: "http://www.example.com/images/generated/{object}.png", requestsPerSecond: 2, objects: 1, zipf: 0, dailySwing: 0}
      events:
        - {at: 130s, name: taken out, invalidate: {distribution: E2EXAMPLEWWW01, paths: ["/*"]}}
        - {at: 130s, name: lost, fault: {origin: www.origin.test, refuse: true}}
      """
    let path = FileManager.default.temporaryDirectory.appending(path: "found-\(UUID()).yaml").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (read, diagnostics) = DrillReader.load(path, for: VirtualDrillTests.lab)
    let drill = try #require(read, "\(diagnostics)")
    let timeline = VirtualDrill.run(drill, at: VirtualUsersTests.site, seed: 14_439)
    #expect(timeline.violations == [])
    #expect(try #require(timeline.users?.phases.last).count.failed > 0)
  }

  @Test("A seed gives the same drill and the same run, another one another")
  func deterministic() {
    let swarm = SwarmGrounds.swarm()
    let drills = ([5, 5, 6] as [UInt64]).map { swarm.drill($0) }
    #expect(drills[0].file == drills[1].file)
    #expect(drills[0].file != drills[2].file)
    let runs = ([5, 5] as [UInt64]).map {
      "\(VirtualDrill.run(drills[0], at: SwarmGrounds.site, seed: $0))"
    }
    #expect(runs[0] == runs[1])
  }

  /// A part of the lab with a fault, and the rule that finds it.
  struct Bug: Sendable, CustomTestStringConvertible {
    let name: String
    let rule: Violation.Rule
    let parts: WorldParts
    /// Whether a drill has what the fault is in: others need not be run.
    let concerns: @Sendable (Drill) -> Bool
    var testDescription: String { name }

    init(
      _ name: String, _ rule: Violation.Rule,
      in concerns: @escaping @Sendable (Drill) -> Bool = { _ in true },
      _ plant: (inout WorldParts) -> Void
    ) {
      var parts = WorldParts()
      plant(&parts)
      (self.name, self.rule, self.parts, self.concerns) = (name, rule, parts, concerns)
    }

    static func hasPoints(_ drill: Drill) -> Bool { drill.population?.points.isEmpty == false }
    /// Some are slow that work on so many requests at a time.
    static func delaysOrigins(_ drill: Drill) -> Bool {
      let bounded = Set((drill.population?.origins ?? []).map(\.origin))
      return drill.events.contains { event in
        if case .fault(let origin, let fault) = event.action {
          bounded.contains(origin) && fault.delay > .zero
        } else {
          false
        }
      }
    }
    /// Connections that wait a good while, to servers with such a fault.
    static func keepsConnections(_ fails: @escaping @Sendable (ServerFault) -> Bool)
      -> @Sendable (Drill) -> Bool
    {
      { drill in
        drill.population.map { $0.connections.keepAlive >= .seconds(60) } ?? false
          && drill.events.contains { faults($0.action).contains(where: fails) }
      }
    }
    static func failsEdges(_ drill: Drill) -> Bool {
      drill.events.contains { if case .edge = $0.action { true } else { false } }
    }

    private static func faults(_ action: Drill.Action) -> [ServerFault] {
      switch action {
      case .fault(_, let fault), .edge(_, let fault?): [fault]
      case .region(_, let actions): actions.flatMap(faults)
      default: []
      }
    }
  }

  static let bugs = [
    Bug("answers ignore health", .eligibility) {
      $0.names = { IgnoresHealth($0, seed: $1, ttl: $2) }
    },
    Bug("failover stays after recovery", .eligibility) {
      $0.names = { StaysFailedOver($0, seed: $1, ttl: $2) }
    },
    Bug("weight zero is chosen", .eligibility) { $0.names = { ChoosesWeightZero($0, seed: $1, ttl: $2) } },
    Bug("TTLs are above those of records", .timeToLive) {
      $0.names = { RaisesTTL($0, seed: $1, ttl: $2) }
    },
    Bug("the scope of a client subnet is too wide", .scope) {
      $0.names = { WidensScope($0, seed: $1, ttl: $2) }
    },
    Bug("weights do not count", .weights) { $0.names = { LoadsDice($0, seed: $1, ttl: $2) } },
    Bug("a threshold is off by one", .health) { $0.monitor = { CountsOneTooMany($0, $1, $2, $3) } },
    Bug("half of the checkers must agree", .health) {
      $0.monitor = { WantsHalf(monitor: HealthMonitor($0, settings: $1, seed: $2, now: $3)) }
    },
    Bug("resolvers do not count TTLs down", .resolver, in: { $0.population != nil }) {
      $0.resolvers = { NeverCountsDown($0, cities: $1, seed: $2, query: $3) }
    },
    Bug("resolvers serve stale data for ever", .resolver, in: { $0.population != nil }) {
      $0.resolvers = { NeverForgets($0, cities: $1, seed: $2, query: $3) }
    },
    Bug("an edge serves copies beyond their lifetime", .staleness) {
      $0.edge = { HasSlowClock($0, number: $1, clock: $2) }
    },
    Bug("ages are below zero", .age) { $0.edge = { WritesNegativeAge($0, number: $1, clock: $2) } },
    Bug("hits count twice", .accounts, in: { $0.population != nil }) {
      $0.edge = { CountsTwice($0, number: $1, clock: $2) }
    },
    Bug("a waiter is lost", .completion) { $0.edge = { LosesWaiters($0, number: $1, clock: $2) } },
    Bug("an invalidation is missed", .invalidation) {
      $0.edge = { MissesInvalidations($0, number: $1, clock: $2) }
    },
    Bug("an edge stays down after its recovery", .recovery, in: Bug.failsEdges) {
      $0.edge = { StaysDown($0, number: $1, clock: $2) }
    },
    Bug("a request is answered twice", .completion) {
      $0.edge = { AnswersTwice($0, number: $1, clock: $2) }
    },
    Bug("a queue turns away who could wait", .capacity, in: Bug.hasPoints) {
      $0.queue = { ServiceQueue(servers: $0, patience: $1 == .max ? $1 : $1 / 2) }
    },
    Bug("a queue takes all that comes", .capacity, in: Bug.hasPoints) {
      $0.queue = { servers, _ in ServiceQueue(servers: servers) }
    },
    Bug("an origin works on one request too many", .capacity, in: Bug.delaysOrigins) {
      $0.queue = { ServiceQueue(servers: $1 == .max ? $0 + 1 : $0, patience: $1) }
    },
    Bug("connections outlive the servers that they lead to", .connection, in: Bug.keepsConnections(\.refuses))
    {
      $0.users = { KeepsDeadConnections($0, of: $1, $2, seed: $3, clock: $4) }
    },
    Bug(
      "connections that were reset are used again", .connection, in: Bug.keepsConnections { $0.dropShare > 0 }
    ) {
      $0.users = { IgnoresResets($0, of: $1, $2, seed: $3, clock: $4) }
    },
    Bug("connections stay open for too long", .connection, in: { $0.population != nil }) {
      $0.users = { NeverHangsUp($0, of: $1, $2, seed: $3, clock: $4) }
    },
  ]

  @Test("A planted bug is found, and its case made small", arguments: bugs)
  func planted(bug: Bug) throws {
    let swarm = SwarmGrounds.swarm(bug.parts)
    var found: (seed: UInt64, violation: Violation)?
    for seed in 1...1_000 as ClosedRange<UInt64> {
      let drill = swarm.drill(seed)
      guard bug.concerns(drill),
        let violation = swarm.violations(of: drill, seed).first(where: { $0.rule == bug.rule })
      else { continue }
      found = (seed, violation)
      break
    }
    let (seed, violation) = try #require(found)
    let failure = swarm.shrink(seed, violation, runs: 30)
    let small = failure.drill
    #expect(failure.violation.rule == bug.rule)
    #expect(small.events.count <= 4, "\(small.file)")
    #expect(small.places.isEmpty || small.population == nil, "\(small.file)")
    // As it is written it can be read, and breaks the rule again; in a lab without the bug it breaks nothing.
    let path = FileManager.default.temporaryDirectory.appending(path: "swarm-\(UUID()).yaml").path
    try small.file.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (read, diagnostics) = DrillReader.load(path, for: VirtualDrillTests.lab)
    let drill = try #require(read, "\(diagnostics)")
    #expect(drill.file == small.file)
    #expect(swarm.violations(of: drill, seed).contains(failure.violation))
    #expect(SwarmGrounds.swarm().violations(of: drill, seed) == [])
  }
}
