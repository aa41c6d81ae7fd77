import Health
import Primitives
import Testing

struct HealthMonitorTests {
  /// Outcomes of one probe a second; with one checker the status is the checker's opinion.
  private func statuses(_ outcomes: String, threshold: Int) -> String {
    var drill = Drill([.http(threshold: threshold)])
    var monitor = drill.monitor
    var result = ""
    // Every checker sees the same.
    for (second, letter) in outcomes.enumerated() {
      let at = Drill.start.advanced(bySeconds: Int64(second + 1) * 100)
      var due: [HealthMonitor.Probe] = []
      monitor.advance(to: at) { due.append($0) }
      for probe in due {
        monitor.report(
          letter == "+" ? .answered() : ProbeOutcome(failure: .connectionRefused), for: probe, at: at)
      }
      result += monitor.isHealthy(0) ? "H" : "U"
    }
    drill.monitor = monitor
    return result
  }

  @Test(
    "FailureThreshold: so many results in a row turn a checker, both ways",
    arguments: [
      (1, "-+-+", "UHUH"), (2, "-+--+-++", "HHHUUUUH"), (3, "--+---++-+++", "HHHHHUUUUUUH"),
      (10, "---------+---------", "HHHHHHHHHHHHHHHHHHH"), (10, "----------", "HHHHHHHHHU"),
    ])
  func thresholds(threshold: Int, outcomes: String, expected: String) {
    #expect(statuses(outcomes, threshold: threshold) == expected)
  }

  @Test("a check that has never changed says so, whatever it was found to be")
  func initialReason() {
    var drill = Drill([.http()])
    #expect(drill.monitor.report(of: 0).reason.description == "so from the start")
    drill.run(until: 400, Drill.up)
    #expect(drill.monitor.report(of: 0).reason == .initial)
    drill.run(until: 800, Drill.refused)
    #expect(drill.monitor.report(of: 0).reason != .initial)
  }

  @Test(
    "more than 18 % of the checkers: who is cut off from the endpoint decides nothing alone",
    arguments: [
      (8, 16, 0, true), (8, 16, 2, true), (8, 16, 13, true), (8, 16, 14, false), (8, 16, 16, false),
      (3, 6, 4, true), (3, 6, 5, false), (4, 8, 6, true), (4, 8, 7, false),
    ])
  func quorum(regions: Int, checkers: Int, cutOff: Int, isHealthy: Bool) {
    var drill = Drill([.http { $0.regions = Array(HealthCheckRegion.allCases.prefix(regions)) }])
    drill.run(until: 400) { probe, at in
      probe.checker < cutOff ? Drill.refused(probe, at) : Drill.up(probe, at)
    }
    let report = drill.monitor.report(of: 0)
    #expect((report.checkers, report.healthyCheckers) == (checkers, checkers - cutOff))
    #expect(report.isHealthy == isHealthy)
    #expect(drill.changes.count == (isHealthy ? 0 : 1))
  }

  @Test("the quorum with one lying region: 2 of 16 cannot hold a dead endpoint up")
  func lyingRegion() {
    var drill = Drill([.http()])
    drill.run(until: 400) { [monitor = drill.monitor] probe, at in
      monitor.checker(of: probe).region == .saEast1 ? Drill.up(probe, at) : Drill.refused(probe, at)
    }
    #expect(!drill.monitor.isHealthy(0))
    let sites = drill.monitor.checkerReports(of: 0).filter(\.isHealthy)
    #expect(sites.map(\.region) == [.saEast1, .saEast1])
    #expect(sites.map(\.number) == [0, 1])
  }

  @Test(
    "Inverted and Disabled: a new check, and one whose endpoint is down",
    arguments: [
      (false, false, true, false), (true, false, false, true), (false, true, true, true),
      (true, true, false, false),
    ])
  func invertedAndDisabled(inverted: Bool, disabled: Bool, new: Bool, whenDown: Bool) {
    var drill = Drill([.http { ($0.isInverted, $0.isDisabled) = (inverted, disabled) }])
    #expect(drill.monitor.isHealthy(0) == new)
    drill.run(until: 400, Drill.refused)
    #expect(drill.monitor.isHealthy(0) == whenDown)
    #expect((drill.probes == 0) == disabled)
  }

  @Test("Inverted turns every type of check, Disabled makes every type healthy, both force it down")
  func invertedAndDisabledOfEveryType() {
    var recovery = HealthCheckConfig(type: .recoveryControl)
    recovery.routingControlArn = "arn:aws:x"
    let types: [HealthCheckConfig] = [
      HealthCheck.http().config, HealthCheck.calculated("c", 0, of: []).config,
      HealthCheck.calculated("c", 1, of: []).config, HealthCheck.alarm("a").config, recovery,
    ]
    // New checks; over the number of children is never healthy.
    for (config, isHealthy) in zip(types, [true, true, false, true, true]) {
      func status(inverted: Bool, disabled: Bool) -> Bool {
        var config = config
        (config.isInverted, config.isDisabled) = (inverted, disabled)
        return Drill([HealthCheck(id: "x", config: config)]).monitor.isHealthy(0)
      }
      #expect(status(inverted: false, disabled: false) == isHealthy)
      #expect(status(inverted: true, disabled: false) == !isHealthy)
      #expect(status(inverted: false, disabled: true))
      #expect(!status(inverted: true, disabled: true))
    }
  }

  @Test(
    "CALCULATED: healthy children against HealthThreshold; a disabled child is healthy",
    arguments: [
      (0, 0, true), (0, 3, true), (2, 0, true), (2, 1, true), (2, 2, false), (3, 1, false), (4, 0, false),
    ])
  func calculated(threshold: Int, down: Int, isHealthy: Bool) {
    var checks = (0..<3).map { index in HealthCheck.http("c\(index)") { $0.isDisabled = index >= down } }
    checks.insert(.calculated("all", threshold, of: ["c0", "c1", "c2"]), at: 1)
    var drill = Drill(checks)
    drill.run(until: 400, Drill.refused)
    #expect(drill.monitor.isHealthy(1) == isHealthy)
    #expect(drill.monitor.report(of: 1).healthyChildren == 3 - down)
  }

  @Test("a calculated check changes with its child, at the same moment, and says why")
  func calculatedFollows() {
    var drill = Drill([.calculated("both", 2, of: ["a", "b"]), .http("a"), .http("b")])
    drill.run(until: 200) { probe, at in
      probe.check == 1 ? Drill.refused(probe, at) : Drill.up(probe, at)
    }
    #expect(drill.changes.map(\.id) == ["a", "both"])
    #expect(drill.changes.first?.at == drill.changes.last?.at)
    #expect(drill.changes.first?.reason == .checkers(healthy: 2, of: 16, .connectionRefused))
    #expect(drill.changes.last?.reason == .children(healthy: 1, of: 2, threshold: 2))
  }

  @Test(
    "CLOUDWATCH_METRIC: states in order, and what they make of the check",
    arguments: [
      (.healthy, [], true), (.unhealthy, [], true), (.healthy, [.alarm], false),
      (.healthy, [.alarm, .ok], true),
      (.healthy, [.alarm, .insufficientData], true), (.unhealthy, [.ok, .insufficientData], false),
      (.lastKnownStatus, [.insufficientData], true), (.lastKnownStatus, [.alarm, .insufficientData], false),
      (.lastKnownStatus, [.alarm, .ok, .insufficientData], true),
    ] as [(HealthCheckConfig.InsufficientDataHealthStatus, [AlarmState], Bool)])
  func alarms(
    insufficient: HealthCheckConfig.InsufficientDataHealthStatus, states: [AlarmState], isHealthy: Bool
  ) {
    var drill = Drill([.alarm("alarm", insufficient)])
    for state in states { drill.monitor.setAlarm(state, of: 0, at: drill.now) }
    #expect(drill.monitor.isHealthy(0) == isHealthy)
    #expect(drill.monitor.nextWake == nil)
  }

  @Test("a feed of alarms: by name, for all checks of that name; what it no longer names has no data")
  func feedOfAlarms() {
    var drill = Drill([.alarm("a", .unhealthy), .alarm("b", .lastKnownStatus)])
    let name = drill.monitor.checks.checks[0].config.alarmIdentifier?.name ?? ""
    func statuses() -> [Bool] { [drill.monitor.isHealthy(0), drill.monitor.isHealthy(1)] }
    let rows: [([String: AlarmState], [Bool])] = [
      // Never named, it is left alone: a new check is healthy.
      (["other": .alarm], [true, true]), ([name: .ok], [true, true]),
      ([:], [false, true]), ([name: .alarm], [false, false]), ([:], [false, false]),
      ([name: .ok], [true, true]),
    ]
    for (states, expected) in rows {
      drill.monitor.setAlarms(states, at: drill.now)
      #expect(statuses() == expected, "\(states)")
    }
  }

  @Test func recoveryControl() {
    var config = HealthCheckConfig(type: .recoveryControl)
    config.routingControlArn = "arn:aws:route53-recovery-control::1:controlpanel/a/routingcontrol/b"
    var drill = Drill([HealthCheck(id: "switch", config: config)])
    #expect(drill.monitor.isHealthy(0))
    drill.monitor.setRoutingControl(isOn: false, of: 0, at: drill.now)
    #expect(!drill.monitor.isHealthy(0))
    drill.monitor.setRoutingControl(isOn: true, of: 0, at: drill.now)
    #expect(drill.monitor.isHealthy(0))
  }

  @Test("forced down for a time, then it obeys; probes went on meanwhile")
  func forced() {
    var drill = Drill([.http()])
    drill.run(until: 10, Drill.up)
    drill.monitor.force(.down, 0, until: Drill.start.advanced(bySeconds: 130), at: drill.now)
    #expect(drill.monitor.report(of: 0).forced == .down)
    drill.run(until: 129, Drill.up)
    #expect(!drill.monitor.isHealthy(0))
    drill.run(until: 131, Drill.up)
    #expect(drill.monitor.isHealthy(0))
    #expect(drill.changes.map(\.reason) == [.forced, .obeys])
    #expect(drill.changes.map { Drill.seconds($0.at) } == [10, 130])
    #expect(drill.probes >= 64)
  }

  @Test("forced anew, the earlier end does not count; obey ends it at once")
  func forcedAgain() {
    var drill = Drill([.http()])
    drill.monitor.force(.down, 0, until: Drill.start.advanced(bySeconds: 20), at: drill.now)
    drill.monitor.force(.down, 0, until: Drill.start.advanced(bySeconds: 60), at: drill.now)
    drill.run(until: 50, Drill.up)
    #expect(!drill.monitor.isHealthy(0))
    drill.monitor.force(.obey, 0, at: drill.now)
    #expect(drill.monitor.isHealthy(0))
    drill.run(until: 70, Drill.up)
    #expect(drill.changes.count == 2)
  }

  @Test("a snapshot only when something has changed")
  func snapshots() throws {
    var drill = Drill([.http("a"), .http("b")])
    let new = drill.monitor.takeSnapshot()
    let first = try #require(new)
    #expect(first.isHealthy(0) && first.isHealthy(1))
    drill.run(until: 100, Drill.up)
    let unchanged = drill.monitor.takeSnapshot()
    #expect(unchanged == nil)
    drill.run(until: 300) { $0.check == 1 ? Drill.refused($0, $1) : Drill.up($0, $1) }
    let later = drill.monitor.takeSnapshot()
    let second = try #require(later)
    #expect(second.isHealthy(0) && !second.isHealthy(1))
    #expect(first.isHealthy(1))
  }

  @Test("a reload keeps what is known of a check that asks the same, in another place of the list")
  func reload() {
    var drill = Drill([.http("a"), .http("b")])
    drill.run(until: 300) { $0.check == 1 ? Drill.refused($0, $1) : Drill.up($0, $1) }
    drill.monitor.reload(
      HealthCheckSet([.http("b"), .http("new"), .http("a") { $0.port = 81 }]), settings: .init(),
      at: drill.now)
    #expect(!drill.monitor.isHealthy(0))
    #expect(drill.monitor.isHealthy(1) && drill.monitor.isHealthy(2))
    #expect(drill.monitor.report(of: 0).healthyCheckers == 0)
    let none = drill.monitor.takeChanges()
    #expect(none.isEmpty)
    // Another question: it begins anew, and that is a change.
    drill.monitor.reload(HealthCheckSet([.http("b") { $0.port = 8080 }]), settings: .init(), at: drill.now)
    let changes = drill.monitor.takeChanges()
    #expect(changes.map(\.reason) == [.configuration])
    #expect(drill.monitor.isHealthy(0))
  }

  @Test("a probe begun before a reload means nothing after it")
  func staleProbe() {
    var drill = Drill([.http("a", threshold: 1)])
    var probes: [HealthMonitor.Probe] = []
    drill.monitor.advance(to: Drill.start.advanced(bySeconds: 60)) { probes.append($0) }
    #expect(probes.count == 16)
    drill.monitor.reload(HealthCheckSet([.http("a", threshold: 1)]), settings: .init(), at: drill.now)
    for probe in probes {
      drill.monitor.report(ProbeOutcome(failure: .connectionRefused), for: probe, at: drill.now)
    }
    #expect(drill.monitor.report(of: 0).healthyCheckers == 16)
  }

  @Test("ten thousand checks are sixteen probes a check and interval")
  func many() {
    var drill = Drill((0..<10_000).map { .http("check-\($0)", interval: 10) })
    var started = 0
    for step in 1...20 {
      let at = Drill.start.advanced(byNanoseconds: Int64(step) * 500_000_000)
      var due: [HealthMonitor.Probe] = []
      drill.monitor.advance(to: at) { due.append($0) }
      for probe in due { drill.monitor.report(.answered(), for: probe, at: at) }
      started += due.count
    }
    #expect((159_000...161_000).contains(started), "\(started)")
  }
}
