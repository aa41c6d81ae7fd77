import Health
import Simulation

/// Knows when all is well, and what must then be so: some time after the last fault has ended, no request fails and every check
/// is healthy again.
///
/// Times are nanoseconds of the run.
struct RecoveryAudit {
  /// What is wrong at the moment.
  private var faults: Set<String> = []
  /// A zone has been published, and there may be other things in it.
  private(set) var hasPublished = false
  private var isChanged = false
  /// Users may have been told what was wrong, and their programs keep it; places ask anew.
  private var isRemembered = false
  /// Until when they do, where they keep things as long as they were told to; nil: some keep them for ever.
  private var rememberedUntil: Int64?
  private var hasBegun = false
  private var wellSince: Int64 = 0
  /// Until when servers had more to do than they could.
  private var busyUntil: Int64 = 0
  /// Places whose requests went well, and those that had one fail, before anything was done: only who had no failure then is
  /// expected to have none in the end.
  private var good: Set<Int> = []
  private var bad: Set<Int> = []
  /// How long what went wrong may be felt: caches hold errors, one behind the other, and requests have their time-outs.
  private let memory: Int64

  /// Seconds that an edge holds an error unless its configuration says otherwise, and that a request may take.
  private static let errorSeconds: Int64 = 10
  private static let requestSeconds: Int64 = 60

  init(_ site: VirtualSite, _ population: Drill.Population? = nil) {
    if let population, population.resolvers == .honouring, population.programs == .cacheless,
      population.clients <= Limits.watchedClients
    {
      rememberedUntil = 0
    }
    let held = site.edge.distributions.flatMap(\.customErrorResponses).map(\.errorCachingMinTTL)
    let tiers: Int64 = site.regionalCaches.isEmpty ? 1 : 3
    memory = ((held + [Self.errorSeconds]).max()! * tiers + Self.requestSeconds) * 1_000_000_000
  }

  mutating func acted(_ action: Drill.Action, at now: Int64) {
    hasBegun = true
    let before = faults
    judge(action)
    if before != faults || !faults.isEmpty { isWrong(until: now) }
  }

  /// What is published now is, or is not, what was published at first.
  mutating func published(asAtFirst isSame: Bool, at now: Int64) {
    if isChanged || !isSame { isWrong(until: now) }
    if !isSame { isRemembered = true }
    isChanged = !isSame
  }

  /// Somebody was told something about a name, to be kept until then.
  mutating func told(until time: Int64) {
    if isChanged || faults.contains(where: { $0.hasPrefix("record ") }) {
      rememberedUntil = rememberedUntil.map { max($0, time) }
    }
  }

  /// What ends by itself does so then.
  mutating func isWrong(until time: Int64) { wellSince = max(wellSince, time) }

  /// A server has more to do than it can: requests wait there, or are turned away. Nobody probes a queue.
  mutating func isBusy(until time: Int64) { busyUntil = max(busyUntil, time) }

  private mutating func judge(_ action: Drill.Action) {
    switch action {
    case .fault(let origin, let fault): set(!fault.isNone, "origin \(origin)")
    case .clear(let origin): set(false, "origin \(origin)")
    case .force(let check, let status): set(status != .obey, "check \(check)")
    case .edge(let pop, let fault): set(fault != nil, "edge \(pop)")
    case .routingControl(let check, let isOn): set(!isOn, "check \(check)")
    case .alarm(let check, let state): set(state != .ok, "check \(check)")
    case .isolate(let kind): set(true, "isolated \(kind ?? "")")
    case .reconnect(let kind): end("isolated", kind)
    case .resolvers(let kind, .some): set(true, "resolvers \(kind ?? "")")
    case .resolvers(let kind, nil): end("resolvers", kind)
    case .divide(let partition): set(true, "partition \(partition)")
    case .unite(let partition): end("partition", partition.map { "\($0)" })
    // Resolvers and programs keep what they were told, and that there was nothing.
    case .change(let change):
      if case .addresses = change.content {
        isRemembered = true
        set(true, "record \(change.record)")
      }
    case .undo(let change): set(false, "record \(change.record)")
    case .region(_, let actions): for action in actions { judge(action) }
    case .recover(let origin, _): set(false, "origin \(origin)")
    // What is in it is known when it is there.
    case .publish: (hasPublished, isChanged) = (true, true)
    // Over a long way handshakes may take longer than users wait.
    case .cable(let cable): set(true, "cable \(cable.countries) \(cable.pops)")
    case .mendCables(let cable): end("cable", cable.map { "\($0.countries) \($0.pops)" })
    case .withdraw, .restore, .flush, .invalidate, .preload, .refuse, .skew, .crowd: break
    }
  }

  /// Nil: all of the kind.
  private mutating func end(_ kind: String, _ what: String?) {
    faults = faults.filter { fault in
      what.map { fault != "\(kind) \($0)" } ?? !fault.hasPrefix("\(kind) ")
    }
  }

  private mutating func set(_ isWrong: Bool, _ what: String) {
    if isWrong { faults.insert(what) } else { faults.remove(what) }
  }

  func isOver(at now: Int64) -> Bool { hasBegun && isWell && now >= max(wellSince, busyUntil) + memory }

  /// The same for those who ask resolvers.
  func isOverForUsers(at now: Int64) -> Bool {
    isOver(at: now) && (!isRemembered || rememberedUntil.map { now >= $0 + memory } ?? false)
  }

  private var isWell: Bool { faults.isEmpty && !isChanged }

  /// A request of a place has ended; false: it failed, and should not have.
  mutating func mayEnd(_ place: Int, failed: Bool, at now: Int64) -> Bool {
    if !hasBegun {
      if failed { bad.insert(place) } else { good.insert(place) }
    }
    return !failed || !isOver(at: now) || !good.contains(place) || bad.contains(place)
  }

  /// Checks that should be healthy again, and are not.
  func ill(_ site: VirtualSite, _ health: HealthSnapshot, timeScale: Double, at now: Int64) -> [String] {
    // Nothing that is published is asked for by checkers.
    guard faults.allSatisfy({ $0.hasPrefix("record ") }) else { return [] }
    return site.checks.checks.enumerated().compactMap { number, check in
      guard site.finds(number), !health.isHealthy(number),
        now >= wellSince + Self.recovery(of: check.config, timeScale: timeScale)
      else { return nil }
      return check.id
    }
  }

  /// The nanoseconds after which a check that was unhealthy is healthy again: probes of a threshold in a row, each an interval and
  /// the longest time-outs after the one before.
  static func recovery(of config: HealthCheckConfig, timeScale: Double) -> Int64 {
    let interval = Double(config.requestInterval) * 1e9 / timeScale
    let probe = Double((config.connectLimit + Health.Limits.status + Health.Limits.body).nanoseconds)
    return Int64(Double(config.failureThreshold + 1) * (interval + probe))
  }
}

extension VirtualSite {
  /// Whether checkers of a check find what they hope for while nothing is wrong.
  fileprivate func finds(_ check: Int) -> Bool {
    let config = checks.checks[check].config
    guard config.type.isProbed, !config.type.usesTLS, !config.isInverted, !config.isDisabled,
      case .origin(_, let status, let foundSearchString) = probeTargets[check]
    else { return false }
    return config.type == .tcp
      || (200..<400).contains(status) && (foundSearchString || !config.type.searchesBody)
  }
}
