import Primitives

/// All health checks at work: says which probes to start when, takes in what they saw, and knows every status.
///
/// A state machine on whatever clock its caller has. `now` never goes back.
///
/// ```
///  advance(to: now) ──▶ probes to start ──▶ (the caller asks the endpoint) ──▶ report(outcome)
///        ▲                                                                         │
///        └───────────────── at nextWake ◀── the interval begins with the response ─┘
///  report, setAlarm, setRoutingControl, force ──▶ takeChanges(), takeSnapshot()
/// ```
package struct HealthMonitor: Sendable {
  package struct Settings: Hashable, Sendable {
    /// Checkers in each region of a check.
    package var checkersPerRegion = Limits.checkersPerRegion
    /// How much faster than in life intervals pass: 10 makes one of 30 s last 3 s. For the lab only.
    package var timeScale = 1.0

    package init() {}
  }

  /// One probe that is to be made.
  package struct Probe: Hashable, Sendable {
    package let check: Int
    /// Which of the check's checkers makes it.
    package let checker: Int
    /// A probe begun before a reload means nothing after it.
    let generation: Int
  }

  /// What is known of one check.
  struct CheckState: Sendable {
    var isHealthy: Bool
    var changedAt: Instant
    var reason = StatusChange.Reason.initial
    var checkers: Range<Int>
    var healthyCheckers: Int
    var lastFailure: ProbeFailure?
    var alarm: AlarmState?
    /// What the alarm meant when it last had data.
    var lastKnownAlarm: Bool?
    var isRoutingControlOn: Bool?
    var forced: (isHealthy: Bool, until: Instant?)?
  }

  package private(set) var checks: HealthCheckSet
  package private(set) var settings: Settings
  package private(set) var history: [StatusChange] = []
  private let seed: UInt64
  private var states: [CheckState] = []
  /// Of all checks, one after another.
  private var checkers: [Checker] = []
  /// The check of each checker.
  private var owners: [Int32] = []
  /// Numbers of checkers to probe; below zero, `-1 - check` whose forced status ends.
  private var agenda = Agenda()
  private var generation = 0
  private var changes: [StatusChange] = []
  private var turns: [CheckerTurn] = []
  private var isChanged = true
  /// Alarms that the feed named last.
  private var fedAlarms: Set<String> = []

  /// Every checker starts at a moment of its own within the first interval, drawn from the seed and the check's id.
  package init(_ checks: HealthCheckSet, settings: Settings = Settings(), seed: UInt64, now: Instant) {
    (self.checks, self.settings, self.seed) = (checks, settings, seed)
    begin(at: now, keeping: [:])
  }

  // MARK: Probes

  /// When `advance` has something to do; nil while everything waits for somebody else.
  package var nextWake: Instant? { agenda.next }

  /// Hands over the probes that are due. Each is to be reported once; its checker rests until then.
  package mutating func advance(to now: Instant, start: (Probe) -> Void) {
    while let item = agenda.pop(by: now) {
      if item >= 0 {
        start(probe(of: item))
      } else {
        endForce(of: -1 - item, now)
      }
    }
  }

  private func probe(of checker: Int) -> Probe {
    let check = Int(owners[checker])
    return Probe(
      check: check, checker: checker - states[check].checkers.lowerBound, generation: generation)
  }

  /// Where a checker is: its region, and its number from 0 within that.
  package struct CheckerPlace: Hashable, Sendable {
    package var region: HealthCheckRegion
    package var number: Int
  }

  package func checker(of probe: Probe) -> CheckerPlace {
    let (region, number) = probe.checker.quotientAndRemainder(dividingBy: settings.checkersPerRegion)
    return CheckerPlace(region: checks.checks[probe.check].config.regions[region], number: number)
  }

  /// Takes in what a probe saw, at the moment its response was complete or given up; the next one of this checker
  /// follows an interval later.
  package mutating func report(_ outcome: ProbeOutcome, for probe: Probe, at now: Instant) {
    guard probe.generation == generation else { return }
    // The configuration is not taken out of the array as a whole: a copy counts each of its strings.
    let checker = states[probe.check].checkers.lowerBound + probe.checker
    let failure = checks.checks[probe.check].config.failure(of: outcome)
    let threshold = checks.checks[probe.check].config.failureThreshold
    if let failure { states[probe.check].lastFailure = failure }
    let observation = ProbeObservation(checkedAt: now, outcome: outcome, failure: failure)
    agenda.add(
      checker, at: now.advanced(byNanoseconds: interval(checks.checks[probe.check].config.requestInterval)))
    guard checkers[checker].record(observation, threshold: threshold) else { return }
    states[probe.check].healthyCheckers += checkers[checker].isHealthy ? 1 : -1
    turns.append(
      CheckerTurn(
        id: checks.checks[probe.check].id, checker: self.checker(of: probe),
        isHealthy: checkers[checker].isHealthy, healthyCheckers: states[probe.check].healthyCheckers,
        at: now))
    evaluate(probe.check, now)
  }

  /// In nanoseconds.
  private func interval(_ seconds: Int) -> Int64 {
    Int64(Double(seconds) * 1e9 / settings.timeScale)
  }

  // MARK: What is told from outside

  /// What the metric of a CLOUDWATCH_METRIC check says now. Other checks do not listen.
  package mutating func setAlarm(_ state: AlarmState, of check: Int, at now: Instant) {
    guard checks.checks[check].config.type == .cloudWatchMetric else { return }
    states[check].alarm = state
    if state != .insufficientData { states[check].lastKnownAlarm = state == .ok }
    evaluate(check, now)
  }

  /// What a feed of alarms says now, by their names. Alarms that it named before and names no longer have no data; those it
  /// never named it leaves alone.
  package mutating func setAlarms(_ states: [String: AlarmState], at now: Instant) {
    let before = fedAlarms
    fedAlarms = Set(states.keys)
    for (index, check) in checks.checks.enumerated() {
      guard let name = check.config.alarmIdentifier?.name else { continue }
      if let state = states[name] ?? (before.contains(name) ? .insufficientData : nil) {
        setAlarm(state, of: index, at: now)
      }
    }
  }

  /// The routing control of a RECOVERY_CONTROL check. Other checks do not listen.
  package mutating func setRoutingControl(isOn: Bool, of check: Int, at now: Instant) {
    guard checks.checks[check].config.type == .recoveryControl else { return }
    states[check].isRoutingControlOn = isOn
    evaluate(check, now)
  }

  /// Overrides a status, for a time or until it is to obey again. Probes go on.
  package mutating func force(_ status: ForcedStatus, _ check: Int, until: Instant? = nil, at now: Instant) {
    states[check].forced = status == .obey ? nil : (status == .up, until)
    if status != .obey, let until { agenda.add(-1 - check, at: until) }
    evaluate(check, now, because: status == .obey ? .obeys : .forced)
  }

  private mutating func endForce(of check: Int, _ now: Instant) {
    // Forced anew meanwhile, it ends at another time.
    guard check < states.count, let until = states[check].forced?.until, until <= now else { return }
    states[check].forced = nil
    evaluate(check, now, because: .obeys)
  }

  // MARK: Status

  private mutating func evaluate(
    _ check: Int, _ now: Instant, because cause: StatusChange.Reason? = nil, tellsParents: Bool = true
  ) {
    let (isHealthy, reason) = verdict(on: check)
    guard isHealthy != states[check].isHealthy else { return }
    (states[check].isHealthy, states[check].changedAt) = (isHealthy, now)
    states[check].reason = cause ?? reason
    let change = StatusChange(
      check: check, id: checks.checks[check].id, isHealthy: isHealthy, at: now, reason: cause ?? reason)
    changes.append(change)
    // In halves, so that the oldest are not moved out one by one.
    if history.count == 2 * Limits.history { history.removeFirst(Limits.history) }
    history.append(change)
    isChanged = true
    if tellsParents { for parent in checks.parents[check] { evaluate(parent, now) } }
  }

  private func verdict(on check: Int) -> (isHealthy: Bool, reason: StatusChange.Reason) {
    let config = checks.checks[check].config
    if let forced = states[check].forced { return (forced.isHealthy, .forced) }
    let (isHealthy, reason) = config.isDisabled ? (true, .configuration) : observed(check, config)
    return (isHealthy != config.isInverted, reason)
  }

  /// What is observed, before `Inverted`.
  private func observed(_ check: Int, _ config: HealthCheckConfig) -> (Bool, StatusChange.Reason) {
    let state = states[check]
    switch config.type {
    case .http, .https, .httpStringMatch, .httpsStringMatch, .tcp:
      let (healthy, all) = (state.healthyCheckers, state.checkers.count)
      return (
        100 * healthy > Limits.quorumPercent * all,
        .checkers(healthy: healthy, of: all, healthy < all ? state.lastFailure : nil)
      )
    case .calculated:
      let children = checks.children[check]
      let healthy = children.count { states[$0].isHealthy }
      let threshold = config.healthThreshold ?? 0
      return (
        healthy >= threshold, .children(healthy: healthy, of: children.count, threshold: threshold)
      )
    case .cloudWatchMetric:
      let alarm = state.alarm ?? .insufficientData
      let isHealthy =
        switch (state.alarm, config.insufficientDataHealthStatus) {
        case (nil, _), (.ok, _): true  // a new check is healthy until there is data
        case (.alarm, _): false
        case (.insufficientData, .unhealthy): false
        case (.insufficientData, .lastKnownStatus): state.lastKnownAlarm ?? true
        case (.insufficientData, _): true
        }
      return (isHealthy, .alarm(alarm))
    case .recoveryControl:
      let isOn = state.isRoutingControlOn ?? true
      return (isOn, .routingControl(isOn: isOn))
    }
  }

  /// Whether there is something to take.
  package var hasChanges: Bool { isChanged || !changes.isEmpty || !turns.isEmpty }

  /// The checkers that have changed their opinion since it was last asked.
  package mutating func takeTurns() -> [CheckerTurn] {
    defer { turns = [] }
    return turns
  }

  /// The changes since it was last asked.
  package mutating func takeChanges() -> [StatusChange] {
    defer { changes = [] }
    return changes
  }

  /// Every status, if one has changed since it was last asked (and the first time).
  package mutating func takeSnapshot() -> HealthSnapshot? {
    guard isChanged else { return nil }
    isChanged = false
    return HealthSnapshot(healthy: states.map(\.isHealthy))
  }

  package func isHealthy(_ check: Int) -> Bool { states[check].isHealthy }

  func state(of check: Int) -> CheckState { states[check] }
  func checkerStates(of check: Int) -> ArraySlice<Checker> { checkers[states[check].checkers] }

  // MARK: Configuration

  /// Makes `checks` the ones watched. What is known of a check stays if it asks the same thing as before; a probe
  /// under way is made anew.
  package mutating func reload(_ checks: HealthCheckSet, settings: Settings, at now: Instant) {
    var known: [String: Memory] = [:]
    for (check, state) in zip(self.checks.checks, states) {
      known[check.id] = Memory(
        config: check.config, state: state, checkers: Array(checkers[state.checkers]),
        checkersPerRegion: self.settings.checkersPerRegion)
    }
    (self.checks, self.settings) = (checks, settings)
    begin(at: now, keeping: known)
  }

  private struct Memory {
    var config: HealthCheckConfig
    var state: CheckState
    var checkers: [Checker]
    var checkersPerRegion: Int
  }

  private mutating func begin(at now: Instant, keeping known: [String: Memory]) {
    generation += 1
    agenda.removeAll()
    (states, checkers, owners) = ([], [], [])
    isChanged = true
    for (index, check) in checks.checks.enumerated() {
      let memory = known[check.id].flatMap { check.config.asksTheSame(as: $0.config) ? $0 : nil }
      let count = check.config.type.isProbed ? check.config.regions.count * settings.checkersPerRegion : 0
      let first = checkers.count
      if let memory, memory.checkers.count == count, memory.checkersPerRegion == settings.checkersPerRegion {
        checkers += memory.checkers
      } else {
        checkers += [Checker](repeating: Checker(), count: count)
      }
      owners += [Int32](repeating: Int32(index), count: count)
      var state = CheckState(
        isHealthy: true, changedAt: now, checkers: first..<first + count, healthyCheckers: 0)
      if let memory {
        state = memory.state
        state.checkers = first..<first + count
      } else if let before = known[check.id]?.state {
        (state.isHealthy, state.changedAt, state.reason) = (before.isHealthy, before.changedAt, before.reason)
        state.forced = before.forced
      }
      state.healthyCheckers = checkers[first...].count(where: \.isHealthy)
      states.append(state)
      if let until = state.forced?.until { agenda.add(-1 - index, at: max(until, now)) }
      if !check.config.isDisabled { schedule(check, state.checkers, now) }
    }
    settle(known, now)
  }

  private mutating func schedule(_ check: HealthCheck, _ checkers: Range<Int>, _ now: Instant) {
    var phases = SplitMix64(seed: seed ^ KeyedHash(seed: seed)(Array(check.id.utf8).span))
    let interval = UInt64(interval(check.config.requestInterval))
    for checker in checkers {
      agenda.add(checker, at: now.advanced(byNanoseconds: Int64(phases.next() % max(1, interval))))
    }
  }

  /// The statuses as they are now: a change for those that were known and are different; calculated checks last, for
  /// they look at the others.
  private mutating func settle(_ known: [String: Memory], _ now: Instant) {
    for isCalculated in [false, true] {
      for (index, check) in checks.checks.enumerated()
      where (check.config.type == .calculated) == isCalculated {
        if known[check.id] == nil {
          (states[index].isHealthy, states[index].reason) = (verdict(on: index).isHealthy, .initial)
        } else {
          evaluate(index, now, because: .configuration, tellsParents: false)
        }
      }
    }
  }
}

extension HealthCheckConfig {
  /// What one learned about the endpoint the other would have learned too.
  fileprivate func asksTheSame(as other: HealthCheckConfig) -> Bool {
    var (mine, theirs) = (self, other)
    // These change what is made of it, not what is seen.
    for path in [\HealthCheckConfig.isInverted, \.measuresLatency] {
      mine[keyPath: path] = false
      theirs[keyPath: path] = false
    }
    (mine.healthThreshold, theirs.healthThreshold) = (nil, nil)
    (mine.childHealthChecks, theirs.childHealthChecks) = ([], [])
    (mine.failureThreshold, theirs.failureThreshold) = (1, 1)
    return mine == theirs
  }
}
