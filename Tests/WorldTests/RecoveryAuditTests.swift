import Configuration
import Foundation
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

  @Test("While servers have more to do than they can, and for a time afterwards, requests may fail")
  func busy() {
    var audit = Self.audit([.fault(origin: "o", .refuse), .clear(origin: "o")])
    audit.isBusy(until: Self.late)
    #expect(!audit.isOver(at: Self.late + Self.second) && audit.isOver(at: 2 * Self.late))
    // What came sooner ends no sooner.
    audit.isBusy(until: Self.second)
    #expect(!audit.isOver(at: Self.late + Self.second))
    var late = Self.audit([.clear(origin: "o")])
    late.isWrong(until: Self.late)
    #expect(!late.isOver(at: Self.late + Self.second) && late.isOver(at: 2 * Self.late))
  }

  private static func mayEnd(_ audit: RecoveryAudit, _ place: Int, failed: Bool, at now: Int64) -> Bool {
    var audit = audit
    return audit.mayEnd(place, failed: failed, at: now)
  }

  private static let parted = Drill.Partition(from: .places(["a"]), to: .nameServers)
  private static let cut = Drill.CableFault(countries: ["KR"], pops: ["p"], factor: 9)
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
      ([.fault(origin: "o", .hang), .recover(origin: "o", requestsPerSecond: 5)], true),
      ([.cable(cut)], false), ([.cable(cut), .mendCables(cut)], true),
      ([.cable(cut), .mendCables(nil)], true),
      ([.cable(cut), .mendCables(Drill.CableFault(countries: [], pops: ["p"], factor: 1))], false),
      ([.publish(zone: "z")], false), ([.flush(pop: nil), .withdraw(pop: "p")], true),
    ] as [([Drill.Action], Bool)])
  func ends(actions: [Drill.Action], isOver: Bool) {
    #expect(Self.audit(actions).isOver(at: Self.late) == isOver)
    #expect(Self.audit(actions).isOverForUsers(at: Self.late) == isOver)
  }

  @Test("What is published again as it was at first is no change")
  func published() {
    var audit = Self.audit([.publish(zone: "other")])
    #expect(audit.hasPublished && !audit.isOver(at: Self.late))
    audit.published(asAtFirst: false, at: 20 * Self.second)
    #expect(!audit.isOver(at: Self.late))
    audit.published(asAtFirst: true, at: 30 * Self.second)
    #expect(!audit.isOver(at: 40 * Self.second))
    #expect(audit.isOver(at: Self.late) && !audit.isOverForUsers(at: Self.late))
    // The very same from the beginning.
    var same = Self.audit([.publish(zone: "same")])
    same.published(asAtFirst: true, at: 10 * Self.second)
    #expect(same.isOverForUsers(at: Self.late))
  }

  @Test(
    "Users who keep what they are told as long as they are told to have forgotten it in the end",
    arguments: [(Drill.Population.Programs.cacheless, true), (.usual, false)])
  func forgotten(programs: Drill.Population.Programs, forget: Bool) {
    let population = Drill.Population(
      clients: 1, resolvers: .honouring, programs: programs,
      workload: Drill.Workload(url: URLParts(host: "a.example"), requestsPerSecond: 1))
    var audit = RecoveryAudit(VirtualDrillTests.site, population)
    audit.acted(.change(Self.emptied), at: Self.second)
    audit.told(until: Self.late)
    audit.acted(.undo(Self.emptied), at: 2 * Self.second)
    // That was right already.
    audit.told(until: 10 * Self.late)
    #expect(!audit.isOverForUsers(at: Self.late + Self.second))
    #expect(audit.isOverForUsers(at: 2 * Self.late) == forget)
  }

  /// A zone in place of that of the shop; then an edge that stays down after its fault.
  private static func violations(publishing zone: String) -> [Violation] {
    let places = [("Seoul", "203.0.113.0/24")].map {
      Drill.Place(
        name: $0.0, subnet: IPPrefix($0.1)!, url: URLParts(host: "www.shop.example", path: "/cart"),
        queriesPerSecond: 1, requestsPerSecond: 1)
    }
    var events = [Drill.Event(at: .seconds(20), name: "published", action: .publish(zone: zone))]
    for (number, pop) in VirtualDrillTests.site.pointsOfPresence.enumerated() {
      events.append(.init(at: .seconds(30), name: "down \(number)", action: .edge(pop: pop.id, .refuse)))
      events.append(.init(at: .seconds(31), name: "up \(number)", action: .edge(pop: pop.id, nil)))
    }
    events.sort { $0.at < $1.at }
    let drill = Drill(
      name: "published", duration: .seconds(200), places: places, events: events, expectations: [], checks: []
    )
    var parts = WorldParts()
    parts.edge = { StaysDown($0, number: $1, clock: $2) }
    return VirtualDrill.run(drill, at: VirtualDrillTests.site, seed: 1, parts: parts).violations
  }

  @Test("After a zone was published that says the same of a name the rule holds; after another it does not")
  func publishing() throws {
    let path = "\(VirtualDrillTests.root)/zones/shop.example.zone"
    #expect(Self.violations(publishing: path).map(\.rule).contains(.recovery))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    // A zone file is named for its zone.
    let directory = FileManager.default.temporaryDirectory.appending(path: "published-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let other = directory.appending(path: "shop.example.zone").path
    let change = text.replacing("\nwww ", with: "\nwww2 ")
    #expect(change != text)
    try change.write(toFile: other, atomically: true, encoding: .utf8)
    #expect(!Self.violations(publishing: other).map(\.rule).contains(.recovery))
  }

  @Test("A record that is as it was is so for places at once; programs of users may keep what they were told")
  func records() {
    #expect(!Self.audit([.change(Self.emptied)]).isOver(at: Self.late))
    let back = Self.audit([.change(Self.emptied), .undo(Self.emptied)])
    #expect(back.isOver(at: Self.late) && !back.isOverForUsers(at: Self.late))
  }
}
