import Authority
import DNSWire
import Geo
import Health
import Primitives
import Routing
import Zones

/// A zone with its policies, as one client sees them: makes the parts of an explanation out of those of a trail.
struct ZoneView {
  let zone: Zone
  private let table: RoutingTable
  private let map: ClientMap
  private let edges: EdgeDirectory
  private let health: HealthSnapshot
  private let settings: RoutingSettings
  private let client: IPPrefix

  init(_ explainer: Explainer, zone index: Int, _ asking: Asking) {
    let catalog = explainer.catalog
    (zone, table, map) = (catalog.zones[index], catalog.routingTable(index), catalog.map)
    (edges, health, settings) = (catalog.edges, explainer.health, explainer.settings.routing)
    client = asking.prefix
  }

  // MARK: names

  func step(_ step: AnswerTrail.Step) -> LookupStep {
    let (found, node, isItself): (LookupStep.Found, ZoneNode?, Bool) =
      switch step.found {
      case .node(let node): (.name, node, true)
      case .wildcard(let node): (.wildcard, node, false)
      case .delegation(let cut, let isExact): (.delegation, cut, isExact)
      case .redirection(let node): (.redirection, node, false)
      case .noSuchName: (.noSuchName, nil, true)
      }
    return LookupStep(
      name: "\(step.name)", found: found,
      owner: isItself ? nil : node.flatMap { Name(wire: zone.name(of: $0)) }.map { "\($0)" },
      types: node.map(types) ?? [], choices: step.choices.map(choice))
  }

  private func types(at node: ZoneNode) -> [String] {
    var types: [String] = []
    var offset = node.setStart
    for _ in 0..<node.setCount {
      let set = zone.recordSet(at: offset)
      offset = set.end
      let type = "\(set.type)"
      if !set.isMember, set.type != .rrsig, types.last != type { types.append(type) }
    }
    return types
  }

  // MARK: choices

  private func choice(_ choice: AnswerTrail.Choice) -> ChoiceExplanation {
    let decision = choice.decision
    var levels = (0..<decision.stepCount).map { level(decision.steps[$0], decision) }
    let outcome: ChoiceExplanation.Outcome
    var distribution: ChoiceExplanation.Distribution?
    switch decision.outcome {
    case .records: outcome = .records
    case .distribution(let alias):
      outcome = .distribution
      distribution = .init(
        name: AliasExplanation(zone.aliases[alias]).target,
        place: choice.edge?.latencyRow.map { Gazetteer.place(row: $0).code },
        reason: choice.edge.map(edges.reason))
    case .noMatch, .allUnhealthy:
      outcome = decision.outcome == .noMatch ? .noMatch : .allUnhealthy
      // The group that nothing was chosen of is no step of the decision.
      if let stuck = stuckGroup(choice) { levels.append(stuck) }
    }
    var records: [String] = []
    if outcome == .records {
      for index in 0..<decision.setCount {
        records += self.records(of: zone.recordSet(at: decision.sets[index]))
      }
    }
    return ChoiceExplanation(
      type: "\(choice.set.type)", outcome: outcome, records: records,
      ttl: outcome == .records ? decision.ttlSeconds : nil,
      scope: max(decision.scopePrefixLength, choice.edge?.scopePrefixLength ?? 0), levels: levels,
      distribution: distribution, edges: choice.edge.map(edges(beside:)) ?? [])
  }

  private func level(_ step: Decision.Step, _ decision: Decision) -> ChoiceExplanation.Level {
    let alias = step.alias < 0 ? nil : zone.aliases[step.alias]
    guard step.group >= 0 else {
      return ChoiceExplanation.Level(
        name: alias.map { "\($0.name)" } ?? "", type: alias.map { "\($0.type)" } ?? "", policy: nil,
        reason: nil, failedOpen: false, candidates: [], alias: alias.map(AliasExplanation.init))
    }
    let group = zone.groups[step.group]
    let chosen: (Int) -> Bool = { number in
      guard group.policy == .multivalue else { return number == step.choice.candidate }
      return (0..<decision.setCount).contains { decision.sets[$0] == group.members[number].set }
    }
    let candidates = candidates(of: step.group, failedOpen: step.failedOpen) { number, assessment in
      if chosen(number) { return .chosen }
      if step.left.contains(number) { return .left }
      return assessment.reason == nil ? .elsewhere : .passed
    }
    return ChoiceExplanation.Level(
      name: "\(group.name)", type: "\(group.type)", policy: group.policy.rawValue,
      reason: "\(step.choice.reason)", failedOpen: step.failedOpen, candidates: candidates,
      alias: alias.map(AliasExplanation.init))
  }

  private func stuckGroup(_ choice: AnswerTrail.Choice) -> ChoiceExplanation.Level? {
    let decision = choice.decision
    var set = choice.set
    if decision.stepCount > 0 {
      let alias = decision.steps[decision.stepCount - 1].alias
      guard alias >= 0, zone.aliases[alias].targetSet >= 0 else { return nil }
      set = zone.recordSet(at: zone.aliases[alias].targetSet)
    }
    guard set.isGroup else { return nil }
    let group = zone.groups[zone.number(of: set)]
    return ChoiceExplanation.Level(
      name: "\(group.name)", type: "\(group.type)", policy: group.policy.rawValue, reason: nil,
      failedOpen: false, candidates: unchosen(zone.number(of: set)), alias: nil)
  }

  /// A group of which nothing was chosen.
  private func unchosen(_ group: Int, isBelow: Bool = false) -> [CandidateExplanation] {
    candidates(of: group, failedOpen: false, isBelow: isBelow) { _, assessment in
      assessment.reason == nil ? .elsewhere : assessment.isHealthy ? .passed : .left
    }
  }

  // MARK: candidates

  private func candidates(
    of index: Int, failedOpen: Bool, isBelow: Bool = false,
    _ state: (Int, CandidateAssessment) -> CandidateExplanation.State
  ) -> [CandidateExplanation] {
    let assessments = table.assessments(
      ofGroup: index, in: zone, client: client, map: map, health: health, settings: settings)
    let odds = table.odds(
      ofGroup: index, failedOpen: failedOpen, in: zone, client: client, map: map, health: health,
      settings: settings)
    return zone.groups[index].members.enumerated().map { number, member in
      let assessment = assessments[number]
      let state = state(number, assessment)
      let set = zone.recordSet(at: member.set)
      let alias = member.alias < 0 ? nil : zone.aliases[member.alias]
      var below: [CandidateExplanation] = []
      // One level: of what is further down, each candidate says whether it is healthy.
      if state == .left, !isBelow, let target = alias?.targetGroup, target >= 0 {
        below = unchosen(target, isBelow: true)
      }
      var candidate = CandidateExplanation(
        identifier: member.annotation.identifier, state: state, odds: odds[number],
        healthCheck: member.annotation.healthCheckID.map {
          .init(id: $0, isHealthy: assessment.isCheckHealthy)
        },
        isTargetHealthy: alias.flatMap { $0.evaluatesTargetHealth ? assessment.isTargetHealthy : nil },
        ttl: alias == nil ? set.ttlSeconds : nil, records: alias == nil ? records(of: set) : [],
        alias: alias.map(AliasExplanation.init), below: below)
      candidate.add(member.annotation.policy)
      if let reason = assessment.reason { candidate.add(reason) }
      return candidate
    }
  }

  private func records(of set: RecordSet) -> [String] {
    let octets = zone.octets
    var records: [String] = []
    var offset = set.start
    for _ in 0..<set.count {
      let start = offset + 2
      let end = start + octets.machineUInt16(at: offset)
      let data = (start..<end).map { octets[$0] }
      records.append(set.type.presentation(of: data.span))
      offset = end
    }
    return records
  }

  private func edges(beside chosen: EdgeDirectory.Edge) -> [ChoiceExplanation.Edge] {
    let milliseconds = edges.milliseconds(for: chosen)
    return edges.pointsOfPresence.enumerated().map { index, point in
      ChoiceExplanation.Edge(
        pop: point.id, milliseconds: milliseconds.map { ($0[index] * 10).rounded() / 10 },
        chosen: index == chosen.point)
    }
  }

  // MARK: draws

  func shares(of set: RecordSet) -> [DecisionShare] {
    table.shares(of: set, in: zone, client: client, map: map, health: health, settings: settings)
  }

  /// What to call an outcome, and its records.
  func label(_ outcome: DecisionShare.Outcome) -> (name: String, records: [String]) {
    switch outcome {
    case .records(let offset):
      let records = records(of: zone.recordSet(at: offset))
      for group in zone.groups {
        if let member = group.members.first(where: { $0.set == offset }) {
          let identifier = member.annotation.identifier
          return ("\(group.name)\(identifier.isEmpty ? "" : " '\(identifier)'")", records)
        }
      }
      let alias = zone.aliases.first { $0.targetSet == offset }
      return (alias.map { AliasExplanation($0).target } ?? "", records)
    case .distribution(let alias): return (AliasExplanation(zone.aliases[alias]).target, [])
    case .noMatch: return ("no record for this client's place", [])
    case .allUnhealthy: return ("no record is healthy", [])
    }
  }
}

extension AliasExplanation {
  init(_ alias: ZoneAlias) {
    switch alias.target {
    case .record(let name): (target, isDistribution) = ("\(name)", false)
    case .distribution(let name): (target, isDistribution) = ("\(name)", true)
    case .resource(let name, _): (target, isDistribution) = ("\(name)", false)
    }
    evaluatesTargetHealth = alias.evaluatesTargetHealth
  }
}

extension CandidateExplanation {
  fileprivate mutating func add(_ policy: RoutingPolicy) {
    switch policy {
    case .simple, .multivalue: break
    case .weighted(let weight): self.weight = Int(weight)
    case .latency(let region): self.region = region.code
    case .geolocation(let location): self.location = "\(location)"
    case .geoproximity(let place, let bias):
      self.bias = Int(bias)
      self.place =
        switch place {
        case .region(let region): region.code
        case .point(let point): "\(point)"
        }
    case .failover(let role): failover = role.rawValue
    case .ipBased(let collection, let location): (self.collection, self.location) = (collection, location)
    }
  }

  /// What the policy sees in it for this client.
  fileprivate mutating func add(_ reason: RoutingChoice.Reason) {
    switch reason {
    case .lowestLatency(let milliseconds): self.milliseconds = milliseconds
    case .nearest(let distance):
      kilometres = Int(distance.kilometres.rounded())
      biasedKilometres = Int(distance.biasedKilometres.rounded())
    case .block(let length): blockLength = length
    case .simple, .weight, .zeroWeight, .inChina, .location, .failover, .multivalue, .defaultLocation,
      .unmappedClient:
      break
    }
  }
}
