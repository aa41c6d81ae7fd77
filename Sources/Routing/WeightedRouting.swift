/// Weighted routing: one record with the probability weight / sum of the weights that are in (Route 53 Developer Guide,
/// "Weighted routing").
///
/// Records of weight zero are drawn only if no other is in, then all with the same chance. Once unhealthy records have
/// been taken out, that is the guide's rule for zero weights: they serve when every other record is unhealthy. And with
/// all of them back in because none is healthy, they do not.
package enum WeightedRouting {
  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet, draw: UInt64
  ) -> RoutingChoice? {
    guard !set.isEmpty else { return nil }
    var total = 0
    var rest = set
    while case let index = rest.popFirst(), index >= 0 { total &+= weight(candidates[index]) }
    let isZero = total == 0
    let sum = isZero ? set.count : total
    var mark = Int(truncatingIfNeeded: draw.multipliedFullWidth(by: UInt64(sum)).high)
    rest = set
    while case let index = rest.popFirst(), index >= 0 {
      let weight = isZero ? 1 : weight(candidates[index])
      if mark < weight {
        return RoutingChoice(index, isZero ? .zeroWeight(of: sum) : .weight(weight, of: sum))
      }
      mark &-= weight
    }
    return nil
  }

  /// The same with none left out, by halving: each candidate has the sum of weights up to its own, and the last one, which
  /// is `sum`, is not zero.
  package static func choose(
    fromAll candidates: Span<RoutingCandidate>, sum: Int, draw: UInt64
  ) -> RoutingChoice {
    let mark = Int32(truncatingIfNeeded: draw.multipliedFullWidth(by: UInt64(sum)).high)
    var (low, high) = (0, candidates.count &- 1)
    while low < high {
      let middle = (low &+ high) / 2
      if candidates[middle].weightSum > mark { high = middle } else { low = middle &+ 1 }
    }
    return RoutingChoice(low, .weight(weight(candidates[low]), of: sum))
  }

  private static func weight(_ candidate: RoutingCandidate) -> Int {
    if case .weighted(let weight) = candidate.rule { Int(weight) } else { 0 }
  }
}
