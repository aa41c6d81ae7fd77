import Health
import Primitives
import Simulation
import Testing

@testable import World

/// What is left of a drill that breaks a rule.
@Suite struct DrillShrinkingTests {
  private static let places = (1...4).map { number in
    Drill.Place(
      name: "place \(number)", subnet: IPPrefix("10.1.2.0/24")!, url: URLParts(host: "www.shop.example"),
      queriesPerSecond: 2, requestsPerSecond: 2)
  }

  private static let population = Drill.Population(
    clients: 200, countries: ["KR", "JP"],
    workload: Drill.Workload(url: URLParts(host: "www.shop.example"), requestsPerSecond: 4))

  private static func drill(_ actions: [Drill.Action]) -> Drill {
    Drill(
      name: "large", duration: .seconds(600), places: places,
      events: actions.enumerated().map {
        Drill.Event(at: .milliseconds(30_500 + 10_000 * $0.offset), name: "\($0.offset)", action: $0.element)
      }, expectations: [], checks: [], population: population)
  }

  private static let rule = Violation(.recovery, at: .seconds(500), place: "x", "y")

  private static func shrink(
    _ drill: Drill, runs: Int = 600, _ breaks: @escaping (Drill) -> Bool
  ) -> (drill: Drill, tried: [Drill]) {
    var tried: [Drill] = []
    var shrinking = DrillShrinking(runs: runs) { drill in
      tried.append(drill)
      return breaks(drill) ? rule : nil
    }
    return (shrinking.shrink(drill, rule).drill, tried)
  }

  private static func has(_ drill: Drill, _ isWanted: (Drill.Action) -> Bool) -> Bool {
    drill.events.contains { isWanted($0.action) }
  }

  @Test("Of sixteen events the two are left that it takes, and of all else the least that there may be")
  func two() throws {
    var actions = (0..<16).map { Drill.Action.flush(pop: $0.isMultiple(of: 2) ? "A" : nil) }
    actions[4] = .fault(origin: "o", try ServerFault(words: ["status=503", "share=0.5", "delay=3s"]))
    actions[11] = .withdraw(pop: "B")
    let (small, _) = Self.shrink(Self.drill(actions)) { drill in
      Self.has(drill) { if case .fault("o", let fault) = $0 { fault.status == 503 } else { false } }
        && Self.has(drill) { $0 == .withdraw(pop: "B") } && drill.places.count >= 2
    }
    #expect(
      small.events.map(\.action) == [
        .fault(origin: "o", try ServerFault(words: ["status=503"])), .withdraw(pop: "B"),
      ])
    #expect(small.events.map(\.at) == [.seconds(70), .seconds(140)])
    #expect(small.places.count == 2 && small.population == nil)
    #expect(small.places.allSatisfy { $0.requestsPerSecond == 0 && $0.queriesPerSecond == 1 })
    #expect(small.duration < .seconds(300))
  }

  @Test("Networks, capacities, contents and traces go where they are not needed, and stay where they are")
  func users() throws {
    var drill = Self.drill([.flush(pop: nil)])
    drill.places = []
    drill.population?.network = .none
    drill.population?.connections = .init(handshake: .tls12, keepAlive: .zero)
    drill.population?.points = [.init(pop: "A", requestsPerSecond: 1), .init(pop: nil, requestsPerSecond: 5)]
    drill.population?.origins = [.init(origin: "o", concurrency: 1), .init(origin: "p", concurrency: 2)]
    drill.population?.workload.contents = [
      .init(path: "/a", share: 1), .init(path: "/b/{object}", share: 2, objects: 50),
    ]
    let bare = try #require(Self.shrink(drill) { $0.population != nil }.drill.population)
    #expect(bare.network == .usual && bare.connections == .init())
    #expect(bare.points.isEmpty && bare.origins.isEmpty && bare.workload.contents.isEmpty)
    let kept = Self.shrink(drill) { drill in
      drill.population.map { users in
        users.points.contains { $0.pop == nil } && users.origins.contains { $0.origin == "o" }
          && users.connections.keepAlive == .zero && users.workload.contents.count == 2
      } ?? false
    }.drill.population
    let small = try #require(kept)
    #expect(small.points == [.init(pop: nil, requestsPerSecond: 5)])
    #expect(small.origins == [.init(origin: "o", concurrency: 1)])
    #expect(small.connections == .init(handshake: .tcp, keepAlive: .zero))
    #expect(small.workload.contents.map(\.objects) == [1, 1] && small.workload.url.path == "/")
    drill.population?.workload.contents = []
    drill.population?.workload.recording = .init(path: "synthetic:zipf", speed: 10, asksOrigins: true)
    let drawn = Self.shrink(drill) { $0.population != nil }.drill.population?.workload
    #expect(drawn?.recording == nil && drawn?.requestsPerSecond ?? 0 > 0)
    let recorded = Self.shrink(drill) { $0.population?.workload.recording != nil }.drill.population?.workload
    #expect(recorded?.recording == .init(path: "synthetic:zipf"))
  }

  @Test("No more drills are run than it may; what was found so far stands")
  func bounded() {
    let (small, tried) = Self.shrink(Self.drill([.flush(pop: nil), .preload(distribution: nil)]), runs: 7) {
      _ in true
    }
    #expect(tried.count == 7)
    #expect(small.events.isEmpty)
  }

  @Test("Where nothing can go nothing goes")
  func rigid() {
    let drill = Self.drill([.flush(pop: nil)])
    let (small, _) = Self.shrink(drill) { _ in false }
    #expect(small.file == drill.file)
  }

  @Test("Conditions and ramps go where they are not needed, and stay where they are")
  func conditions() throws {
    var drill = Self.drill([.fault(origin: "o", try ServerFault(words: ["drop=0.5"])), .flush(pop: nil)])
    drill.events[0].ramp = .seconds(5)
    drill.events[0].requires = [.answers(place: 3, .initial)]
    drill.events[0].ensures = [Drill.Outcome(.measure(try Measure("failed < 5 %")), within: .seconds(9))]
    drill.steadyState = [.measure(try Measure("failed < 1 %")), .answers(place: 1, .initial)]
    drill.guardrails = [.measure(try Measure("hit_ratio > 1 %")), .answers(place: nil, .initial)]
    let bare = Self.shrink(drill) { !$0.events.isEmpty }.drill
    #expect(bare.steadyState.isEmpty && bare.guardrails.isEmpty)
    #expect(bare.events.allSatisfy { $0.ramp == .zero && $0.requires.isEmpty && $0.ensures.isEmpty })
    // The condition about the fourth place goes with that place, one about the second stays about it.
    let kept = Self.shrink(drill) { drill in
      drill.steadyState.contains { condition in
        if case .answers(let place?, _) = condition { drill.places[place].name == "place 2" } else { false }
      }
    }.drill
    #expect(kept.places.map(\.name) == ["place 2"])
    #expect(kept.steadyState == [.answers(place: 0, .initial)])
    #expect(!kept.events.isEmpty)
  }

  @Test("All that is tried is what a file can say")
  func sayable() throws {
    let crowd = Drill.FlashCrowd(
      factor: 2, objects: 1, ramp: .seconds(1), hold: .zero, decay: .seconds(1))
    let parted = Drill.Partition(from: .places(["place 1", "place 3"]), to: .nameServers)
    var drill = Self.drill([
      .crowd(crowd), .resolvers("isp", Drill.ResolverFault(.hang)), .divide(parted), .unite(parted),
      .fault(origin: "o", try ServerFault(words: ["refuse", "drop=0.5"])),
    ])
    drill.events[4].ramp = .seconds(5)
    drill.events[4].ensures = [Drill.Outcome(.answers(place: 2, .initial), within: .seconds(60))]
    drill.steadyState = [.measure(try Measure("hit_ratio > 1 %")), .answers(place: 2, .initial)]
    var chance = SplitMix64(seed: 1)
    let (_, tried) = Self.shrink(drill) { _ in !chance.next().isMultiple(of: 3) }
    #expect(tried.count > 30)
    for drill in tried {
      let names = Set(drill.places.map(\.name))
      for event in drill.events {
        if drill.population == nil {
          switch event.action {
          case .crowd, .resolvers(_, .some): Issue.record("\(event) without users")
          default: break
          }
        }
        if case .divide(let partition) = event.action, case .places(let parted) = partition.from {
          #expect(!parted.isEmpty && names.isSuperset(of: parted))
        }
        #expect(event.ramp == .zero || event.action.hasStrength)
        #expect(event.ensures.allSatisfy { event.at + $0.within <= drill.duration })
      }
      let conditions =
        drill.steadyState + drill.events.flatMap { $0.requires + $0.ensures.map(\.condition) }
      for case .answers(let place?, _) in conditions { #expect(drill.places.indices.contains(place)) }
      #expect(drill.events.isEmpty ? drill.steadyState.isEmpty : true)
      #expect(!drill.places.isEmpty || drill.population != nil)
    }
  }
}
