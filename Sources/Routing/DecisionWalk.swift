import Geo
import Health
import Primitives
import Zones

/// Walks down from an alias or a group to the records that answer (Route 53 Developer Guide, "How Amazon Route 53
/// chooses records when health checking is configured" and "How health checks work in complex configurations").
///
/// 1. Of a group, the policy chooses one candidate. If its health check is unhealthy, it is dropped and the policy
///    chooses among the rest.
/// 2. An alias is followed. If nothing below is healthy, the branch is left and the candidate dropped, unless its
///    EvaluateTargetHealth is false: then the branch counts as healthy, and is never left.
/// 3. Where a group has no healthy candidate at all and there is nothing left to go back to, all of it count as healthy.
///
/// A branch that has no record for the client's place is left as well if EvaluateTargetHealth is true; no source says.
struct DecisionWalk: ~Copyable {
  /// What came of a set and all below it.
  enum Verdict { case found, unhealthy, noMatch, ended }

  let settings: RoutingSettings
  /// Lent for the time of the walk: a stored reference would be counted, on a cache line that all workers share.
  private let map: Unmanaged<ClientMap>
  private let health: Unmanaged<HealthSnapshot>
  /// Nil: the locator is asked each time.
  private let recent: Unmanaged<RecentLocations>?
  private let prefix: IPPrefix
  /// Where the client is, once `isLocated`.
  private var location = ClientLocation.unknown
  private var isLocated = false
  private var random: SplitMix64
  private var triesLeft = RoutingLimits.tries

  init(
    client: IPPrefix, map: ClientMap, recent: RecentLocations? = nil, health: HealthSnapshot,
    settings: RoutingSettings, draw: UInt64
  ) {
    self.recent = recent.map { .passUnretained($0) }
    (prefix, self.settings) = (client, settings)
    (self.map, self.health) = (.passUnretained(map), .passUnretained(health))
    random = SplitMix64(seed: draw)
  }

  mutating func run(_ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision) {
    switch settle(set, zone, table, &decision) {
    case .found, .ended: break
    case .unhealthy: decision.outcome = .allUnhealthy
    case .noMatch: decision.outcome = .noMatch
    }
  }

  /// Takes what is healthy at or below `set`; if nothing is, what the policies say all the same.
  private mutating func settle(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    let depth = decision.stepCount
    let verdict = descend(set, zone, table, &decision)
    guard verdict == .unhealthy, settings.fallback == .failOpen else { return verdict }
    decision.stepCount = depth
    return force(set, zone, table, &decision)
  }

  private mutating func descend(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    if set.isGroup { return descend(group: zone.number(of: set), zone, table, &decision) }
    guard set.isAlias else { return take(set, &decision) }
    if set.isMember { return follow(set, zone, table, &decision) }
    decision.push(alias: zone.number(of: set))
    return follow(set, zone, table, &decision)
  }

  private mutating func follow(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    let alias = zone.resolve(set)
    guard alias.targetSet >= 0 else {
      decision.outcome = .distribution(alias: alias.index)
      return .found
    }
    let target = zone.recordSet(at: alias.targetSet)
    if alias.evaluatesTargetHealth { return descend(target, zone, table, &decision) }
    let verdict = settle(target, zone, table, &decision)
    if verdict == .found { return .found }
    if verdict != .ended { decision.outcome = verdict == .unhealthy ? .allUnhealthy : .noMatch }
    return .ended
  }

  private func take(_ set: RecordSet, _ decision: inout Decision) -> Verdict {
    decision.take(set)
    return .found
  }

  // MARK: groups

  private mutating func descend(
    group index: Int, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    let group = table.group(index)
    let candidates = table.candidates(of: group)
    let view = view(of: group, &decision)
    var rest = group.all
    // Not with ==, which is a call into another target and compares what `rawValue` says.
    if case .multivalue = group.policy {
      for number in 0..<group.count where !isHealthy(candidates[number]) { rest.remove(number) }
      return take(rest, of: index, candidates, failedOpen: false, zone, &decision)
    }
    let depth = decision.stepCount
    while triesLeft > 0, let choice = choose(group, candidates, rest, view) {
      triesLeft &-= 1
      let candidate = candidates[choice.candidate]
      if isHealthy(candidate) {
        let set = zone.recordSet(at: candidate.set)
        decision.push(step(index, choice, set, zone, in: rest, of: group, failedOpen: false))
        let verdict = descend(set, zone, table, &decision)
        if verdict == .found || verdict == .ended { return verdict }
        decision.stepCount = depth
      }
      rest.remove(choice.candidate)
    }
    return rest == group.all && triesLeft > 0 ? .noMatch : .unhealthy
  }

  /// Nothing is healthy here: all candidates are in again, and the walk goes on in the branch so chosen.
  private mutating func force(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    guard set.isGroup else {
      guard set.isAlias else { return take(set, &decision) }
      if set.isMember { return forceAlias(set, zone, table, &decision) }
      decision.push(alias: zone.number(of: set))
      return forceAlias(set, zone, table, &decision)
    }
    let index = zone.number(of: set)
    let group = table.group(index)
    let candidates = table.candidates(of: group)
    let view = view(of: group, &decision)
    var rest = group.all
    if case .multivalue = group.policy {
      return take(rest, of: index, candidates, failedOpen: true, zone, &decision)
    }
    let depth = decision.stepCount
    while let choice = choose(group, candidates, rest, view) {
      let set = zone.recordSet(at: candidates[choice.candidate].set)
      decision.push(step(index, choice, set, zone, in: rest, of: group, failedOpen: true))
      let verdict = set.isAlias ? forceAlias(set, zone, table, &decision) : take(set, &decision)
      if verdict == .found || verdict == .ended { return verdict }
      decision.stepCount = depth
      rest.remove(choice.candidate)
    }
    return .noMatch
  }

  private mutating func forceAlias(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, _ decision: inout Decision
  ) -> Verdict {
    let alias = zone.resolve(set)
    guard alias.targetSet >= 0 else {
      decision.outcome = .distribution(alias: alias.index)
      return .found
    }
    return settle(zone.recordSet(at: alias.targetSet), zone, table, &decision)
  }

  /// A multivalue answer out of those that are in.
  private mutating func take(
    _ set: CandidateSet, of group: Int, _ candidates: Span<RoutingCandidate>, failedOpen: Bool, _ zone: Zone,
    _ decision: inout Decision
  ) -> Verdict {
    let selection = MultivalueRouting.choose(among: set, draw: random.next())
    guard selection.count > 0 else { return .unhealthy }
    decision.outcome = .records
    decision.setCount = selection.count
    decision.ttlSeconds = .max
    for position in 0..<selection.count {
      let offset = candidates[selection[position]].set
      decision.sets[position] = offset
      decision.ttlSeconds = min(decision.ttlSeconds, zone.recordSet(at: offset).ttlSeconds)
    }
    var step = Decision.Step()
    step.group = group
    step.choice = RoutingChoice(selection[0], .multivalue(of: selection.count))
    step.left = CandidateSet(count: candidates.count).subtracting(set)
    step.failedOpen = failedOpen
    decision.push(step)
    return .found
  }

  func isHealthy(_ candidate: RoutingCandidate) -> Bool {
    candidate.healthCheck < 0 || health._withUnsafeGuaranteedRef { $0.isHealthy(candidate.healthCheck) }
  }

  // MARK: choosing

  /// What the policy of a group looks at of the client, beside `location`.
  struct View: BitwiseCopyable {
    var match = CIDRTable.Match(block: -1, scopePrefixLength: 0)
  }

  /// Looks the client up if its place makes a difference to the group, and notes the prefix that decides.
  mutating func view(of group: RoutingTable.Group, _ decision: inout Decision) -> View {
    var view = View()
    switch group.policy {
    case .simple, .weighted, .failover, .multivalue: return view
    case .ipBased:
      guard group.collection >= 0 else { return view }
      let prefix = prefix
      view.match = map._withUnsafeGuaranteedRef { $0.cidr.match(prefix, in: group.collection) }
      decision.scopePrefixLength = max(decision.scopePrefixLength, view.match.scopePrefixLength)
    // One region, or one place, answers for everyone.
    case .latency where group.count == 1, .geoproximity where group.count == 1: return view
    case .latency, .geolocation, .geoproximity:
      if !isLocated {
        location = locate()
        isLocated = true
      }
      decision.scopePrefixLength = max(decision.scopePrefixLength, location.prefixLength)
    }
    return view
  }

  private func locate() -> ClientLocation {
    let address = prefix.address
    return map._withUnsafeGuaranteedRef { map in
      recent?._withUnsafeGuaranteedRef { $0.locate(address, by: map.locator) } ?? map.locator.locate(address)
    }
  }

  mutating func choose(
    _ group: RoutingTable.Group, _ candidates: Span<RoutingCandidate>, _ set: CandidateSet, _ view: View
  ) -> RoutingChoice? {
    switch group.policy {
    case .simple, .multivalue: SimpleRouting.choose(among: set)
    case .weighted where group.weightSum > 0 && set == group.all:
      WeightedRouting.choose(fromAll: candidates, sum: Int(group.weightSum), draw: random.next())
    case .weighted: WeightedRouting.choose(from: candidates, among: set, draw: random.next())
    case .latency where group.count == 1, .geoproximity where group.count == 1:
      set.isEmpty ? nil : RoutingChoice(set.first, .unmappedClient)
    case .latency: LatencyRouting.choose(from: candidates, among: set, client: location)
    case .geolocation: GeolocationRouting.choose(from: candidates, among: set, client: location)
    case .geoproximity:
      GeoproximityRouting.choose(
        from: candidates, among: set, client: location, formula: settings.geoproximity)
    case .failover: FailoverRouting.choose(from: candidates, among: set)
    case .ipBased:
      map._withUnsafeGuaranteedRef {
        IPBasedRouting.choose(from: candidates, among: set, match: view.match, table: $0.cidr)
      }
    }
  }

  /// Each candidate as if it were the only one.
  mutating func assess(_ index: Int, _ zone: Zone, _ table: RoutingTable) -> [CandidateAssessment] {
    let group = table.group(index)
    var decision = Decision()
    let view = view(of: group, &decision)
    return (0..<group.count).map { number in
      let candidates = table.candidates(of: group)
      let candidate = candidates[number]
      let choice = choose(group, candidates, CandidateSet(only: number), view)
      return CandidateAssessment(
        healthCheck: candidate.healthCheck, isCheckHealthy: isHealthy(candidate),
        isTargetHealthy: isTargetHealthy(zone.recordSet(at: candidate.set), zone, table),
        reason: choice?.reason)
    }
  }

  /// Whether an alias that evaluates the health of its target leads to a healthy record; true for all others.
  private func isTargetHealthy(_ set: RecordSet, _ zone: Zone, _ table: RoutingTable) -> Bool {
    guard set.isAlias else { return true }
    let alias = zone.resolve(set)
    guard alias.evaluatesTargetHealth, alias.targetSet >= 0 else { return true }
    let target = zone.recordSet(at: alias.targetSet)
    guard target.isGroup else { return isTargetHealthy(target, zone, table) }
    let group = table.group(zone.number(of: target))
    let candidates = table.candidates(of: group)
    for number in 0..<group.count where isHealthy(candidates[number]) {
      if isTargetHealthy(zone.recordSet(at: candidates[number].set), zone, table) { return true }
    }
    return false
  }

  // MARK: the trail

  private func step(
    _ index: Int, _ choice: RoutingChoice, _ set: RecordSet, _ zone: Zone, in rest: CandidateSet,
    of group: RoutingTable.Group, failedOpen: Bool
  ) -> Decision.Step {
    var step = Decision.Step()
    step.group = index
    step.choice = choice
    step.alias = set.isAlias ? zone.number(of: set) : -1
    step.left = group.all.subtracting(rest)
    step.failedOpen = failedOpen
    return step
  }
}

extension Decision {
  fileprivate mutating func push(_ step: Step) {
    if stepCount < steps.count { steps[stepCount] = step }
    stepCount &+= 1
  }

  fileprivate mutating func push(alias: Int) {
    var step = Step()
    step.alias = alias
    push(step)
  }

  fileprivate mutating func take(_ set: RecordSet) {
    outcome = .records
    sets[0] = set.offset
    setCount = 1
    ttlSeconds = set.ttlSeconds
  }

  /// As new, but for what `setCount` and `stepCount` say is not there: a decision in use again is not cleared.
  fileprivate mutating func begin() {
    (outcome, setCount, ttlSeconds, scopePrefixLength, stepCount) = (.noMatch, 0, .max, 0, 0)
  }
}

extension RoutingTable {
  /// Decides what answers for `set`, an alias or a group of `zone`: the same for the same client, health and draw.
  /// Allocates nothing, and copies nothing where `decision` is used for one query after the other.
  package func decide(
    _ set: RecordSet, in zone: Zone, client: IPPrefix, map: ClientMap, recent: RecentLocations? = nil,
    health: HealthSnapshot, settings: RoutingSettings, draw: UInt64, into decision: inout Decision
  ) {
    var walk = DecisionWalk(
      client: client, map: map, recent: recent, health: health, settings: settings, draw: draw)
    decision.begin()
    walk.run(set, zone, self, &decision)
  }

  /// Every member of group `index` as the decision saw it, in the order of `Zone.groups[index].members`: what `explain`
  /// shows beside the choice.
  package func assessments(
    ofGroup index: Int, in zone: Zone, client: IPPrefix, map: ClientMap, health: HealthSnapshot,
    settings: RoutingSettings
  ) -> [CandidateAssessment] {
    var walk = DecisionWalk(client: client, map: map, health: health, settings: settings, draw: 0)
    return walk.assess(index, zone, self)
  }
}
