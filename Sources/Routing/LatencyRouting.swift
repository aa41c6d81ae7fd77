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
    if client.country == .china, let index = first(of: candidates, in: set, at: beijing) {
      return RoutingChoice(index, .inChina)
    }
    guard let row = LatencyMatrix.row(of: client) else { return RoutingChoice(set.first, .unmappedClient) }
    let latencies = LatencyMatrix.milliseconds(row: row)
    var best = set.first
    var lowest = UInt16.max
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      guard case .latency(let region) = candidates[index].rule else { continue }
      let latency = latencies[region.index]
      if latency < lowest { (best, lowest) = (index, latency) }
    }
    return RoutingChoice(best, .lowestLatency(milliseconds: Int(lowest)))
  }

  private static let beijing = AWSRegion(code: "cn-north-1")

  private static func first(
    of candidates: Span<RoutingCandidate>, in set: CandidateSet, at region: AWSRegion?
  ) -> Int? {
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      if case .latency(let other) = candidates[index].rule, other == region { return index }
    }
    return nil
  }
}
