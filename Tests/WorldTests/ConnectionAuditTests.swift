import Primitives
import Simulation
import Testing

@testable import World

/// Which connections may be used.
@Suite struct ConnectionAuditTests {
  private enum Step {
    /// A request of client 0 to a destination, a second after the step before: whether over a connection that was kept.
    case sent(Int32, isKept: Bool)
    case acted(Drill.Action)
    case lost
    case wait(Int64)
  }

  /// Whether something is wrong with the last step. Connections stay open for ten seconds; destination 0 is `p`, 1 is `o`.
  private static func fault(_ steps: [Step]) -> String? {
    var population = Drill.Population(
      clients: 4, workload: Drill.Workload(url: URLParts(host: "a"), requestsPerSecond: 1))
    population.connections.keepAlive = .seconds(10)
    var audit = ConnectionAudit(population, stride: 1)
    var (now, fault) = (0 as Int64, String?.none)
    for step in steps {
      now += 1_000_000_000
      switch step {
      case .sent(let destination, let isKept):
        fault = audit.fault(0, to: destination, isKept: isKept, at: now) { ["p", "o"][Int($0)] }
      case .acted(let action): audit.acted(action, at: now)
      case .lost: audit.lost(0)
      case .wait(let seconds): now += seconds * 1_000_000_000
      }
    }
    return fault
  }

  @Test("What is open may be used, and what listens may be connected to")
  func right() {
    let steps: [[Step]] = [
      [.sent(0, isKept: false)], [.sent(0, isKept: false), .sent(0, isKept: true)],
      [.sent(0, isKept: false), .wait(7), .sent(0, isKept: true)],
      [
        .sent(0, isKept: false), .acted(.edge(pop: "p", .hang)), .acted(.edge(pop: "p", nil)),
        .sent(0, isKept: true),
      ],
      [.acted(.edge(pop: "q", .refuse)), .sent(0, isKept: false), .sent(0, isKept: true)],
      [.acted(.fault(origin: "o", .hang)), .sent(1, isKept: false)],
      [.sent(0, isKept: false), .lost, .sent(0, isKept: false), .sent(0, isKept: true)],
      [
        .acted(.edge(pop: "p", .refuse)), .acted(.edge(pop: "p", nil)), .sent(0, isKept: false),
        .sent(0, isKept: true),
      ],
    ]
    for steps in steps { #expect(Self.fault(steps) == nil, "\(steps)") }
  }

  @Test("What is not is told")
  func wrong() {
    let region = Drill.Action.region("r", [.fault(origin: "o", .refuse), .edge(pop: "p", .refuse)])
    let steps: [(String, [Step])] = [
      ("never made", [.sent(0, isKept: true)]),
      ("never made", [.sent(0, isKept: false), .sent(1, isKept: true)]),
      ("too long", [.sent(0, isKept: false), .wait(10), .sent(0, isKept: true)]),
      ("was reset", [.sent(0, isKept: false), .lost, .sent(0, isKept: true)]),
      ("no connections", [.acted(.edge(pop: "p", .refuse)), .sent(0, isKept: false)]),
      ("no connections", [.acted(.edge(pop: "p", .hang)), .sent(0, isKept: false)]),
      ("no connections", [.acted(region), .sent(1, isKept: false)]),
      (
        "ended at",
        [
          .sent(0, isKept: false), .acted(.edge(pop: "p", .refuse)), .acted(.edge(pop: "p", nil)),
          .sent(0, isKept: true),
        ]
      ),
      (
        "ended at",
        [
          .sent(1, isKept: false), .acted(.fault(origin: "o", .refuse)), .acted(.clear(origin: "o")),
          .sent(1, isKept: true),
        ]
      ),
    ]
    for (why, steps) in steps { #expect(Self.fault(steps)?.contains(why) == true, "\(steps)") }
  }
}
