import Primitives
import Simulation
import Testing

@testable import World

/// Who may be turned away, and who must wait how long.
@Suite struct CapacityAuditTests {
  private static let millisecond: Int64 = 1_000_000

  /// The first point of presence takes ten a second and lets nobody wait for more than 100 ms; `o` works on two requests at a time.
  private static let population: Drill.Population = {
    var population = Drill.Population(
      clients: 1, workload: Drill.Workload(url: URLParts(host: "a"), requestsPerSecond: 1))
    let first = VirtualUsersTests.site.pointsOfPresence[0].id
    population.points = [.init(pop: first, requestsPerSecond: 10, queue: .milliseconds(100))]
    population.origins = [.init(origin: "o", concurrency: 2)]
    return population
  }()

  /// Of each request at a point of presence: when it comes, how long it waits (nil: it is turned away), and whether that is right.
  @Test(
    "A point of presence works on one request at a time and turns away who would wait too long",
    arguments: [
      [(0, 0, true), (10, 90, true), (20, nil, true), (30, nil, true), (200, 0, true)],
      // Turned away though it may wait; taken though it may not.
      [(0, 0, true), (10, nil, false)], [(0, 0, true), (10, 90, true), (20, 180, false)],
      // Later than it could, sooner than it can.
      [(0, 5, false)], [(0, 0, true), (10, 0, false)],
    ] as [[(Int64, Int64?, Bool)]])
  func points(requests: [(Int64, Int64?, Bool)]) {
    var audit = CapacityAudit(Self.population, VirtualUsersTests.site)
    for (at, wait, isRight) in requests {
      let (fault, busyUntil) = audit.judge(
        atPoint: 0, 100 * Self.millisecond, wait.map { $0 * Self.millisecond }, at: at * Self.millisecond)
      #expect((fault == nil) == isRight, "\(at): \(fault ?? "")")
      #expect(!isRight || (busyUntil > 0) == (wait != 0))
    }
    // Others take all that comes.
    #expect(audit.judge(atPoint: 1, 1, nil, at: 0).fault == nil)
  }

  /// When it comes, how long it takes, how long it waits, and whether that is right.
  @Test(
    "An origin lets nobody wait while a server is free, and works on no more than it has servers for",
    arguments: [
      [(0, 100, 0, true), (0, 50, 0, true), (10, 10, 40, true), (10, 10, 50, true), (80, 5, 0, true)],
      [(0, 100, 0, true), (0, 50, 0, true), (10, 10, 0, false)], [(0, 100, 0, true), (0, 50, 10, false)],
    ] as [[(Int64, Int64, Int64, Bool)]])
  func origins(requests: [(Int64, Int64, Int64, Bool)]) {
    var audit = CapacityAudit(Self.population, VirtualUsersTests.site)
    for (at, service, wait, isRight) in requests {
      let (fault, _) = audit.judge(
        atOrigin: "o", service * Self.millisecond, wait * Self.millisecond, at: at * Self.millisecond)
      #expect((fault == nil) == isRight, "\(at): \(fault ?? "")")
    }
    #expect(audit.judge(atOrigin: "other", 1, 5, at: 0).fault == nil)
  }
}
