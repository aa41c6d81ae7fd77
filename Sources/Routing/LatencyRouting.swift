import Geo

/// Latency routing: the record of the Region with the lowest latency from the client's network (Route 53 Developer
/// Guide, "Latency-based routing"); on equal latency the earlier record.
///
/// For a client in China a record for cn-north-1 wins whatever the latency. A client whose place is not known gets the
/// first record of the group: no source says what Route 53 does.
package enum LatencyRouting {
  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet, client: ClientLocation
  ) -> RoutingChoice? {
    guard !set.isEmpty else { return nil }
    let isInChina = client.country == china
    let row = LatencyMatrix.row(of: client)
    var best = -1
    var lowest = Int.max
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      guard case .latency(let region) = candidates[index].rule else { continue }
      if isInChina, region == beijing { return RoutingChoice(index, .inChina) }
      guard let row else { continue }
      let latency = LatencyMatrix.milliseconds(row: row, to: region)
      if latency < lowest { (best, lowest) = (index, latency) }
    }
    return best < 0
      ? RoutingChoice(set.first, .unmappedClient)
      : RoutingChoice(best, .lowestLatency(milliseconds: lowest))
  }

  private static let china = Country("CN")
  private static let beijing = AWSRegion(code: "cn-north-1")
}
