import Configuration
import Primitives
import Simulation
import Testing

@testable import World

/// When all is well again, and who must then have no failure.
@Suite struct RecoveryAuditTests {
  private static let second: Int64 = 1_000_000_000
  /// Longer than anything is held or waited for.
  private static let late = 10_000 * second

  /// After one place that was well (0) and one that was not (1), before `actions`, one a second from second 10 on.
  private static func audit(_ actions: [Drill.Action]) -> RecoveryAudit {
    var audit = RecoveryAudit(VirtualDrillTests.site)
    _ = audit.mayEnd(0, failed: false, at: second)
    _ = audit.mayEnd(1, failed: true, at: second)
    for (number, action) in actions.enumerated() { audit.acted(action, at: Int64(10 + number) * second) }
    return audit
  }

  @Test(
    "While something is wrong, and for a time afterwards, requests may fail; then those may not that were well"
  )
  func time() {
    let broken = Self.audit([.fault(origin: "o", .refuse)])
    #expect(Self.mayEnd(broken, 0, failed: true, at: Self.late))
    let mended = Self.audit([.fault(origin: "o", .refuse), .clear(origin: "o")])
    #expect(Self.mayEnd(mended, 0, failed: true, at: 12 * Self.second))
    #expect(!Self.mayEnd(mended, 0, failed: true, at: Self.late))
    #expect(Self.mayEnd(mended, 0, failed: false, at: Self.late))
    // One that failed before anything was done, or never asked, is not judged.
    #expect(Self.mayEnd(mended, 1, failed: true, at: Self.late))
    #expect(Self.mayEnd(mended, 2, failed: true, at: Self.late))
    // Before the first event nothing is over.
    #expect(!Self.audit([]).isOver(at: Self.late))
  }

  private static func mayEnd(_ audit: RecoveryAudit, _ place: Int, failed: Bool, at now: Int64) -> Bool {
    var audit = audit
    return audit.mayEnd(place, failed: failed, at: now)
  }

  private static let parted = Drill.Partition(from: .places(["a"]), to: .nameServers)
  private static let emptied = Drill.RecordChange(
    name: "a.example.", identifier: nil, content: .addresses([]))

  @Test(
    "What ends a fault, and what does not",
    arguments: [
      ([.edge(pop: "p", .hang), .edge(pop: "p", nil)], true),
      ([.edge(pop: "p", .hang), .edge(pop: "q", nil)], false),
      ([.divide(parted), .unite(parted)], true), ([.divide(parted), .unite(nil)], true),
      ([.resolvers("isp", Drill.ResolverFault(.hang)), .resolvers(nil, nil)], true),
      ([.resolvers(nil, Drill.ResolverFault(.hang)), .resolvers("isp", nil)], false),
      ([.isolate(resolvers: nil), .reconnect(resolvers: nil)], true),
      ([.force(check: "c", .down), .force(check: "c", .obey)], true),
      ([.routingControl(check: "c", isOn: false)], false), ([.alarm(check: "c", .ok)], true),
      ([.region("r", [.fault(origin: "o", .hang), .edge(pop: "p", .hang)]), .clear(origin: "o")], false),
      ([.fault(origin: "o", .hang), .recover(origin: "o", requestsPerSecond: 5)], false),
      ([.publish(zone: "z")], false), ([.flush(pop: nil), .withdraw(pop: "p")], true),
    ] as [([Drill.Action], Bool)])
  func ends(actions: [Drill.Action], isOver: Bool) {
    #expect(Self.audit(actions).isOver(at: Self.late) == isOver)
    #expect(Self.audit(actions).isOverForUsers(at: Self.late) == isOver)
  }

  @Test("A record that is as it was is so for places at once; programs of users may keep what they were told")
  func records() {
    #expect(!Self.audit([.change(Self.emptied)]).isOver(at: Self.late))
    let back = Self.audit([.change(Self.emptied), .undo(Self.emptied)])
    #expect(back.isOver(at: Self.late) && !back.isOverForUsers(at: Self.late))
  }
}
