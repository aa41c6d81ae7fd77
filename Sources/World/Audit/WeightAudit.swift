import DNSWire
import Primitives
import Simulation

/// Counts answers of weighted records and says whether they may have been drawn by their weights.
///
/// The bound is exact (Chernoff; Hoeffding, JASA 58, 1963, theorem 1): of n draws with the chance p each, a share as far from p as q
/// comes about with a probability of at most 2 exp(-n KL(q, p)). A run whose weights are right breaks it once in 10^9.
struct WeightAudit {
  /// How often a run with the right weights is called wrong.
  static let falseAlarms = 1e-9

  /// What was asked for.
  private struct Key: Hashable {
    var name: Name
    var type: RecordType
  }

  /// Weighted records that are in at the same time.
  private struct Group {
    var key: Key
    var shares: [(choice: PossibleAnswers.Choice, share: Double)]
    var counts: [Int]
  }

  private var groups: [Group] = []
  /// Of the moment: the place in `groups`, -1 for names without weights.
  private var current: [Key: Int] = [:]

  /// Other records may be in now.
  mutating func begin() { current.removeAll(keepingCapacity: true) }

  mutating func count(
    _ name: Name, _ type: RecordType, _ reply: AnswerAudit.Reply, _ possible: PossibleAnswers
  ) {
    let key = Key(name: name, type: type)
    let number: Int
    if let known = current[key] {
      number = known
    } else {
      number = place(key, possible)
      current[key] = number
    }
    guard number >= 0 else { return }
    let addresses = Set(reply.addresses)
    guard let drawn = groups[number].shares.firstIndex(where: { $0.choice.addresses == addresses }) else {
      return
    }
    groups[number].counts[drawn] += 1
  }

  private mutating func place(_ key: Key, _ possible: PossibleAnswers) -> Int {
    guard let found = possible.shares(of: key.name, key.type) else { return -1 }
    // Records with the same addresses cannot be told apart.
    var shares: [(choice: PossibleAnswers.Choice, share: Double)] = []
    for (choice, share) in found {
      if let known = shares.firstIndex(where: { $0.choice.addresses == choice.addresses }) {
        shares[known].share += share
      } else {
        shares.append((choice, share))
      }
    }
    let known = groups.firstIndex { group in
      group.key == key && group.shares.map(\.choice) == shares.map(\.choice)
        && group.shares.map(\.share) == shares.map(\.share)
    }
    if let known { return known }
    groups.append(Group(key: key, shares: shares, counts: shares.map { _ in 0 }))
    return groups.count - 1
  }

  /// What is too far from its weight to be chance.
  var faults: [(name: Name, text: String)] {
    let tests = groups.reduce(0) { $0 + $1.shares.count }
    var faults: [(name: Name, text: String)] = []
    for group in groups {
      let draws = group.counts.reduce(0, +)
      for (entry, count) in zip(group.shares, group.counts)
      where Self.isFar(count, of: draws, share: entry.share, tests: tests) {
        let addresses = entry.choice.addresses.sorted().map(\.description).joined(separator: " ")
        let weight = "its share of the weights is \(percent(entry.share))"
        faults.append((group.key.name, "\(addresses) was drawn \(count) times of \(draws); \(weight)"))
      }
    }
    return faults
  }

  static func isFar(_ count: Int, of draws: Int, share: Double, tests: Int) -> Bool {
    guard draws > 0, share < 1 else { return false }
    let found = Double(count) / Double(draws)
    return Double(draws) * divergence(found, share) > Elementary.logarithm(2 * Double(tests) / falseAlarms)
  }

  /// Kullback and Leibler's, of two coins.
  static func divergence(_ q: Double, _ p: Double) -> Double {
    func term(_ q: Double, _ p: Double) -> Double {
      q == 0 ? 0 : p == 0 ? .infinity : q * Elementary.logarithm(q / p)
    }
    return term(q, p) + term(1 - q, 1 - p)
  }
}
