import Geo
import Health
import Primitives
import Zones

/// One outcome of a decision, and how often it is to be expected over many draws.
package struct DecisionShare: Sendable, BitwiseCopyable, Equatable {
  package enum Outcome: Sendable, BitwiseCopyable, Equatable {
    /// The RRset that stands there in the zone; of multivalue answers, one of them.
    case records(set: Int)
    /// The distribution that `Zone.aliases[alias]` leads to.
    case distribution(alias: Int)
    case noMatch
    case allUnhealthy
  }

  package let outcome: Outcome
  /// 0...1. For multivalue answers, of answers that have the record: they may add up to more than 1.
  package internal(set) var share: Double

  package init(outcome: Outcome, share: Double) { (self.outcome, self.share) = (outcome, share) }
}

/// What draws come to in the long run, worked out without drawing: for `explain`. Nothing here is on the way of a query.
///
/// The limit of tries is left out: a tree that meets it has more branches than anybody looks at.
extension DecisionWalk {
  /// The outcomes at and below a set, each once, and what the walk makes of it.
  struct Shares {
    var verdict: Verdict
    var list: [DecisionShare] = []

    mutating func add(_ others: [DecisionShare], times factor: Double) {
      for other in others {
        if let index = list.firstIndex(where: { $0.outcome == other.outcome }) {
          list[index].share += factor * other.share
        } else {
          list.append(DecisionShare(outcome: other.outcome, share: factor * other.share))
        }
      }
    }

    init(_ verdict: Verdict, _ outcome: DecisionShare.Outcome? = nil) {
      self.verdict = verdict
      if let outcome { list = [DecisionShare(outcome: outcome, share: 1)] }
    }
  }

  mutating func shares(_ set: RecordSet, _ zone: Zone, _ table: RoutingTable) -> [DecisionShare] {
    let shares = settledShares(set, zone, table)
    switch shares.verdict {
    case .found, .ended: return shares.list
    case .unhealthy: return [DecisionShare(outcome: .allUnhealthy, share: 1)]
    case .noMatch: return [DecisionShare(outcome: .noMatch, share: 1)]
    }
  }

  private mutating func settledShares(_ set: RecordSet, _ zone: Zone, _ table: RoutingTable) -> Shares {
    let shares = shares(set, zone, table, isForced: false)
    guard shares.verdict == .unhealthy, settings.fallback == .failOpen else { return shares }
    return self.shares(set, zone, table, isForced: true)
  }

  /// `isForced`: nothing is healthy here, so that all candidates are in again.
  private mutating func shares(
    _ set: RecordSet, _ zone: Zone, _ table: RoutingTable, isForced: Bool
  ) -> Shares {
    if set.isGroup {
      let group = zone.number(of: set)
      let (verdict, odds, below) = odds(group, zone, table, isForced: isForced)
      var shares = Shares(verdict)
      for (index, share) in odds.enumerated() where share > 0 { shares.add(below[index].list, times: share) }
      return shares
    }
    guard set.isAlias else { return Shares(.found, .records(set: set.offset)) }
    let alias = zone.resolve(set)
    guard alias.targetSet >= 0 else { return Shares(.found, .distribution(alias: alias.index)) }
    let target = zone.recordSet(at: alias.targetSet)
    if isForced { return settledShares(target, zone, table) }
    if alias.evaluatesTargetHealth { return shares(target, zone, table, isForced: false) }
    let shares = settledShares(target, zone, table)
    switch shares.verdict {
    case .found, .ended: return shares
    case .unhealthy: return Shares(.ended, .allUnhealthy)
    case .noMatch: return Shares(.ended, .noMatch)
    }
  }

  /// The chance of each candidate of a group to be the one that answers, and what is below it.
  mutating func odds(
    _ index: Int, _ zone: Zone, _ table: RoutingTable, isForced: Bool
  ) -> (verdict: Verdict, odds: [Double], below: [Shares]) {
    let group = table.group(index)
    let candidates = table.candidates(of: group)
    var decision = Decision()
    let view = view(of: group, &decision)
    var odds = [Double](repeating: 0, count: group.count)
    var below: [Shares] = []
    /// Healthy, and not left again: those that the walk stays with.
    var kept = CandidateSet(count: group.count)
    for number in 0..<group.count {
      let candidate = candidates[number]
      var shares = Shares(.unhealthy)
      if isForced || isHealthy(candidate) {
        shares = self.shares(zone.recordSet(at: candidate.set), zone, table, isForced: isForced)
      }
      below.append(shares)
      if shares.verdict != .found, shares.verdict != .ended { kept.remove(number) }
    }
    switch group.policy {
    case .multivalue:
      let share = min(1, Double(MultivalueRouting.limit) / Double(max(kept.count, 1)))
      for number in 0..<group.count where kept.contains(number) { odds[number] = share }
      return (kept.isEmpty ? .unhealthy : .found, odds, below)
    case .weighted:
      let weights = (0..<group.count).map { number in
        if kept.contains(number), case .weighted(let weight) = candidates[number].rule {
          Double(weight)
        } else {
          0.0
        }
      }
      let sum = weights.reduce(0, +)
      // Records of weight 0 are drawn, with equal odds, once all others have been left.
      for number in 0..<group.count where kept.contains(number) {
        odds[number] = sum > 0 ? weights[number] / sum : 1 / Double(kept.count)
      }
      return (kept.isEmpty ? isForced ? .noMatch : .unhealthy : .found, odds, below)
    case .simple, .latency, .geolocation, .geoproximity, .failover, .ipBased:
      var rest = CandidateSet(count: group.count)
      while let choice = choose(group, candidates, rest, view) {
        if kept.contains(choice.candidate) {
          odds[choice.candidate] = 1
          return (.found, odds, below)
        }
        rest.remove(choice.candidate)
      }
      return (isForced || rest.count == group.count ? .noMatch : .unhealthy, odds, below)
    }
  }
}

extension RoutingTable {
  /// How often each outcome of `decide` is to be expected; the shares of single answers add up to 1.
  package func shares(
    of set: RecordSet, in zone: Zone, client: IPPrefix, map: ClientMap, health: HealthSnapshot,
    settings: RoutingSettings
  ) -> [DecisionShare] {
    var walk = DecisionWalk(client: client, map: map, health: health, settings: settings, draw: 0)
    return walk.shares(set, zone, self)
  }

  /// The chance of each member of group `index` to be chosen where a decision has come to the group; with `failedOpen` where
  /// nothing in it is healthy.
  package func odds(
    ofGroup index: Int, failedOpen: Bool, in zone: Zone, client: IPPrefix, map: ClientMap,
    health: HealthSnapshot, settings: RoutingSettings
  ) -> [Double] {
    var walk = DecisionWalk(client: client, map: map, health: health, settings: settings, draw: 0)
    return walk.odds(index, zone, self, isForced: failedOpen).odds
  }
}
