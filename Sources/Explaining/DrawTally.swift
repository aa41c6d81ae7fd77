import Authority
import Routing
import Zones

/// Counts outcomes: those of the first choice, below each those of the next, where a CNAME record was followed.
struct DrawTally {
  private var shares: [DecisionShare]
  private var counts: [Int]
  private var next: [DrawTally?]

  init(_ shares: [DecisionShare]) {
    self.shares = shares
    counts = shares.map { _ in 0 }
    next = shares.map { _ in nil }
  }

  /// `sharesOf` says what is to be expected of a set that is met for the first time.
  mutating func add(_ choices: [AnswerTrail.Choice], sharesOf: (RecordSet) -> [DecisionShare]) {
    guard let choice = choices.first else { return }
    var last = 0
    for outcome in choice.decision.outcomes {
      last = index(of: outcome)
      counts[last] += 1
    }
    let rest = Array(choices.dropFirst())
    guard let following = rest.first else { return }
    if next[last] == nil { next[last] = DrawTally(sharesOf(following.set)) }
    next[last]?.add(rest, sharesOf: sharesOf)
  }

  /// One that was not expected has a share of 0.
  private mutating func index(of outcome: DecisionShare.Outcome) -> Int {
    if let index = shares.firstIndex(where: { $0.outcome == outcome }) { return index }
    shares.append(DecisionShare(outcome: outcome, share: 0))
    counts.append(0)
    next.append(nil)
    return counts.count - 1
  }

  func outcomes(
    of draws: Int, path: [String], expected: Double,
    _ label: (DecisionShare.Outcome) -> (name: String, records: [String])
  ) -> [DrawReport.Outcome] {
    shares.indices.flatMap { index -> [DrawReport.Outcome] in
      let (name, records) = label(shares[index].outcome)
      let share = expected * shares[index].share
      if let tally = next[index] {
        return tally.outcomes(of: draws, path: path + [name], expected: share, label)
      }
      return [
        DrawReport.Outcome(
          path: path + [name], records: records, observed: counts[index],
          observedShare: Double(counts[index]) / Double(max(draws, 1)), expectedShare: share)
      ]
    }
  }
}

extension Decision {
  /// What it came to; of a multivalue answer each record.
  fileprivate var outcomes: [DecisionShare.Outcome] {
    switch outcome {
    case .records: (0..<setCount).map { .records(set: sets[$0]) }
    case .distribution(let alias): [.distribution(alias: alias)]
    case .noMatch: [.noMatch]
    case .allUnhealthy: [.allUnhealthy]
    }
  }
}
