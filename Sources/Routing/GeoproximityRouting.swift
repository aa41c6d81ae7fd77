import Geo

/// Geoproximity routing: the record with the smallest biased great-circle distance (Route 53 Developer Guide,
/// "Geoproximity routing"); on equal distance the earlier record.
///
/// A client whose place is not known gets the first record of the group: no source says what Route 53 does.
package enum GeoproximityRouting {
  /// How a bias of -99...99 changes a distance d.
  package enum Formula: String, Sendable, BitwiseCopyable, CaseIterable {
    /// d * (1 - bias/100), the guide from 2025 on: with a bias of -50, 1.5 d.
    case current
    /// The guide until 2023: the same for a positive bias, d / (1 + bias/100) for a negative one: 2 d.
    case original

    func factor(bias: Int8) -> Double {
      if bias == 0 { return 1 }
      return self == .original && bias < 0 ? 1 / (1 + Double(bias) / 100) : 1 - Double(bias) / 100
    }
  }

  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet, client: ClientLocation,
    formula: Formula = .current
  ) -> RoutingChoice? {
    guard !set.isEmpty else { return nil }
    guard let place = client.coordinates else { return RoutingChoice(set.first, .unmappedClient) }
    var (best, shortest) = (-1, BiasedDistance?.none)
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      guard case .geoproximity(let coordinates, let bias) = candidates[index].rule else { continue }
      let distance = BiasedDistance(from: place, to: coordinates, factor: formula.factor(bias: bias))
      if let shortest, !distance.isShorter(than: shortest) { continue }
      (best, shortest) = (index, distance)
    }
    return shortest.map { RoutingChoice(best, .nearest($0)) }
  }
}
